/** Permits in the relational store. Only the desk writes; everyone may read. */
import { sql } from 'kysely'
import type { Page } from '../contract/common.ts'
import type { PermitState } from '../contract/permits.ts'
import { decodeCursor, encodeCursor } from '../database/cursor.ts'
import type { Connection } from '../database/database.ts'
import type { PermitTable } from '../database/ticket-tables.ts'
import { onKnownId } from '../database/upsert.ts'
import type { Permit } from './permit.ts'

export type PermitQuery = {
  state?: readonly PermitState[]
  equipment?: readonly string[]
  ticket?: readonly string[]
  /** 1–500. */
  limit: number
  cursor?: string
}

export type PermitStore = ReturnType<typeof createPermitStore>

const updateKnown = onKnownId([
  'state',
  'until',
  'steps',
  'extensions',
  'service',
  'approved_by',
  'approved_at',
  'active_at',
  'expired_at',
  'ended_by',
  'ended_at',
  'note'
])

/** `db` may be a transaction. */
export function createPermitStore(db: Connection) {
  /** Word for word the condition of the index `permits_standing`: with parameters it would not be used. */
  const standing = () => db.selectFrom('permits').selectAll().where(sql<boolean>`state not in ('closed', 'cancelled')`)
  return {
    async find(id: string): Promise<Permit | undefined> {
      const row = await db.selectFrom('permits').selectAll().where('id', '=', id).executeTakeFirst()
      return row && toPermit(row)
    },

    /** All that are not over, a handful. */
    async standing(): Promise<Permit[]> {
      return (await standing().orderBy('until').execute()).map(toPermit)
    },

    /** The one on this equipment that is not over. */
    async standingOn(equipment: string): Promise<Permit | undefined> {
      const row = await standing().where('equipment', '=', equipment).executeTakeFirst()
      return row && toPermit(row)
    },

    /** Oldest first. */
    async ofTicket(ticket: string): Promise<Permit[]> {
      const rows = db.selectFrom('permits').selectAll().where('ticket', '=', ticket)
      return (await rows.orderBy('requested_at').orderBy('id').execute()).map(toPermit)
    },

    /** Newest request first. A cursor of another list is `invalid`. */
    async list(query: PermitQuery): Promise<Page<Permit>> {
      let select = db.selectFrom('permits').selectAll()
      for (const column of ['state', 'equipment', 'ticket'] as const) {
        const wanted = query[column]
        if (wanted?.length) select = select.where(column, 'in', wanted)
      }
      if (query.cursor !== undefined) {
        const { at, id } = decodeCursor(query.cursor)
        select = select.where('requested_at', '<=', at).where((eb) => eb.or([eb('requested_at', '<', at), eb('id', '<', id)]))
      }
      const sorted = select.orderBy('requested_at', 'desc').orderBy('id', 'desc')
      const rows = await sorted.limit(query.limit + 1).execute()
      const items = rows.slice(0, query.limit).map(toPermit)
      const last = rows.length > query.limit ? items.at(-1) : undefined
      return { items, nextCursor: last ? encodeCursor({ at: last.requestedAt, id: last.id }) : null }
    },

    async save(permit: Permit): Promise<void> {
      await db.insertInto('permits').values(toRow(permit)).modifyEnd(updateKnown).execute()
    }
  }
}

function toPermit(row: PermitTable): Permit {
  return {
    id: row.id,
    equipment: row.equipment,
    ticket: row.ticket,
    state: row.state as PermitState,
    reason: row.reason,
    until: row.until,
    originalUntil: row.original_until,
    needsApproval: row.needs_approval === 1,
    steps: JSON.parse(row.steps) as Permit['steps'],
    extensions: JSON.parse(row.extensions) as Permit['extensions'],
    service: row.service,
    requestedBy: row.requested_by,
    requestedAt: row.requested_at,
    approvedBy: row.approved_by,
    approvedAt: row.approved_at,
    activeAt: row.active_at,
    expiredAt: row.expired_at,
    endedBy: row.ended_by,
    endedAt: row.ended_at,
    note: row.note
  }
}

function toRow(permit: Permit): PermitTable {
  return {
    id: permit.id,
    equipment: permit.equipment,
    ticket: permit.ticket,
    state: permit.state,
    reason: permit.reason,
    until: permit.until,
    original_until: permit.originalUntil,
    needs_approval: permit.needsApproval ? 1 : 0,
    steps: JSON.stringify(permit.steps),
    extensions: JSON.stringify(permit.extensions),
    service: permit.service,
    requested_by: permit.requestedBy,
    requested_at: permit.requestedAt,
    approved_by: permit.approvedBy,
    approved_at: permit.approvedAt,
    active_at: permit.activeAt,
    expired_at: permit.expiredAt,
    ended_by: permit.endedBy,
    ended_at: permit.endedAt,
    note: permit.note
  }
}
