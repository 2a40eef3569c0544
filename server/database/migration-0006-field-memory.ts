/** What the gateway must know again after a restart: Sparkplug births, fields nobody has mapped. */
import type { Kysely, Migration } from 'kysely'

export const fieldMemoryMigration: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema
      .createTable('field_memory')
      .addColumn('part', 'text', (c) => c.notNull())
      .addColumn('key', 'text', (c) => c.notNull())
      .addColumn('body', 'text', (c) => c.notNull())
      .addPrimaryKeyConstraint('field_memory_key', ['part', 'key'])
      .execute()
  }
}
