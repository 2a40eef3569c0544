/** Service time policies, the site's own calendar days, and when a ticket's clocks are next to be escalated. */
import { type Kysely, type Migration, sql } from 'kysely'

export const clocksMigration: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema
      .createTable('sla_policies')
      .addColumn('id', 'text', (c) => c.notNull())
      .addColumn('version', 'integer', (c) => c.notNull())
      .addColumn('body', 'text', (c) => c.notNull())
      .addColumn('origin', 'text', (c) => c.notNull())
      .addColumn('at', 'bigint', (c) => c.notNull())
      .addColumn('actor', 'text')
      .addPrimaryKeyConstraint('sla_policies_key', ['id', 'version'])
      .execute()
    await db.schema
      .createTable('calendar_days')
      .addColumn('date', 'text', (c) => c.primaryKey())
      .addColumn('kind', 'text', (c) => c.notNull())
      .addColumn('name', 'text', (c) => c.notNull())
      .execute()
    await db.schema.alterTable('tickets').addColumn('escalate_at', 'bigint').execute()
    await sql`create index tickets_escalate on tickets (escalate_at) where escalate_at is not null`.execute(db)
  }
}
