/** What the larger steps change of a ticket. Pure. */
import { priorities } from '../contract/common.ts'
import type { TicketActionBody } from '../contract/tickets.ts'
import type { Actor } from './actor.ts'
import type { Surroundings, Ticket } from './ticket.ts'

/** Time, people, equipment and result are kept of every repair (002). */
export function resolved(ticket: Ticket, body: TicketActionBody<'resolve'>, actor: Actor, around: Surroundings): Partial<Ticket> {
  const { result, people = [actor.id], parts = [], equipment = ticket.equipment } = body
  return {
    status: 'resolved',
    resolvedAt: around.now,
    resolution: { result, people, parts, equipment },
    equipment: ticket.equipment ?? equipment,
    followUp: null,
    readyAt: null,
    // Whether it is normal by now is seen then: the telemetry of a repair often comes after it.
    checkAt: ticket.rule === null ? null : around.now + around.holdMs
  }
}

export function followedUp(
  ticket: Ticket,
  body: TicketActionBody<'follow_up'>,
  actor: Actor,
  around: Surroundings
): Partial<Ticket> {
  const { satisfied, rating = null, note = null } = body
  const followUp = { at: around.now, by: actor.id, satisfied, rating, note }
  return satisfied ? { followUp } : { ...reopened(ticket), followUp }
}

/**
 * The work begins again: one priority higher (the follow-up was unsatisfied, 003), and with a new round
 * of clocks, because those from the opening may have run out before the ticket was even closed. `openedAt`
 * stays: it tells how long the matter has lasted.
 */
export function reopened(ticket: Ticket): Partial<Ticket> {
  const priority = priorities[Math.max(priorities.indexOf(ticket.priority) - 1, 0)] ?? 'P1'
  return {
    status: ticket.assignee ? 'assigned' : 'open',
    priority,
    acceptedAt: null,
    arrivedAt: null,
    resolvedAt: null,
    closedAt: null,
    resolution: null,
    eta: null,
    readyAt: null,
    checkAt: null
  }
}
