/** Permits to work on equipment. */
import { type Kysely, type Migration, sql } from 'kysely'

export const permitsMigration: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema
      .createTable('permits')
      .addColumn('id', 'text', (c) => c.primaryKey())
      .addColumn('equipment', 'text', (c) => c.notNull())
      .addColumn('ticket', 'text')
      .addColumn('state', 'text', (c) => c.notNull())
      .addColumn('reason', 'text', (c) => c.notNull())
      .addColumn('until', 'bigint', (c) => c.notNull())
      .addColumn('original_until', 'bigint', (c) => c.notNull())
      .addColumn('needs_approval', 'integer', (c) => c.notNull())
      .addColumn('steps', 'text', (c) => c.notNull())
      .addColumn('extensions', 'text', (c) => c.notNull())
      .addColumn('service', 'text')
      .addColumn('requested_by', 'text', (c) => c.notNull())
      .addColumn('requested_at', 'bigint', (c) => c.notNull())
      .addColumn('approved_by', 'text')
      .addColumn('approved_at', 'bigint')
      .addColumn('active_at', 'bigint')
      .addColumn('expired_at', 'bigint')
      .addColumn('ended_by', 'text')
      .addColumn('ended_at', 'bigint')
      .addColumn('note', 'text')
      .execute()
    // One permit that is not over per equipment, whoever writes.
    await sql`create unique index permits_standing on permits (equipment) where state not in ('closed', 'cancelled')`.execute(db)
    await db.schema.createIndex('permits_ticket').on('permits').column('ticket').execute()
    await db.schema.createIndex('permits_requested').on('permits').columns(['requested_at', 'id']).execute()
  }
}
