/** Hours in which guards were to report where they are, as the duty calendar stood when each began. */
import type { PositionStatus } from '../contract/patrol.ts'
import type { Connection } from '../database/database.ts'
import type { PositionHourTable } from '../database/patrol-tables.ts'
import { type PositionHour, positionGraceMs } from './position.ts'

/** Rows a statement: stays below the parameters a statement may have. */
const rowsPerStatement = 500

/** `db` may be a transaction. */
export function createPositionStore(db: Connection) {
  return {
    /** Those that are there already stay as they are. */
    async plan(hours: readonly PositionHour[]): Promise<void> {
      for (let from = 0; from < hours.length; from += rowsPerStatement) {
        await db
          .insertInto('position_hours')
          .values(hours.slice(from, from + rowsPerStatement).map(toRow))
          .onConflict((conflict) => conflict.column('id').doNothing())
          .execute()
      }
    },

    /** Begun in [from, to), by hour and guard. */
    async between(from: number, to: number): Promise<PositionHour[]> {
      const rows = await db
        .selectFrom('position_hours')
        .selectAll()
        .where('starts', '>=', from)
        .where('starts', '<', to)
        .orderBy('starts')
        .orderBy('id')
        .execute()
      return rows.map(toHour)
    },

    /** Of which it is time to say that nobody was heard, in the order of their hours. */
    async due(now: number): Promise<PositionHour[]> {
      const rows = await db
        .selectFrom('position_hours')
        .selectAll()
        .where('due', '<=', now)
        .orderBy('due')
        .orderBy('id')
        .limit(500)
        .execute()
      return rows.map(toHour)
    },

    /** ms; undefined when nothing is to come. */
    async nextDue(): Promise<number | undefined> {
      const { due } = await db
        .selectFrom('position_hours')
        .select((eb) => eb.fn.min('due').as('due'))
        .executeTakeFirstOrThrow()
      return due ?? undefined
    },

    /** The hour of the same guard's shift that ends where this one begins. */
    async before({ guard, shift, from }: PositionHour): Promise<PositionHour | undefined> {
      const row = await db
        .selectFrom('position_hours')
        .selectAll()
        .where('guard', '=', guard)
        .where('shift', '=', shift)
        .where('ends', '=', from)
        .executeTakeFirst()
      return row && toHour(row)
    },

    /** Of these guards, not reported so far, for which a scan made in [first, last] may stand. */
    async silent(guards: readonly string[], first: number, last: number): Promise<PositionHour[]> {
      if (guards.length === 0) return []
      const rows = await db
        .selectFrom('position_hours')
        .selectAll()
        .where('guard', 'in', guards)
        .where('starts', '<=', last)
        .where('ends', '>', first - positionGraceMs)
        .where('status', '<>', 'reported')
        .execute()
      return rows.map(toHour)
    },

    async judged(ids: readonly string[], status: PositionStatus): Promise<void> {
      if (ids.length === 0) return
      await db.updateTable('position_hours').set({ status, due: null }).where('id', 'in', ids).execute()
    }
  }
}

function toHour({ shift_name, starts, ends, status, ...row }: PositionHourTable): PositionHour {
  return { ...row, shiftName: shift_name, from: starts, to: ends, status: status as PositionStatus }
}

function toRow({ shiftName, from, to, ...hour }: PositionHour): PositionHourTable {
  return { ...hour, shift_name: shiftName, starts: from, ends: to }
}
