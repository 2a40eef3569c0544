/** What a timeline entry tells besides its name; the detail is free, so each field is looked for by kind. */
import type { TFunction } from 'i18next'
import type { TimelineEntry } from '../../../../server/contract/tickets.ts'
import { formatDateTime } from '../../lib/format.ts'

type Words = { t: TFunction; nameOf: (userId: string) => string; placeOf: (equipmentId: string) => string }

const holdReasons = ['parts', 'access', 'third_party'] as const

export function detailLines({ type, detail }: TimelineEntry, { t, nameOf, placeOf }: Words): string[] {
  const text = (name: string) => {
    const value = detail[name]
    return typeof value === 'string' && value !== '' ? value : undefined
  }
  const list = (name: string) => {
    const value = detail[name]
    return Array.isArray(value) && value.length > 0 ? value.map(String) : undefined
  }
  const lines: (string | undefined)[] = []
  const assignee = text('assignee')
  if (assignee) lines.push(`→ ${nameOf(assignee)}`)
  const reason = holdReasons.find((each) => each === detail['reason'])
  const until = text('until')
  if (reason && until) lines.push(t('ticket.held', { reason: t(`holdReason.${reason}`), until: formatDateTime(until) }))
  lines.push(text('result'))
  const people = list('people')
  if (people) lines.push(`${t('ticket.people')}: ${people.map(nameOf).join('、')}`)
  const parts = list('parts')
  if (parts) lines.push(`${t('ticket.parts')}: ${parts.join('、')}`)
  const count = detail['occurrences']
  if (typeof count === 'number' && count > 1) lines.push(t('ticket.occurrences', { count }))
  if (type === 'linked' && typeof detail['count'] === 'number') lines.push(t('timeline.linkedCount', { count: detail['count'] }))
  const places = list('equipment') ?? [text('equipment') ?? []].flat()
  if (places.length > 0) lines.push(t('timeline.at', { place: places.map(placeOf).join('、') }))
  const priority = text('priority')
  if (priority) lines.push(`${t('ticket.priority')}: ${priority}`)
  if (type === 'attached') lines.push(text('name'))
  lines.push(text('note'))
  return lines.filter((line) => line !== undefined)
}
