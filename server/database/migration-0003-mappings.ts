/** Foreign fields to our metrics (contract §3, `mappings`). */
import type { Kysely, Migration } from 'kysely'

export const mappingsMigration: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema
      .createTable('mappings')
      .addColumn('id', 'text', (c) => c.primaryKey())
      .addColumn('body', 'text', (c) => c.notNull())
      .execute()
  }
}
