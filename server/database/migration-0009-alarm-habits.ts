/** Bad habits of an alarm are named when they happen. */
import type { Kysely, Migration } from 'kysely'

export const alarmHabitsMigration: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema.alterTable('alarms').addColumn('habits', 'text').execute()
  }
}
