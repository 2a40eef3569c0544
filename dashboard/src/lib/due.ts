/** Which of a ticket's three clocks runs now, and how the others stand (domain.md §4). */
import type { TicketItem } from '../../../server/contract/tickets.ts'

export type Clock = 'respond' | 'arrive' | 'resolve'
export type ClockState = {
  clock: Clock
  /** ms since the epoch */
  dueAt: number
  metAt: number | undefined
}

type Clocked = Pick<TicketItem, 'due' | 'status' | 'acceptedAt' | 'arrivedAt' | 'resolvedAt'>

export function clocksOf(ticket: Clocked): ClockState[] {
  const met = (time: string | null) => (time === null ? undefined : Date.parse(time))
  return [
    { clock: 'respond', dueAt: Date.parse(ticket.due.respond), metAt: met(ticket.acceptedAt) },
    { clock: 'arrive', dueAt: Date.parse(ticket.due.arrive), metAt: met(ticket.arrivedAt) },
    { clock: 'resolve', dueAt: Date.parse(ticket.due.resolve), metAt: met(ticket.resolvedAt) }
  ]
}

/** The first clock nobody has met yet; none when the ticket is done, closed or cancelled. */
export function nextDue(ticket: Clocked): { clock: Clock; at: number } | undefined {
  if (ticket.status === 'resolved' || ticket.status === 'closed' || ticket.status === 'cancelled') return undefined
  const running = clocksOf(ticket).find(({ metAt }) => metAt === undefined)
  return running && { clock: running.clock, at: running.dueAt }
}
