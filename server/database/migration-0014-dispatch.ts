/** Who was asked to take a ticket and until when; people and certificates that are out of use. */
import { type Kysely, type Migration, sql } from 'kysely'

export const dispatchMigration: Migration = {
  async up(db: Kysely<unknown>) {
    for (const table of ['staff', 'certificates']) {
      await db.schema
        .alterTable(table)
        .addColumn('enabled', 'integer', (c) => c.notNull().defaultTo(1))
        .execute()
    }
    await db.schema
      .createTable('dispatch_rounds')
      .addColumn('ticket', 'text', (c) => c.primaryKey())
      .addColumn('due_at', 'bigint', (c) => c.notNull())
      .addColumn('asked', 'text', (c) => c.notNull())
      .addColumn('told', 'integer', (c) => c.notNull())
      .execute()
    await db.schema.createIndex('dispatch_rounds_due').on('dispatch_rounds').column('due_at').execute()
    // How much each has in hand is counted at every opening, among years of closed tickets.
    await db.schema
      .createIndex('tickets_in_hand')
      .on('tickets')
      .column('assignee')
      .where(sql<boolean>`status in ('assigned', 'accepted', 'arrived', 'on_hold')`)
      .execute()
  }
}
