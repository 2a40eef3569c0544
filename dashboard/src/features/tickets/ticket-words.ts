import type { Priority } from '../../../../server/contract/common.ts'
import type { TicketAction, TicketStatus } from '../../../../server/contract/tickets.ts'

export const priorityOrder: readonly Priority[] = ['P1', 'P2', 'P3', 'P4']

const openStatuses: readonly TicketStatus[] = ['open', 'assigned', 'accepted', 'arrived', 'on_hold', 'resolved']
const endStatuses: readonly TicketStatus[] = ['closed', 'cancelled']

export function statusesOf(view: 'open' | 'all'): readonly TicketStatus[] {
  return view === 'open' ? openStatuses : [...openStatuses, ...endStatuses]
}

/** The way a ticket normally goes first, what ends or interrupts it last. */
export const actionOrder: readonly TicketAction[] = [
  'accept',
  'arrive',
  'resume',
  'resolve',
  'verify',
  'assign',
  'hold',
  'reopen',
  'comment',
  'cancel'
]

/** Steps that bring the ticket nearer to its end; the first one allowed is the button that stands out. */
export const onwardActions: ReadonlySet<TicketAction> = new Set(['accept', 'arrive', 'resume', 'resolve', 'verify'])

/** These need something said; the others act at once. */
const formActions = ['assign', 'hold', 'resolve', 'reopen', 'cancel', 'comment'] as const
export type FormAction = (typeof formActions)[number]

export function isFormAction(action: TicketAction): action is FormAction {
  return (formActions as readonly TicketAction[]).includes(action)
}
