/** Whether the site is in a flood of alarms, and how many raised lately. */
import { sql } from 'kysely'
import type { Connection } from '../database/database.ts'
import { endsBelow, floodWindowMs } from './flood.ts'

const key = 'flood'
/** Late episodes, and what happens on shelved or out-of-service equipment, is no load on anybody. */
const counted = sql<boolean>`type in ('raised', 'raised_again') and state in ('unacknowledged', 'suppressed')`

/** `db` may be a transaction. */
export function createFloodStore(db: Connection) {
  return {
    async isOn(): Promise<boolean> {
      return (await db.selectFrom('meta').select('value').where('key', '=', key).executeTakeFirst()) !== undefined
    },

    /** Raises in the window that ends at `now` (server ms), counted no further than needed to begin a flood. */
    async recent(now: number): Promise<number> {
      const some = db
        .selectFrom('alarm_events')
        .select('at')
        .where('at', '>', now - floodWindowMs)
        .where(counted)
        .limit(100)
      const { count } = await db
        .selectFrom(some.as('some'))
        .select((eb) => eb.fn.countAll<number>().as('count'))
        .executeTakeFirstOrThrow()
      return Number(count)
    },

    /** Server times of the newest raises, newest first: as many as decide when a flood ends. */
    async newest(): Promise<number[]> {
      const select = db.selectFrom('alarm_events').select('at').where(counted)
      return (await select.orderBy('at', 'desc').limit(endsBelow).execute()).map((row) => row.at)
    },

    async begin(now: number): Promise<void> {
      await db
        .insertInto('meta')
        .values({ key, value: String(now) })
        .onConflict((conflict) => conflict.column('key').doNothing())
        .execute()
    },

    async end(): Promise<void> {
      await db.deleteFrom('meta').where('key', '=', key).execute()
    }
  }
}
