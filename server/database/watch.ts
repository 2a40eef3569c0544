/** Whether the database answers, also while nobody else asks it anything. */
import { sql } from 'kysely'
import type { Database } from './database.ts'

export type DatabaseWatch = {
  /** Asks again, unless a question is open. Call every second or so, and when a commit failed. */
  check(): void
  isUp(): boolean
}

export type WatchOptions = {
  database: Database
  now: () => number
  /** An answer that takes longer is none. */
  patienceMs?: number
  /** Called when it answers again. */
  onUp?: () => void
  onDown?: (error: unknown) => void
}

export function createDatabaseWatch({ database, now, patienceMs = 5_000, onUp, onDown }: WatchOptions): DatabaseWatch {
  let up = true
  let askedAt: number | undefined

  function learn(answers: boolean, error?: unknown): void {
    if (answers === up) return
    up = answers
    if (answers) onUp?.()
    else onDown?.(error)
  }

  return {
    check() {
      if (askedAt !== undefined) {
        if (now() - askedAt > patienceMs) learn(false, new Error(`no answer for ${patienceMs} ms`))
        return
      }
      askedAt = now()
      sql`select 1`
        .execute(database)
        .then(
          () => learn(true),
          (error: unknown) => learn(false, error)
        )
        .finally(() => {
          askedAt = undefined
        })
    },
    isUp: () => up
  }
}
