import { setTimeout as delay } from 'node:timers/promises'
import type { Transaction } from 'kysely'
import type { Database } from './database.ts'
import { isContention } from './postgres-errors.ts'
import type { Schema } from './schema.ts'

/** Of two transactions in each other's way one always gets through, so this is a bound for very bad luck. */
const attempts = 12
const longestPauseMs = 100

/**
 * All of `work` or nothing, and as if nobody else were writing: SQLite has one writer, PostgreSQL is asked for
 * `serializable`. There `work` is run again when another transaction was quicker, also one of another instance, so it
 * must change nothing but the database. Inside it nothing but the database is awaited.
 */
export async function atomically<Result>(
  database: Database,
  work: (transaction: Transaction<Schema>) => Promise<Result>
): Promise<Result> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await database.transaction().setIsolationLevel('serializable').execute(work)
    } catch (error) {
      if (attempt === attempts || !isContention(error)) throw error
    }
    // Two that collided would otherwise collide again in step.
    await delay(Math.random() * Math.min(longestPauseMs, 2 ** attempt))
  }
}
