/** What one of the desk's transactions did to tickets, for those who write along in it. */
import type { Connection } from '../database/database.ts'
import type { Ticket } from './ticket.ts'
import type { TicketEvent } from './ticket-record.ts'

export type TicketEntry = TicketEvent & { ticket: string }

/** A ticket as it is now, and what was added to its timeline by this transaction. */
export type Happening = { ticket: Ticket; events: readonly TicketEvent[] }

/**
 * Called at the end of each transaction that added to a timeline: what it writes is committed with it, or not at all.
 * It may await nothing but `db`. `now`: server time in ms.
 */
export type Witness = (db: Connection, happenings: readonly Happening[], now: number) => Promise<void>

/** What becomes of a ticket right after its opening, in the same transaction: whom it goes to. Undefined: it stays as it is. */
export type Dispatch = (
  db: Connection,
  ticket: Ticket,
  now: number
) => Promise<{ ticket: Ticket; event: TicketEvent } | undefined>

export function happeningsOf(tickets: readonly Ticket[], entries: readonly TicketEntry[]): Happening[] {
  const each = byTicket(entries)
  return tickets.flatMap((ticket) => {
    const events = each.get(ticket.id)?.map(({ ticket: _, ...event }) => event)
    return events ? [{ ticket, events }] : []
  })
}

/** In their order. */
export function byTicket<Entry extends { ticket: string }>(entries: readonly Entry[]): Map<string, Entry[]> {
  const each = new Map<string, Entry[]>()
  for (const entry of entries) {
    const own = each.get(entry.ticket)
    if (own) own.push(entry)
    else each.set(entry.ticket, [entry])
  }
  return each
}
