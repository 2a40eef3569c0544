/** Which of a ticket's clocks runs now, and how each stands at a moment (domain.md §4). Times in ms since the epoch. */
import type { ClockState, TicketClock } from '../../../server/contract/clocks.ts'
import type { TicketDetail, TicketItem } from '../../../server/contract/tickets.ts'

type Clock = keyof TicketItem['due']
type Clocked = Pick<TicketItem, 'due' | 'status' | 'acceptedAt' | 'arrivedAt' | 'resolvedAt'>

/** Of the clocks that every list tells, the first nobody has met yet; none when the ticket is done, closed or cancelled. */
export function nextDue(ticket: Clocked): { clock: Clock; at: number; paused: boolean } | undefined {
  if (ticket.status === 'resolved' || ticket.status === 'closed' || ticket.status === 'cancelled') return undefined
  const met = { respond: ticket.acceptedAt, arrive: ticket.arrivedAt, resolve: ticket.resolvedAt }
  const clock = (['respond', 'arrive', 'resolve'] as const).find((each) => met[each] === null)
  // A hold pauses the resolution and nothing else.
  return clock && { clock, at: Date.parse(ticket.due[clock]), paused: ticket.status === 'on_hold' && clock === 'resolve' }
}

export type Standing = {
  state: ClockState
  dueAt: number | undefined
  /** Until it is due; negative once it is over. Undefined where nothing runs. */
  leftMs: number | undefined
  /** How much too late it was met; 0 in time. Undefined while it was not met. */
  lateMs: number | undefined
}

/** The clock at `now`, which goes on after the service told of it. `hold`: of its ticket. */
export function standingOf(clock: TicketClock, hold: TicketDetail['hold'], now: number): Standing {
  const dueAt = clock.dueAt === null ? undefined : Date.parse(clock.dueAt)
  const metAt = clock.metAt === null ? undefined : Date.parse(clock.metAt)
  const lateMs = dueAt === undefined || metAt === undefined ? undefined : Math.max(0, metAt - dueAt)
  const told = { dueAt, lateMs }
  if (dueAt === undefined) return { ...told, state: clock.state, leftMs: undefined }
  const isHeld = clock.state === 'paused' && (hold === null || Date.parse(hold.until) > now)
  if (isHeld) return { ...told, state: 'paused', leftMs: clock.limitMs === null ? undefined : clock.limitMs - clock.elapsedMs }
  if (clock.state !== 'running' && clock.state !== 'overdue' && clock.state !== 'paused') {
    return { ...told, state: clock.state, leftMs: undefined }
  }
  return { ...told, state: dueAt < now ? 'overdue' : 'running', leftMs: dueAt - now }
}
