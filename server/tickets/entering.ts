/** What every new ticket gets in the transaction that opens it: its number, and whom it goes to. */
import type { Connection } from '../database/database.ts'
import type { Dispatch, TicketEntry } from './happening.ts'
import type { Opening } from './opening.ts'
import type { Ticket } from './ticket.ts'
import { createTicketStore } from './ticket-store.ts'

type Given = { now: number; dispatch: Dispatch | undefined }

export type Entered = { tickets: Ticket[]; entries: TicketEntry[] }

/** Writes nothing: the tickets come back as they are to be saved, with what is to be added to their timelines. */
export async function enterTickets(db: Connection, opened: readonly Ticket[], { now, dispatch }: Given): Promise<Entered> {
  const entered: Entered = { tickets: [], entries: [] }
  if (opened.length === 0) return entered
  const numbers = await createTicketStore(db).nextNumbers(opened.length)
  for (const [index, ticket] of opened.entries()) {
    const numbered = { ...ticket, number: numbers[index] ?? '' }
    // Whom a person named for it has it.
    const sent = ticket.status === 'open' ? await dispatch?.(db, numbered, now) : undefined
    entered.tickets.push(sent?.ticket ?? numbered)
    if (sent) entered.entries.push({ ...sent.event, ticket: ticket.id })
  }
  return entered
}

/** New tickets that no alarm opened: entered, saved, with their timelines. */
export async function saveOpenings(db: Connection, openings: readonly Opening[], given: Given): Promise<Entered> {
  if (openings.length === 0) return { tickets: [], entries: [] }
  const { tickets, entries } = await enterTickets(
    db,
    openings.map(({ ticket }) => ticket),
    given
  )
  const told = [...openings.flatMap(({ ticket, events }) => events.map((event) => ({ ...event, ticket: ticket.id }))), ...entries]
  const store = createTicketStore(db)
  await store.save(tickets)
  await store.appendEvents(told)
  return { tickets, entries: told }
}
