/** Rounds as they were planned when their window began. */
import { sql } from 'kysely'
import type { RoundStatus } from '../contract/patrol.ts'
import type { Connection } from '../database/database.ts'
import type { RoundTable } from '../database/patrol-tables.ts'
import type { PlannedRound } from './plan.ts'
import { dueOf } from './round.ts'
import type { Scan } from './scan.ts'

/** A day on which the clocks are put back. What lasts longer is a week or a month. */
const longestDayMs = 25 * 3_600_000

/** Rows a statement: stays below the 32,766 parameters SQLite takes. */
const rowsPerStatement = 1_000

export type StoredRound = PlannedRound & {
  status: RoundStatus
  /** When what is missing of it is told, ms; null once it was. */
  due: number | null
}

/** A round with the scans of its checkpoints in its window, oldest first. */
export type WalkedRound = { round: StoredRound; scans: Scan[] }

/** `db` may be a transaction. */
export function createRoundStore(db: Connection) {
  return {
    /** Those that are there already stay as they were planned. */
    async plan(rounds: readonly PlannedRound[]): Promise<void> {
      for (let from = 0; from < rounds.length; from += rowsPerStatement) {
        const rows = rounds.slice(from, from + rowsPerStatement)
        await db
          .insertInto('rounds')
          .values(rows.map((round) => toRow({ ...round, status: 'planned', due: dueOf(round) })))
          .onConflict((conflict) => conflict.column('id').doNothing())
          .execute()
      }
    },

    /** Of a date; those that last for days are of each of theirs. `from`, `to`: of the date, ms. In the order of their windows. */
    async onDate({ date, from, to }: { date: string; from: number; to: number }, routes: readonly string[] = []) {
      let select = db
        .selectFrom('rounds')
        .selectAll()
        .where((eb) =>
          eb.or([
            eb('date', '=', date),
            eb.and([sql<boolean>`ends - starts > ${longestDayMs}`, eb('starts', '<', to), eb('ends', '>', from)])
          ])
        )
      if (routes.length > 0) select = select.where('route', 'in', routes)
      return (await select.orderBy('starts').orderBy('id').execute()).map(toRound)
    },

    /** Whose time holds one of `at` (ms). */
    async holding(at: readonly number[]): Promise<StoredRound[]> {
      if (at.length === 0) return []
      const first = Math.min(...at)
      const last = Math.max(...at)
      const rows = await db
        .selectFrom('rounds')
        .selectAll()
        .where('starts', '<=', last)
        .where('ends', '>', first)
        .orderBy('starts')
        .execute()
      return rows.map(toRound)
    },

    /** Begun in [from, to), oldest first. */
    async between(from: number, to: number): Promise<StoredRound[]> {
      const rows = await db
        .selectFrom('rounds')
        .selectAll()
        .where('starts', '>=', from)
        .where('starts', '<', to)
        .orderBy('starts')
        .orderBy('id')
        .execute()
      return rows.map(toRound)
    },

    /** Of which it is time to say what is missing. */
    async due(now: number): Promise<StoredRound[]> {
      const rows = await db.selectFrom('rounds').selectAll().where('due', '<=', now).orderBy('due').limit(500).execute()
      return rows.map(toRound)
    },

    /** ms; undefined when nothing is to come. */
    async nextDue(): Promise<number | undefined> {
      const { due } = await db
        .selectFrom('rounds')
        .select((eb) => eb.fn.min('due').as('due'))
        .executeTakeFirstOrThrow()
      return due ?? undefined
    },

    async judged(id: string, { status, due }: Pick<StoredRound, 'status' | 'due'>): Promise<void> {
      await db.updateTable('rounds').set({ status, due }).where('id', '=', id).execute()
    }
  }
}

function toRound(row: RoundTable): StoredRound {
  return {
    id: row.id,
    route: row.route,
    routeName: row.route_name,
    type: row.type as StoredRound['type'],
    date: row.date,
    from: row.starts,
    to: row.ends,
    checkpoints: JSON.parse(row.checkpoints) as string[],
    order: row.visit_order as StoredRound['order'],
    visits: row.visits,
    spacingMs: row.spacing,
    graceMs: row.grace,
    status: row.status as RoundStatus,
    due: row.due
  }
}

function toRow(round: StoredRound): RoundTable {
  return {
    id: round.id,
    route: round.route,
    route_name: round.routeName,
    type: round.type,
    date: round.date,
    starts: round.from,
    ends: round.to,
    checkpoints: JSON.stringify(round.checkpoints),
    visit_order: round.order,
    visits: round.visits,
    spacing: round.spacingMs,
    grace: round.graceMs,
    status: round.status,
    due: round.due
  }
}
