/** Tickets that nobody accepted in time go to somebody else. Inside the desk's transaction. */
import type { Connection } from '../database/database.ts'
import type { Dispatch, TicketEntry } from './happening.ts'
import type { Ticket } from './ticket.ts'
import { createTicketStore } from './ticket-store.ts'

type Passed = { tickets: Ticket[]; entries: TicketEntry[] }

/** Saves what it changed. `now`: server time in ms. */
export async function passOn(
  db: Connection,
  { now, dispatch }: { now: number; dispatch: Dispatch | undefined }
): Promise<Passed> {
  if (!dispatch) return { tickets: [], entries: [] }
  const { tickets, entries } = await dispatch.overdue(db, now)
  const store = createTicketStore(db)
  await store.save(tickets)
  if (entries.length > 0) await store.appendEvents(entries)
  return { tickets, entries }
}
