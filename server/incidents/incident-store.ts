/** Incidents in the relational store, one a ticket. */
import type { IncidentKind } from '../contract/incidents.ts'
import type { Connection } from '../database/database.ts'
import type { CheckedItem, Incident } from './incident.ts'

/** `db` may be a transaction. */
export function createIncidentStore(db: Connection) {
  return {
    async find(ticket: string): Promise<Incident | undefined> {
      const row = await db.selectFrom('incidents').selectAll().where('ticket', '=', ticket).executeTakeFirst()
      if (!row) return undefined
      const { kind, title, note, review } = row
      const times = { startedAt: row.started_at, startedBy: row.started_by, endedAt: row.ended_at, endedBy: row.ended_by }
      return { ticket, kind: kind as IncidentKind, title, ...times, note, review, items: JSON.parse(row.items) as CheckedItem[] }
    },

    /** A new one, or the known one as it is now. */
    async save({ ticket, kind, title, startedAt, startedBy, endedAt, endedBy, note, items, review }: Incident): Promise<void> {
      const changing = { ended_at: endedAt, ended_by: endedBy, note, items: JSON.stringify(items), review }
      await db
        .insertInto('incidents')
        .values({ ticket, kind, title, started_at: startedAt, started_by: startedBy, ...changing })
        .onConflict((conflict) => conflict.column('ticket').doUpdateSet(changing))
        .execute()
    }
  }
}
