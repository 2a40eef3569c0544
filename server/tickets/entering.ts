/** What every new ticket gets in the transaction that opens it: its number, and whom it goes to. */
import type { ReadTerms } from '../clocks/terms-reader.ts'
import type { Connection } from '../database/database.ts'
import type { Dispatch, TicketEntry } from './happening.ts'
import type { Opening } from './opening.ts'
import { record } from './recording.ts'
import type { Ticket } from './ticket.ts'
import { createTicketStore } from './ticket-store.ts'

type Given = { now: number; dispatch: Dispatch | undefined }
type Saving = Given & { readTerms: ReadTerms }

/** `due`: when something set here runs out, ms. */
export type Entered = { tickets: Ticket[]; entries: TicketEntry[]; due: number | undefined }

/** Writes nothing: the tickets come back as they are to be saved, with what is to be added to their timelines. */
export async function enterTickets(db: Connection, opened: readonly Ticket[], { now, dispatch }: Given): Promise<Entered> {
  if (opened.length === 0) return { tickets: [], entries: [], due: undefined }
  const numbers = await createTicketStore(db).nextNumbers(opened.length)
  const numbered = opened.map((ticket, index) => ({ ...ticket, number: numbers[index] ?? '' }))
  const sent = await dispatch?.opened(db, numbered, now)
  const changed = new Map(sent?.tickets.map((ticket) => [ticket.id, ticket]))
  return {
    tickets: numbered.map((ticket) => changed.get(ticket.id) ?? ticket),
    entries: sent?.entries ?? [],
    due: sent?.due
  }
}

/** New tickets that no alarm opened: entered, saved, with their timelines. */
export async function saveOpenings(
  db: Connection,
  openings: readonly Opening[],
  { readTerms, ...given }: Saving
): Promise<Entered> {
  if (openings.length === 0) return { tickets: [], entries: [], due: undefined }
  const { tickets, entries, due } = await enterTickets(
    db,
    openings.map(({ ticket }) => ticket),
    given
  )
  const told = [...openings.flatMap(({ ticket, events }) => events.map((event) => ({ ...event, ticket: ticket.id }))), ...entries]
  return { ...(await record(db, { tickets, entries: told }, { readTerms })), due }
}
