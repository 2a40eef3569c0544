/** What clocks do by themselves, and what a changed policy does to them. Inside the desk's transactions. */
import { dueOf, escalationsOf } from '../clocks/clock-run.ts'
import { clocksOf, type Ledger } from '../clocks/ledger.ts'
import type { KnownPolicy } from '../clocks/terms.ts'
import type { ReadTerms } from '../clocks/terms-reader.ts'
import type { TicketType } from '../contract/tickets.ts'
import type { Connection } from '../database/database.ts'
import type { TicketEntry } from './happening.ts'
import { readLedgers, record } from './recording.ts'
import type { Ticket } from './ticket.ts'
import { createTicketStore } from './ticket-store.ts'

export type Kept = { tickets: Ticket[]; entries: TicketEntry[] }

/** Tickets a transaction, so that readings do not wait long behind one: the rest is due at once after it. */
const batch = 100

/** Half over: who runs the site hears of it; over: who answers for it. An engineering default (domain.md §4). */
const told = { 50: 'manager', 100: 'admin' } as const

/** Tells of each clock that is half over or due by `now` (ms), once each, and notes when the next is. Reads no other ticket. */
export async function escalateDue(db: Connection, now: number, readTerms: ReadTerms): Promise<Kept> {
  const tickets = await createTicketStore(db).toEscalate(now, batch)
  if (tickets.length === 0) return { tickets: [], entries: [] }
  const ledgers = await readLedgers(
    db,
    tickets.map(({ id }) => id)
  )
  const entries = tickets.flatMap(({ id }) => escalationEntries(id, ledgers.get(id), now))
  return record(db, { tickets, entries }, { readTerms, ledgers })
}

function escalationEntries(ticket: string, ledger: Ledger | undefined, now: number): TicketEntry[] {
  const steps = ledger?.runs.flatMap((run) => escalationsOf(run).map((step) => ({ ...step, run }))) ?? []
  return steps
    .filter(({ at }) => at <= now)
    .sort((one, other) => one.at - other.at)
    .map(({ percent, run }) => {
      const due = new Date(dueOf(run)).toISOString()
      return { ticket, at: now, type: 'escalated', actor: null, detail: { clock: run.clock, percent, to: told[percent], due } }
    })
}

export type PolicyChange = {
  /** Each of the open tickets of these types changes over to it. */
  policy: KnownPolicy
  types: readonly TicketType[]
  /** Goes on after this ticket's id. */
  after: string
  actor: string
  now: number
}

/** A batch of open tickets gets this policy's figures for what still runs. `last`: where the next batch begins, undefined after the last one. */
export async function changePolicy(
  db: Connection,
  { policy, types, after, actor, now }: PolicyChange,
  readTerms: ReadTerms
): Promise<Kept & { last: string | undefined }> {
  const tickets = await createTicketStore(db).openOf(types, after, batch)
  const ledgers = await readLedgers(
    db,
    tickets.map(({ id }) => id)
  )
  const { id, version } = policy
  const entries = tickets.flatMap(({ id: ticket }): TicketEntry[] => {
    const ledger = ledgers.get(ticket)
    if (!ledger || (ledger.policy.id === id && ledger.policy.version === version)) return []
    const detail = { policy: { id, version }, from: ledger.policy, before: dueTimes(ledger, now) }
    return [{ ticket, at: now, type: 'policy_changed', actor, detail }]
  })
  const changed = tickets.filter((ticket) => entries.some((entry) => entry.ticket === ticket.id))
  const kept = await record(db, { tickets: changed, entries }, { readTerms, ledgers })
  return { ...kept, last: tickets.length === batch ? tickets.at(-1)?.id : undefined }
}

/** What was due when, of what still runs: for who asks what the change did. */
function dueTimes(ledger: Ledger, now: number): Record<string, string> {
  const open = clocksOf(ledger, now).filter(({ state }) => state === 'running' || state === 'paused' || state === 'overdue')
  return Object.fromEntries(open.map(({ clock, dueAt }) => [clock, new Date(dueAt).toISOString()]))
}
