/** Writes tickets down with what was added to their timelines. Whoever changes a ticket does it here: this is where its clocks are kept. */
import { type Ledger, ledger, unopened } from '../clocks/ledger.ts'
import type { ReadTerms } from '../clocks/terms-reader.ts'
import type { Connection } from '../database/database.ts'
import { byTicket, type TicketEntry } from './happening.ts'
import { clockTypes, keepClocks, mattersToClocks } from './keeping.ts'
import type { Ticket } from './ticket.ts'
import type { FrozenBreach } from './ticket-record.ts'
import { createTicketStore } from './ticket-store.ts'

export type Made = {
  tickets: readonly Ticket[]
  /** In their order, each of one of the tickets. */
  entries: readonly TicketEntry[]
  /** Of the tickets opened here, by ticket. */
  breaches?: ReadonlyMap<string, FrozenBreach>
}

/** Gives them back as they were written: with due times, and with what the entries promise. `ledgers`: those of these tickets, where they were read already. */
export async function record(
  db: Connection,
  { tickets, entries, breaches }: Made,
  { readTerms, ledgers }: { readTerms: ReadTerms; ledgers?: ReadonlyMap<string, Ledger> }
): Promise<{ tickets: Ticket[]; entries: TicketEntry[] }> {
  const store = createTicketStore(db)
  const fresh = byTicket(entries)
  const minding = tickets.filter(({ id }) => ledgers !== undefined || fresh.get(id)?.some(mattersToClocks))
  const kept = new Map<string, { ticket: Ticket; entries: TicketEntry[] }>()
  if (minding.length > 0) {
    const terms = await readTerms(db)
    const known = minding.filter(({ id }) => fresh.get(id)?.[0]?.type !== 'opened').map(({ id }) => id)
    const before = ledgers ?? (await readLedgers(db, known))
    for (const ticket of minding) {
      const given = { before: before.get(ticket.id) ?? unopened, terms }
      kept.set(ticket.id, keepClocks(ticket, fresh.get(ticket.id) ?? [], given))
    }
  }
  const written = {
    tickets: tickets.map((ticket) => kept.get(ticket.id)?.ticket ?? ticket),
    entries: [...fresh].flatMap(([id, own]) => kept.get(id)?.entries ?? own)
  }
  await store.save(written.tickets, breaches)
  if (written.entries.length > 0) await store.appendEvents(written.entries)
  return written
}

/** The clocks of these tickets, by ticket, as their timelines tell them. */
export async function readLedgers(db: Connection, tickets: readonly string[]): Promise<Map<string, Ledger>> {
  const events = await createTicketStore(db).entriesOf(tickets, clockTypes)
  return new Map([...byTicket(events)].map(([id, own]) => [id, ledger(own)]))
}
