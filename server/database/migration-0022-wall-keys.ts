/** Keys of wall screens, and the sessions they were exchanged for: both kept only as hashes. */
import type { Kysely, Migration } from 'kysely'

export const wallKeysMigration: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema
      .createTable('wall_keys')
      .addColumn('id', 'text', (c) => c.primaryKey())
      .addColumn('name', 'text', (c) => c.notNull())
      .addColumn('key_hash', 'text', (c) => c.notNull().unique())
      .addColumn('created_at', 'bigint', (c) => c.notNull())
      .addColumn('created_by', 'text', (c) => c.notNull())
      .addColumn('used_at', 'bigint')
      .execute()
    await db.schema
      .createTable('wall_sessions')
      .addColumn('token_hash', 'text', (c) => c.primaryKey())
      .addColumn('wall_key', 'text', (c) => c.notNull().references('wall_keys.id').onDelete('cascade'))
      .addColumn('expires_at', 'bigint', (c) => c.notNull())
      .execute()
    await db.schema.createIndex('wall_sessions_by_key').on('wall_sessions').column('wall_key').execute()
  }
}
