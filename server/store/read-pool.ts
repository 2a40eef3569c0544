/**
 * Connections for reading. Each piece of work sees one state of the journal: the list of Parquet files and the
 * uncompacted rows fit together, whatever is compacted meanwhile.
 */
import type { DuckDBConnection, DuckDBValue } from '@duckdb/node-api'
import { type Points, pointsOf } from './point-columns.ts'

/** Runs a query; rows as arrays of JavaScript values. */
export type Rows = (sql: string, values?: DuckDBValue[]) => Promise<unknown[][]>

export function rowsOf(connection: DuckDBConnection): Rows {
  return async (sql, values = []) => (await connection.runAndReadAll(sql, values)).getRowsJS()
}

export function createReadPool(connections: readonly DuckDBConnection[]) {
  const free = [...connections]
  const waiting: ((connection: DuckDBConnection) => void)[] = []
  const active = new Set<Promise<unknown>>()

  async function take(): Promise<DuckDBConnection> {
    return free.pop() ?? new Promise((resolve) => waiting.push(resolve))
  }
  function giveBack(connection: DuckDBConnection): void {
    const next = waiting.shift()
    if (next) next(connection)
    else free.push(connection)
  }

  async function run<Result>(work: (rows: Rows, points: Points) => Promise<Result>): Promise<Result> {
    const connection = await take()
    try {
      await connection.run('BEGIN TRANSACTION READ ONLY')
      try {
        return await work(rowsOf(connection), pointsOf(connection))
      } finally {
        // There is nothing to keep; a failed statement has ended the transaction already.
        await connection.run('ROLLBACK').catch(() => undefined)
      }
    } finally {
      giveBack(connection)
    }
  }

  return {
    read<Result>(work: (rows: Rows, points: Points) => Promise<Result>): Promise<Result> {
      const running = run(work)
      active.add(running)
      const done = () => active.delete(running)
      running.then(done, done)
      return running
    },
    /** Resolves when all work that runs now is done: then nobody looks for a file that was replaced before. */
    async passed(): Promise<void> {
      await Promise.allSettled(active)
    }
  }
}

export type ReadPool = ReturnType<typeof createReadPool>
