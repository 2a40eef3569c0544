/** What of a ticket's timeline is news for people. Pure. */
import type { TellEvent } from '../contract/telling.ts'
import type { Happening } from '../tickets/happening.ts'
import type { Ticket } from '../tickets/ticket.ts'
import type { TicketEvent } from '../tickets/ticket-record.ts'

export type News = { event: TellEvent; ticket: Ticket; entry: TicketEvent }

/** What one transaction did to one ticket, each thing told once: a ticket that was dispatched at its opening is told as dispatched. */
export function newsOf({ ticket, events }: Happening): News[] {
  const told = events.flatMap((entry) => {
    const event = tellEventOf(entry)
    return event ? [{ event, ticket, entry }] : []
  })
  const goesTo = told.some(({ event }) => event === 'dispatched' || event === 'assigned')
  return goesTo ? told.filter(({ event }) => event !== 'opened') : told
}

function tellEventOf({ type, detail }: TicketEvent): TellEvent | undefined {
  switch (type) {
    // A firm alone is to be called by those on duty. Nobody found: the entry only says why, and at last the manager is to act.
    case 'dispatched':
    case 'redispatched':
      if (typeof (detail['assignee'] ?? detail['contractor']) === 'string') return type
      return detail['to'] === 'manager' ? 'escalated' : undefined
    case 'opened':
    case 'assigned':
    case 'handed_on':
    case 'reopened':
    case 'escalated':
    case 'held':
    case 'expected':
    case 'progressed':
    case 'resolved':
    case 'cancelled':
      return type
    case 'accepted':
      return typeof detail['eta'] === 'string' ? 'expected' : undefined
    // It came back, or got worse: news when the priority rose by it.
    case 'repeated':
    case 'staged':
      return typeof detail['priority'] === 'string' ? 'raised' : undefined
    case 'followed_up':
      return detail['satisfied'] === false ? 'reopened' : undefined
    case 'permit':
      return detail['step'] === 'expired' ? 'permit_expired' : undefined
    default:
      return undefined
  }
}
