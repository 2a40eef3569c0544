/** From where on the alarms of an equipment have to be gone over again: committed with the group that brought late readings. */
import type { Kysely, Migration } from 'kysely'

export const lateMarksMigration: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema
      .createTable('late_marks')
      .addColumn('journal', 'text', (c) => c.notNull())
      .addColumn('equipment', 'text', (c) => c.notNull())
      .addColumn('since', 'bigint', (c) => c.notNull())
      .addPrimaryKeyConstraint('late_marks_key', ['journal', 'equipment'])
      .execute()
  }
}
