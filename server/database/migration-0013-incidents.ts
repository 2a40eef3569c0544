/** When a repair is to have shown its effect; incidents with their checklists. */
import { type Kysely, type Migration, sql } from 'kysely'

export const incidentsMigration: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema.alterTable('tickets').addColumn('check_at', 'bigint').execute()
    await sql`create index tickets_check on tickets (check_at) where check_at is not null`.execute(db)
    await sql`create index tickets_equipment on tickets (equipment, opened_at)`.execute(db)
    await sql`create index tickets_rule on tickets (rule, opened_at) where rule is not null`.execute(db)
    await db.schema
      .createTable('incidents')
      .addColumn('ticket', 'text', (c) => c.primaryKey())
      .addColumn('kind', 'text', (c) => c.notNull())
      .addColumn('title', 'text', (c) => c.notNull())
      .addColumn('started_at', 'bigint', (c) => c.notNull())
      .addColumn('started_by', 'text', (c) => c.notNull())
      .addColumn('ended_at', 'bigint')
      .addColumn('ended_by', 'text')
      .addColumn('note', 'text')
      .addColumn('items', 'text', (c) => c.notNull())
      .addColumn('review', 'text')
      .execute()
  }
}
