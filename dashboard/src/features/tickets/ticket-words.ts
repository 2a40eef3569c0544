import type { Priority } from '../../../../server/contract/common.ts'
import type {
  NewTicket,
  TicketAction,
  TicketClass,
  TicketStatus,
  TicketType,
  Trade
} from '../../../../server/contract/tickets.ts'

export const priorityOrder: readonly Priority[] = ['P1', 'P2', 'P3', 'P4']

const openStatuses: readonly TicketStatus[] = ['open', 'assigned', 'accepted', 'arrived', 'on_hold', 'resolved']
const endStatuses: readonly TicketStatus[] = ['closed', 'cancelled']

export function statusesOf(view: 'open' | 'all'): readonly TicketStatus[] {
  return view === 'open' ? openStatuses : [...openStatuses, ...endStatuses]
}

export const typeOrder: readonly TicketType[] = ['fault', 'repair', 'complaint', 'hazard', 'qa', 'liaison', 'review', 'check']

/** What people open tickets of, and how it reached them. */
export const manualTypes: readonly NewTicket['type'][] = ['repair', 'complaint', 'hazard', 'qa', 'liaison']
export const manualSources: readonly NonNullable<NewTicket['source']>[] = ['manual', 'phone', 'online', 'visit']
export const trades: readonly Trade[] = ['water_power', 'civil', 'smart']

/** The classes of a type; a type that is not in it has none (as the service checks). */
export const classesOf: Partial<Record<TicketType, readonly TicketClass[]>> = {
  complaint: ['urgent', 'ordinary', 'complex', 'suggestion'],
  hazard: ['fix_now', 'slight', 'ordinary', 'serious', 'fix_by_date', 'needs_coordination']
}

/** Those of one type, or of all. */
export function classesFor(type: TicketType | undefined): readonly TicketClass[] {
  if (type !== undefined) return classesOf[type] ?? []
  return [...new Set(Object.values(classesOf).flat())]
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
