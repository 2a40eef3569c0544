/** What every new ticket gets in the transaction that opens it: its number, and whom it goes to. */
import type { Connection } from '../database/database.ts'
import type { Dispatch, TicketEntry } from './happening.ts'
import type { Ticket } from './ticket.ts'
import { createTicketStore } from './ticket-store.ts'

export type Entered = { tickets: Ticket[]; entries: TicketEntry[] }

/** Writes nothing: the tickets come back as they are to be saved, with what is to be added to their timelines. */
export async function enterTickets(
  db: Connection,
  opened: readonly Ticket[],
  { now, dispatch }: { now: number; dispatch: Dispatch | undefined }
): Promise<Entered> {
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
