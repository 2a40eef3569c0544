/** Since when routes are as they are, that guards on a patrol shift are heard, and that what they type fits the sensors. */
import type { Kysely, Migration } from 'kysely'

const text = 'text' as const
const time = 'bigint' as const

export const patrolWatchMigration: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema
      .alterTable('shifts')
      .addColumn('patrol', 'integer', (c) => c.notNull().defaultTo(0))
      .execute()
    await db.schema
      .createTable('position_hours')
      .addColumn('id', text, (c) => c.primaryKey())
      .addColumn('guard', text, (c) => c.notNull())
      .addColumn('shift', text, (c) => c.notNull())
      .addColumn('shift_name', text, (c) => c.notNull())
      .addColumn('starts', time, (c) => c.notNull())
      .addColumn('ends', time, (c) => c.notNull())
      .addColumn('status', text, (c) => c.notNull())
      .addColumn('due', time)
      .execute()
    await db.schema.createIndex('position_hours_by_guard').on('position_hours').columns(['guard', 'starts']).execute()
    await db.schema.createIndex('position_hours_by_start').on('position_hours').column('starts').execute()
    await db.schema.createIndex('position_hours_by_due').on('position_hours').column('due').execute()
    await db.schema
      .alterTable('scans')
      .addColumn('comparisons', text, (c) => c.notNull().defaultTo('[]'))
      .execute()
    await db.schema
      .createTable('route_plans')
      .addColumn('route', text, (c) => c.primaryKey())
      .addColumn('plan', text, (c) => c.notNull())
      .addColumn('since', time, (c) => c.notNull())
      .execute()
    await db.schema
      .createTable('sensor_checks')
      .addColumn('equipment', text, (c) => c.notNull())
      .addColumn('metric', text, (c) => c.notNull())
      .addColumn('ticket', text, (c) => c.notNull())
      .addPrimaryKeyConstraint('sensor_checks_key', ['equipment', 'metric'])
      .execute()
  }
}
