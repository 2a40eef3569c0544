/** Tickets that people ask for, send on and follow up; and the people who do the work. */
import { type Kysely, type Migration, sql } from 'kysely'

export const workOrderMigration: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema
      .alterTable('tickets')
      .addColumn('source', 'text', (c) => c.notNull().defaultTo('manual'))
      .execute()
    await sql`update tickets set source = 'alarm' where rule is not null`.execute(db)
    for (const column of ['class', 'trade', 'place', 'requester', 'parent', 'contractor', 'follow_up']) {
      await db.schema.alterTable('tickets').addColumn(column, 'text').execute()
    }
    for (const column of ['wanted_by', 'eta', 'ready_at']) {
      await db.schema.alterTable('tickets').addColumn(column, 'bigint').execute()
    }
    await db.schema
      .createTable('staff')
      .addColumn('user', 'text', (c) => c.primaryKey())
      .addColumn('phone', 'text')
      .addColumn('email', 'text')
      .addColumn('wecom', 'text')
      .addColumn('dingtalk', 'text')
      .addColumn('feishu', 'text')
      .addColumn('team', 'text')
      .addColumn('skills', 'text', (c) => c.notNull())
      .addColumn('contractor', 'text')
      .execute()
    await db.schema
      .createTable('teams')
      .addColumn('id', 'text', (c) => c.primaryKey())
      .addColumn('name', 'text', (c) => c.notNull())
      .addColumn('enabled', 'integer', (c) => c.notNull())
      .execute()
    await db.schema
      .createTable('contractors')
      .addColumn('id', 'text', (c) => c.primaryKey())
      .addColumn('name', 'text', (c) => c.notNull())
      .addColumn('phone', 'text')
      .addColumn('email', 'text')
      .addColumn('kinds', 'text', (c) => c.notNull())
      .addColumn('enabled', 'integer', (c) => c.notNull())
      .execute()
    await db.schema
      .createTable('certificates')
      .addColumn('id', 'text', (c) => c.primaryKey())
      .addColumn('user', 'text', (c) => c.notNull())
      .addColumn('type', 'text', (c) => c.notNull())
      .addColumn('number', 'text', (c) => c.notNull())
      .addColumn('issued_at', 'bigint')
      .addColumn('expires_at', 'bigint', (c) => c.notNull())
      .execute()
    await db.schema
      .createTable('shifts')
      .addColumn('id', 'text', (c) => c.primaryKey())
      .addColumn('name', 'text', (c) => c.notNull())
      .addColumn('starts', 'text', (c) => c.notNull())
      .addColumn('ends', 'text', (c) => c.notNull())
      .addColumn('team', 'text')
      .addColumn('enabled', 'integer', (c) => c.notNull())
      .execute()
    await db.schema
      .createTable('duties')
      .addColumn('date', 'text', (c) => c.notNull())
      .addColumn('shift', 'text', (c) => c.notNull())
      .addColumn('user', 'text', (c) => c.notNull())
      .addPrimaryKeyConstraint('duties_key', ['date', 'shift', 'user'])
      .execute()
  }
}
