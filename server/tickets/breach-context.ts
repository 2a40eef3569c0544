/** What was known of an equipment when a ticket on it opened: frozen with the readings. */
import type { Reading } from '../../gateway/reading.ts'
import type { TicketStatus } from '../contract/tickets.ts'
import type { Connection } from '../database/database.ts'
import { hashBreach } from './breach-hash.ts'
import type { Ticket } from './ticket.ts'
import type { BreachContext, FrozenBreach } from './ticket-record.ts'
import { toResolution } from './ticket-row.ts'
import { createTicketStore } from './ticket-store.ts'

/** How many of the equipment's earlier tickets are told (I08). */
const earlierTickets = 3
/** How many of the rule's earlier tickets are asked which parts they took, and how many parts are suggested. */
const partTickets = 50
const suggestedParts = 5

type LatestOf = (equipment: string) => ReadonlyMap<string, Reading> | undefined

/** The breach of a ticket with what it is about; undefined when the ticket has none, or not what was frozen. */
export async function readBreach(
  db: Connection,
  id: string,
  latestOf: LatestOf
): Promise<{ breach: FrozenBreach; equipment: string; context: BreachContext } | undefined> {
  const store = createTicketStore(db)
  const ticket = await store.find(id)
  const breach = await store.breach(id)
  if (!ticket?.equipment || !breach) return undefined
  // What was altered before it was complete is not sealed anew.
  if (breach.hash !== undefined && breach.hash !== hashBreach(id, breach)) return undefined
  const { equipment } = ticket
  return { breach, equipment, context: await readContext(db, ticket, latestOf(equipment)) }
}

/** `latest`: the equipment's latest readings by metric, of which one may count the days since its maintenance. */
async function readContext(
  db: Connection,
  ticket: Ticket,
  latest: ReadonlyMap<string, Reading> | undefined
): Promise<BreachContext> {
  const { equipment, rule } = ticket
  const days = latest?.get('days_since_maintenance')?.value
  return {
    earlier: equipment === null ? [] : await readEarlier(db, equipment, ticket),
    maintenance: equipment === null ? null : await readMaintenance(db, equipment, ticket),
    daysSinceMaintenance: typeof days === 'number' ? days : null,
    parts: rule === null ? [] : await readParts(db, rule, ticket)
  }
}

async function readEarlier(db: Connection, equipment: string, { id, openedAt }: Ticket): Promise<BreachContext['earlier']> {
  const rows = await db
    .selectFrom('tickets')
    .select(['id', 'number', 'title', 'rule', 'status', 'opened_at', 'closed_at', 'equipment', 'resolution'])
    .where('equipment', '=', equipment)
    .where('opened_at', '<=', openedAt)
    .where('id', '<>', id)
    .orderBy('opened_at', 'desc')
    .orderBy('id', 'desc')
    .limit(earlierTickets)
    .execute()
  return rows.map((row) => ({
    id: row.id,
    number: row.number,
    title: row.title,
    rule: row.rule,
    status: row.status as TicketStatus,
    openedAt: row.opened_at,
    closedAt: row.closed_at,
    result: toResolution(row)?.result ?? null
  }))
}

async function readMaintenance(db: Connection, equipment: string, ticket: Ticket): Promise<BreachContext['maintenance']> {
  const row = await db
    .selectFrom('tickets')
    .select(['id', 'resolved_at', 'equipment', 'resolution'])
    .where('equipment', '=', equipment)
    .where('resolved_at', '<=', ticket.openedAt)
    .where('resolution', 'is not', null)
    .where('id', '<>', ticket.id)
    .orderBy('resolved_at', 'desc')
    .limit(1)
    .executeTakeFirst()
  const resolution = row && toResolution(row)
  if (!resolution || row.resolved_at === null) return null
  return { ticket: row.id, at: row.resolved_at, result: resolution.result, people: resolution.people }
}

async function readParts(db: Connection, rule: string, { id, openedAt }: Ticket): Promise<string[]> {
  const rows = await db
    .selectFrom('tickets')
    .select(['equipment', 'resolution'])
    .where('rule', '=', rule)
    .where('opened_at', '<=', openedAt)
    .where('resolution', 'is not', null)
    .where('id', '<>', id)
    .orderBy('opened_at', 'desc')
    .limit(partTickets)
    .execute()
  const uses = new Map<string, number>()
  for (const part of rows.flatMap((row) => toResolution(row)?.parts ?? [])) uses.set(part, (uses.get(part) ?? 0) + 1)
  const mostUsed = [...uses].sort(([, one], [, other]) => other - one)
  return mostUsed.slice(0, suggestedParts).map(([part]) => part)
}
