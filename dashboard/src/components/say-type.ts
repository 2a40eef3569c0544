import type { TFunction } from 'i18next'
import type { TicketItem } from '../../../server/contract/tickets.ts'

/** "隐患 · 限期整改": what sort of ticket it is. */
export function sayType({ type, class: kind }: Pick<TicketItem, 'type' | 'class'>, t: TFunction): string {
  return kind === null ? t(`ticketType.${type}`) : `${t(`ticketType.${type}`)} · ${t(`ticketClass.${kind}`)}`
}
