/** Who did what, when: entries that are only ever added, each with the hash of the one before. */
import type { Kysely, Migration } from 'kysely'

export const auditMigration: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema
      .createTable('audit')
      .addColumn('seq', 'bigint', (c) => c.primaryKey())
      .addColumn('at', 'bigint', (c) => c.notNull())
      .addColumn('actor', 'text')
      .addColumn('action', 'text', (c) => c.notNull())
      .addColumn('object', 'text')
      .addColumn('detail', 'text', (c) => c.notNull())
      // Two entries that follow the same one would be a fork.
      .addColumn('prev', 'text', (c) => c.notNull().unique())
      .addColumn('hash', 'text', (c) => c.notNull())
      .execute()
    await db.schema.createIndex('audit_at').on('audit').column('at').execute()
    await db.schema.createIndex('audit_actor').on('audit').columns(['actor', 'seq']).execute()
    await db.schema.createIndex('audit_object').on('audit').columns(['object', 'seq']).execute()
  }
}
