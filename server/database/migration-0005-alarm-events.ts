/** What happens to an alarm is kept entry by entry; shelves, suppression and out of service with their due times. */
import { type Kysely, type Migration, sql } from 'kysely'

const text = 'text' as const
const time = 'bigint' as const

export const alarmEventsMigration: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema
      .alterTable('alarms')
      .addColumn('latching', 'integer', (c) => c.notNull().defaultTo(0))
      .execute()
    await db.schema
      .alterTable('alarms')
      .addColumn('kind', text, (c) => c.notNull().defaultTo('equipment'))
      .execute()
    await db.schema.alterTable('alarms').addColumn('cause', text).execute()
    await db.schema
      .alterTable('alarms')
      .addColumn('linked', 'integer', (c) => c.notNull().defaultTo(0))
      .execute()
    await db.schema.alterTable('alarms').addColumn('shelved_until', time).execute()
    await db.schema.alterTable('alarms').addColumn('shelved_reason', text).execute()
    await db.schema.alterTable('alarms').addColumn('suppressed_by', text).execute()
    await db.schema.alterTable('alarms').addColumn('release_at', time).execute()
    await db.schema.alterTable('alarms').addColumn('rule_header', text).execute()
    // The neighbours of a raise, what folds under an alarm, and what is due: each is few rows among years of alarms.
    await sql`create index alarms_standing_equipment on alarms (equipment) where state <> 'normal'`.execute(db)
    await db.schema.createIndex('alarms_cleared').on('alarms').columns(['equipment', 'cleared_at']).execute()
    await sql`create index alarms_cause on alarms (cause) where cause is not null`.execute(db)
    await sql`create index alarms_shelved on alarms (shelved_until) where shelved_until is not null`.execute(db)
    await sql`create index alarms_release on alarms (release_at) where release_at is not null`.execute(db)
    await sql`create index alarms_suppressed on alarms (suppressed_by) where suppressed_by is not null`.execute(db)

    await db.schema
      .createTable('alarm_events')
      .addColumn('alarm', text, (c) => c.notNull())
      .addColumn('position', 'integer', (c) => c.notNull())
      .addColumn('at', time, (c) => c.notNull())
      .addColumn('type', text, (c) => c.notNull())
      .addColumn('state', text, (c) => c.notNull())
      .addColumn('actor', text)
      .addColumn('rule_version', 'integer', (c) => c.notNull())
      .addColumn('detail', text, (c) => c.notNull())
      .addPrimaryKeyConstraint('alarm_events_key', ['alarm', 'position'])
      .execute()
    await db.schema.createIndex('alarm_events_at').on('alarm_events').columns(['at']).execute()

    await db.schema
      .createTable('out_of_service')
      .addColumn('id', text, (c) => c.primaryKey())
      .addColumn('equipment', text, (c) => c.notNull())
      .addColumn('reason', text, (c) => c.notNull())
      .addColumn('until', time, (c) => c.notNull())
      .addColumn('requested_by', text, (c) => c.notNull())
      .addColumn('requested_at', time, (c) => c.notNull())
      .addColumn('confirmed_by', text)
      .addColumn('confirmed_at', time)
      .addColumn('ended_by', text)
      .addColumn('ended_at', time)
      .addColumn('note', text)
      .execute()
    // At most one that is not over; those that are over stay as the record of who, when and why.
    await sql`create unique index out_of_service_current on out_of_service (equipment) where ended_at is null`.execute(db)
  }
}
