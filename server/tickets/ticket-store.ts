/** Tickets in the relational store. Only the desk writes; everyone may read. */
import { sql } from 'kysely'
import { type Cause, causeRows } from '../alarms/alarm-store.ts'
import type { Page, Priority } from '../contract/common.ts'
import type { TicketClass, TicketSource, TicketStatus, TicketType } from '../contract/tickets.ts'
import { decodeCursor, encodeCursor } from '../database/cursor.ts'
import type { Connection } from '../database/database.ts'
import { onKnownId } from '../database/upsert.ts'
import { hashBreach } from './breach-hash.ts'
import type { Ticket } from './ticket.ts'
import type { FrozenBreach, TicketEvent, TicketEventType } from './ticket-record.ts'
import { formatBreach, parseBreach, ticketColumns, toTicket, toTicketRow, unfrozenPrefixes } from './ticket-row.ts'

export type TicketQuery = {
  status?: readonly TicketStatus[]
  equipment?: readonly string[]
  assignee?: readonly string[]
  priority?: readonly Priority[]
  rule?: readonly string[]
  type?: readonly TicketType[]
  class?: readonly TicketClass[]
  source?: readonly TicketSource[]
  parent?: readonly string[]
  contractor?: readonly string[]
  /** Only those that were resolved since (ms), and nobody has asked yet whether it helped. */
  notFollowedUpSince?: number
  /** 1–500. */
  limit: number
  cursor?: string
}

export type PlacedEvent = TicketEvent & { ticket: string; position: number }

export type TicketStore = ReturnType<typeof createTicketStore>

/** Rows a statement: stays below the 32,766 parameters SQLite takes. */
const rowsPerStatement = 500

/** Only openings right before a crash are left unfrozen: looking further back would read whole years at start. */
const unfrozenDepth = 1000

const updateKnown = onKnownId(ticketColumns)

const filters = [
  'status',
  'equipment',
  'assignee',
  'priority',
  'rule',
  'type',
  'class',
  'source',
  'parent',
  'contractor'
] as const

