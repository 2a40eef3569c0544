/** Running logs with remarks and signatures; bulletins, quality samples and handovers. */
import type { Kysely, Migration } from 'kysely'

export const jobsMigration: Migration = {
  async up(db: Kysely<unknown>) {
    const logs = (name: string) =>
      db.schema
        .createTable(name)
        .addColumn('id', 'text', (c) => c.primaryKey())
        .addColumn('location', 'text', (c) => c.notNull())
        .addColumn('date', 'text', (c) => c.notNull())
        .addColumn('shift', 'text', (c) => c.notNull())
        .addColumn('at', 'bigint', (c) => c.notNull())
        .addColumn('actor', 'text', (c) => c.notNull())
    await logs('running_log_remarks')
      .addColumn('text', 'text', (c) => c.notNull())
      .execute()
    await logs('running_log_signatures')
      .addColumn('note', 'text')
      .addColumn('hash', 'text', (c) => c.notNull())
      .addColumn('content', 'text', (c) => c.notNull())
      .execute()
    for (const table of ['running_log_remarks', 'running_log_signatures']) {
      await db.schema.createIndex(`${table}_day`).on(table).columns(['date', 'location', 'shift']).execute()
    }
    await db.schema
      .createTable('bulletins')
      .addColumn('date', 'text', (c) => c.primaryKey())
      .addColumn('generated_at', 'bigint', (c) => c.notNull())
      .addColumn('announced_at', 'bigint')
      .addColumn('content', 'text', (c) => c.notNull())
      .execute()
    await db.schema
      .createTable('samples')
      .addColumn('week', 'text', (c) => c.primaryKey())
      .addColumn('from_at', 'bigint', (c) => c.notNull())
      .addColumn('to_at', 'bigint', (c) => c.notNull())
      .addColumn('drawn_at', 'bigint', (c) => c.notNull())
      .addColumn('seed', 'text', (c) => c.notNull())
      .addColumn('anchor', 'text')
      .addColumn('candidates', 'text', (c) => c.notNull())
      .addColumn('drawn', 'text', (c) => c.notNull())
      .execute()
    await db.schema
      .createTable('sample_checks')
      .addColumn('week', 'text', (c) => c.notNull())
      .addColumn('ticket', 'text', (c) => c.notNull())
      .addColumn('at', 'bigint', (c) => c.notNull())
      .addColumn('actor', 'text', (c) => c.notNull())
      .addColumn('ok', 'integer', (c) => c.notNull())
      .addColumn('note', 'text')
      .addColumn('finding', 'text')
      .addPrimaryKeyConstraint('sample_checks_key', ['week', 'ticket'])
      .execute()
    await db.schema
      .createTable('handovers')
      .addColumn('id', 'text', (c) => c.primaryKey())
      .addColumn('date', 'text', (c) => c.notNull())
      .addColumn('shift', 'text', (c) => c.notNull())
      .addColumn('given_at', 'bigint', (c) => c.notNull())
      .addColumn('given_by', 'text', (c) => c.notNull())
      .addColumn('note', 'text')
      .addColumn('content', 'text', (c) => c.notNull())
      .addColumn('hash', 'text', (c) => c.notNull())
      .addColumn('taken_at', 'bigint')
      .addColumn('taken_by', 'text')
      .addColumn('take_note', 'text')
      .addUniqueConstraint('handovers_shift', ['date', 'shift'])
      .execute()
  }
}
