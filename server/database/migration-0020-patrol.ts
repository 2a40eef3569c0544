/** Patrol: what is planned, what was scanned, and the keys of tags that cannot be copied. */
import type { Kysely, Migration } from 'kysely'

const text = 'text' as const
const time = 'bigint' as const

export const patrolMigration: Migration = {
  async up(db: Kysely<unknown>) {
    for (const table of ['checkpoints', 'routes']) {
      await db.schema
        .alterTable(table)
        .addColumn('settings', text, (c) => c.notNull().defaultTo('{}'))
        .execute()
    }
    await db.schema
      .createTable('scans')
      .addColumn('id', text, (c) => c.primaryKey())
      .addColumn('checkpoint', text, (c) => c.notNull())
      .addColumn('guard', text, (c) => c.notNull())
      .addColumn('reader', text)
      .addColumn('ts', time, (c) => c.notNull())
      .addColumn('received_at', time, (c) => c.notNull())
      .addColumn('result', text, (c) => c.notNull())
      .addColumn('note', text)
      .addColumn('assurance', text, (c) => c.notNull())
      .addColumn('tag', text)
      .addColumn('uid', text)
      .addColumn('counter', 'integer')
      .addColumn('sun', text)
      .addColumn('anchor', text)
      .addColumn('seq', 'integer')
      .addColumn('prev', text)
      .addColumn('mono', 'double precision')
      .addColumn('hash', text)
      .addColumn('answers', text, (c) => c.notNull())
      .addColumn('photos', text, (c) => c.notNull())
      .addColumn('suspect', text, (c) => c.notNull())
      .addColumn('ticket', text)
      .execute()
    await db.schema.createIndex('scans_by_time').on('scans').columns(['ts', 'id']).execute()
    await db.schema.createIndex('scans_by_checkpoint').on('scans').columns(['checkpoint', 'ts']).execute()
    await db.schema.createIndex('scans_by_guard').on('scans').columns(['guard', 'ts']).execute()
    await db.schema.createIndex('scans_by_anchor').on('scans').columns(['anchor', 'seq']).execute()
    await db.schema
      .createTable('taps')
      .addColumn('uid', text, (c) => c.notNull())
      .addColumn('counter', 'integer', (c) => c.notNull())
      .addColumn('scan', text, (c) => c.notNull())
      .addColumn('ts', time, (c) => c.notNull())
      .addPrimaryKeyConstraint('taps_key', ['uid', 'counter'])
      .execute()
    await db.schema
      .createTable('tag_keys')
      .addColumn('uid', text, (c) => c.primaryKey())
      .addColumn('checkpoint', text, (c) => c.notNull())
      .addColumn('file_key', text, (c) => c.notNull())
      .addColumn('counter', 'integer', (c) => c.notNull())
      .addColumn('enrolled_at', time, (c) => c.notNull())
      .execute()
    await db.schema
      .createTable('rounds')
      .addColumn('id', text, (c) => c.primaryKey())
      .addColumn('route', text, (c) => c.notNull())
      .addColumn('route_name', text, (c) => c.notNull())
      .addColumn('type', text, (c) => c.notNull())
      .addColumn('date', text, (c) => c.notNull())
      .addColumn('starts', time, (c) => c.notNull())
      .addColumn('ends', time, (c) => c.notNull())
      .addColumn('checkpoints', text, (c) => c.notNull())
      .addColumn('visit_order', text, (c) => c.notNull())
      .addColumn('visits', 'integer', (c) => c.notNull())
      .addColumn('spacing', time, (c) => c.notNull())
      .addColumn('grace', time, (c) => c.notNull())
      .addColumn('status', text, (c) => c.notNull())
      .addColumn('due', time)
      .execute()
    await db.schema.createIndex('rounds_by_date').on('rounds').columns(['date', 'route']).execute()
    await db.schema.createIndex('rounds_by_start').on('rounds').columns(['starts', 'ends']).execute()
    await db.schema.createIndex('rounds_by_due').on('rounds').column('due').execute()
    await db.schema
      .createTable('scan_photos')
      .addColumn('hash', text, (c) => c.primaryKey())
      .addColumn('type', text, (c) => c.notNull())
      .addColumn('size', 'integer', (c) => c.notNull())
      .addColumn('by', text, (c) => c.notNull())
      .addColumn('at', time, (c) => c.notNull())
      .execute()
  }
}
