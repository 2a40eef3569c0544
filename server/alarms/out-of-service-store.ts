/** Equipment out of service in the relational store. Only the desk writes; everyone may read. */
import type { Connection } from '../database/database.ts'
import type { OutOfServiceTable } from '../database/rule-tables.ts'
import { onKnownId } from '../database/upsert.ts'
import type { OutOfService } from './out-of-service.ts'

export type OutOfServiceStore = ReturnType<typeof createOutOfServiceStore>

const updateKnown = onKnownId(['until', 'confirmed_by', 'confirmed_at', 'ended_by', 'ended_at', 'note'])

/** `db` may be a transaction. */
export function createOutOfServiceStore(db: Connection) {
  const current = () => db.selectFrom('out_of_service').selectAll().where('ended_at', 'is', null)
  return {
    /** What is wished for or in force, a handful. */
    async list(): Promise<OutOfService[]> {
      return (await current().orderBy('equipment').execute()).map(toService)
    },

    /** Of this equipment, or undefined while it is in service. */
    async find(equipment: string): Promise<OutOfService | undefined> {
      const row = await current().where('equipment', '=', equipment).executeTakeFirst()
      return row && toService(row)
    },

    async save(service: OutOfService): Promise<void> {
      await db.insertInto('out_of_service').values(toRow(service)).modifyEnd(updateKnown).execute()
    }
  }
}

function toService(row: OutOfServiceTable): OutOfService {
  return {
    id: row.id,
    equipment: row.equipment,
    reason: row.reason,
    until: row.until,
    requestedBy: row.requested_by,
    requestedAt: row.requested_at,
    confirmedBy: row.confirmed_by,
    confirmedAt: row.confirmed_at,
    endedBy: row.ended_by,
    endedAt: row.ended_at,
    note: row.note
  }
}

function toRow(service: OutOfService): OutOfServiceTable {
  return {
    id: service.id,
    equipment: service.equipment,
    reason: service.reason,
    until: service.until,
    requested_by: service.requestedBy,
    requested_at: service.requestedAt,
    confirmed_by: service.confirmedBy,
    confirmed_at: service.confirmedAt,
    ended_by: service.endedBy,
    ended_at: service.endedAt,
    note: service.note
  }
}