/** `db` may be a transaction. */
export function createTicketStore(db: Connection) {
  async function breachText(id: string): Promise<string | null> {
    const row = await db.selectFrom('tickets').select('breach').where('id', '=', id).executeTakeFirst()
    return row?.breach ?? null
  }

  return {
    /** The ticket with this id, or undefined. */
    async find(id: string): Promise<Ticket | undefined> {
      const row = await db.selectFrom('tickets').select(ticketColumns).where('id', '=', id).executeTakeFirst()
      return row && toTicket(row)
    },

    /** Those of these ids that there are, in no order. */
    async findAll(ids: readonly string[]): Promise<Ticket[]> {
      if (ids.length === 0) return []
      return (await db.selectFrom('tickets').select(ticketColumns).where('id', 'in', ids).execute()).map(toTicket)
    },

    /** The tickets of these causes that are neither closed nor cancelled: at most one each. */
    async findStanding(causes: readonly Cause[]): Promise<Ticket[]> {
      const rows = await db
        .with('wanted(rule, equipment)', () => causeRows(causes))
        .selectFrom('wanted')
        .innerJoin('tickets', (join) =>
          join.onRef('tickets.rule', '=', 'wanted.rule').onRef('tickets.equipment', '=', 'wanted.equipment')
        )
        // Word for word the condition of the index `tickets_standing`: with parameters it would not be used.
        .where(sql<boolean>`status not in ('closed', 'cancelled')`)
        .select(ticketColumns.map((column) => `tickets.${column}` as const))
        .execute()
      return rows.map(toTicket)
    },

    /** Newest opening first. A cursor of another list is `invalid`. */
    async list(query: TicketQuery): Promise<Page<Ticket>> {
      let select = db.selectFrom('tickets').select(ticketColumns)
      for (const column of filters) {
        const wanted = query[column]
        if (wanted?.length) select = select.where(column, 'in', wanted)
      }
      if (query.notFollowedUpSince !== undefined) {
        const resolved = select.where('status', 'in', ['resolved', 'closed']).where('follow_up', 'is', null)
        select = resolved.where('resolved_at', '>=', query.notFollowedUpSince)
      }
      if (query.cursor !== undefined) {
        const { at, id } = decodeCursor(query.cursor)
        select = select.where('opened_at', '<=', at).where((eb) => eb.or([eb('opened_at', '<', at), eb('id', '<', id)]))
      }
      const rows = await select
        .orderBy('opened_at', 'desc')
        .orderBy('id', 'desc')
        .limit(query.limit + 1)
        .execute()
      const items = rows.slice(0, query.limit).map(toTicket)
      const last = rows.length > query.limit ? items.at(-1) : undefined
      return { items, nextCursor: last ? encodeCursor({ at: last.openedAt, id: last.id }) : null }
    },

    /** Inserts the new ones, with their breach, and updates the known ones, whose breach stays as it is. */
    async save(tickets: readonly Ticket[], breaches: ReadonlyMap<string, FrozenBreach> = new Map()): Promise<void> {
      for (let from = 0; from < tickets.length; from += rowsPerStatement) {
        const rows = tickets.slice(from, from + rowsPerStatement).map((ticket) => {
          const breach = breaches.get(ticket.id)
          return { ...toTicketRow(ticket), breach: breach ? formatBreach(breach) : null }
        })
        await db.insertInto('tickets').values(rows).modifyEnd(updateKnown).execute()
      }
    },

    /** Adds to the end of the timelines, in the given order. */
    async appendEvents(events: readonly (TicketEvent & { ticket: string })[]): Promise<void> {
      const lengths = await db
        .selectFrom('ticket_events')
        .select((eb) => ['ticket', eb.fn.max('position').as('length')])
        .where('ticket', 'in', [...new Set(events.map((event) => event.ticket))])
        .groupBy('ticket')
        .execute()
      const ends = new Map(lengths.map((row) => [row.ticket, row.length]))
      const rows = events.map((event) => {
        const position = (ends.get(event.ticket) ?? 0) + 1
        ends.set(event.ticket, position)
        return { ...event, position, detail: JSON.stringify(event.detail) }
      })
      for (let from = 0; from < rows.length; from += rowsPerStatement) {
        await db
          .insertInto('ticket_events')
          .values(rows.slice(from, from + rowsPerStatement))
          .execute()
      }
    },

    /** The entries of these types in these timelines, with their places. */
    async entriesOf(tickets: readonly string[], types: readonly TicketEventType[]): Promise<PlacedEvent[]> {
      if (tickets.length === 0) return []
      const rows = await db
        .selectFrom('ticket_events')
        .select(['ticket', 'position', 'at', 'type', 'actor', 'detail'])
        .where('ticket', 'in', tickets)
        .where('type', 'in', types)
        .orderBy('position')
        .execute()
      return rows.map((row) => ({
        ...row,
        type: row.type as TicketEventType,
        detail: JSON.parse(row.detail) as TicketEvent['detail']
      }))
    },

    /** For an entry that grows instead of being followed by hundreds of its kind. */
    async rewrite({ ticket, position, detail }: PlacedEvent): Promise<void> {
      await db
        .updateTable('ticket_events')
        .set({ detail: JSON.stringify(detail) })
        .where('ticket', '=', ticket)
        .where('position', '=', position)
        .execute()
    },

    /** Oldest entry first. */
    async timeline(id: string): Promise<TicketEvent[]> {
      const rows = await db
        .selectFrom('ticket_events')
        .select(['at', 'type', 'actor', 'detail'])
        .where('ticket', '=', id)
        .orderBy('position')
        .execute()
      return rows.map((row) => ({
        ...row,
        type: row.type as TicketEventType,
        detail: JSON.parse(row.detail) as TicketEvent['detail']
      }))
    },

    /** Those whose clocks are to be escalated by `now` (ms), the longest due first. */
    async toEscalate(now: number, limit: number): Promise<Ticket[]> {
      const rows = await db
        .selectFrom('tickets')
        .select(ticketColumns)
        .where('escalate_at', 'is not', null)
        .where('escalate_at', '<=', now)
        .orderBy('escalate_at')
        .limit(limit)
        .execute()
      return rows.map(toTicket)
    },

    /** When the next clock is to be escalated, ms. */
    async nextEscalation(): Promise<number | undefined> {
      const row = await db
        .selectFrom('tickets')
        .select('escalate_at')
        .where('escalate_at', 'is not', null)
        .orderBy('escalate_at')
        .limit(1)
        .executeTakeFirst()
      return row?.escalate_at ?? undefined
    },

    /** Tickets of these types that are neither closed nor cancelled, by id, those after `after`. */
    async openOf(types: readonly TicketType[], after: string, limit: number): Promise<Ticket[]> {
      if (types.length === 0) return []
      const rows = await db
        .selectFrom('tickets')
        .select(ticketColumns)
        .where('status', 'not in', ['closed', 'cancelled'])
        .where('type', 'in', types)
        .where('id', '>', after)
        .orderBy('id')
        .limit(limit)
        .execute()
      return rows.map(toTicket)
    },

    /** Takes `count` numbers and returns them in order; given back when the transaction fails. */
    async nextNumbers(count: number): Promise<string[]> {
      const { value } = await db
        .insertInto('meta')
        .values({ key: 'ticket_number', value: String(count) })
        .onConflict((conflict) =>
          conflict.column('key').doUpdateSet({ value: sql<string>`cast(cast(meta.value as integer) + ${count} as text)` })
        )
        .returning('value')
        .executeTakeFirstOrThrow()
      const first = Number(value) - count + 1
      return Array.from({ length: count }, (_, index) => `WX-${String(first + index).padStart(6, '0')}`)
    },

    /** Null for a ticket opened by hand. */
    async breach(id: string): Promise<FrozenBreach | null> {
      const text = await breachText(id)
      return text === null ? null : parseBreach(text)
    },

    /** As it is stored. Null for a ticket opened by hand, or none. */
    breachText,

    /** Seals the breach, and stores it in place of what there was. */
    async freeze(id: string, breach: FrozenBreach): Promise<void> {
      const sealed = { ...breach, hash: hashBreach(id, breach) }
      await db
        .updateTable('tickets')
        .set({ breach: formatBreach(sealed) })
        .where('id', '=', id)
        .execute()
    },

    /** Those whose repair is to have shown its effect by now. */
    async toCheck(now: number): Promise<Ticket[]> {
      const rows = await db.selectFrom('tickets').select(ticketColumns).where('check_at', '<=', now).orderBy('id').execute()
      return rows.map(toTicket)
    },

    /** When the next of these is due, ms. */
    async nextCheck(): Promise<number | undefined> {
      const next = db.selectFrom('tickets').select((eb) => eb.fn.min('check_at').as('at'))
      return (await next.where('check_at', 'is not', null).executeTakeFirst())?.at ?? undefined
    },

    /** Recent tickets whose readings were not copied in yet, or not all of them, newest first. */
    async unfrozen(): Promise<string[]> {
      const rows = await db
        .selectFrom((eb) =>
          eb
            .selectFrom('tickets')
            .select(['id', 'opened_at', 'breach'])
            .orderBy('opened_at', 'desc')
            .orderBy('id', 'desc')
            .limit(unfrozenDepth)
            .as('recent')
        )
        .select('id')
        .where((eb) => eb.or(unfrozenPrefixes.map((prefix) => eb('breach', 'like', `${prefix}%`))))
        .orderBy('opened_at', 'desc')
        .execute()
      return rows.map((row) => row.id)
    }
  }
}
