import type { TicketAction, TicketClass, TicketType } from '../../../../server/contract/tickets.ts'
import { classesOf, ticketClasses } from '../../../../server/contract/words.ts'

/** Those of one type, or of all. */
export function classesFor(type: TicketType | undefined): readonly TicketClass[] {
  return type === undefined ? ticketClasses : (classesOf[type] ?? [])
}

/** The way a ticket normally goes first, what ends or interrupts it last. */
export const actionOrder: readonly TicketAction[] = [
  'accept',
  'arrive',
  'resume',
  'resolve',
  'verify',
  'assign',
  'hand_on',
  'expect',
  'progress',
  'hold',
  'tell_result',
  'follow_up',
  'reopen',
  'comment',
  'cancel'
]

/** Steps that bring the ticket nearer to its end; the first one allowed is the button that stands out. */
export const onwardActions: ReadonlySet<TicketAction> = new Set(['accept', 'arrive', 'resume', 'resolve', 'verify'])

/** These act at once. Arriving does too, and besides has a form, for who has a tag to tell. */
const plainActions = ['accept', 'arrive', 'resume', 'verify'] as const
export type FormAction = Exclude<TicketAction, 'accept' | 'resume' | 'verify'>

export function isFormAction(action: TicketAction): action is FormAction {
  return !(plainActions as readonly TicketAction[]).includes(action)
}
