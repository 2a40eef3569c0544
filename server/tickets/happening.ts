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

/**
 * Whom tickets go to. Called inside the desk's transactions, `now` in ms; may await nothing but `db`. It writes no ticket
 * and no timeline itself: it says what is to be written.
 */
export type Dispatch = {
  /** Of the tickets that are being opened: those that change, and what is told of them. */
  opened(db: Connection, tickets: readonly Ticket[], now: number): Promise<Dispatched>
  /** Of those that nobody accepted in time. */
  overdue(db: Connection, now: number): Promise<Dispatched>
  /** When the next of them is due, ms. */
  nextDue(db: Connection): Promise<number | undefined>
  /** Why this user must not have this ticket, in words; undefined when he may. */
  whyNot(db: Connection, ticket: Ticket, user: string, now: number): Promise<string | undefined>
}

/** `due`: when the soonest of these tickets must have been accepted, ms. */
export type Dispatched = { tickets: Ticket[]; entries: TicketEntry[]; due: number | undefined }

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
