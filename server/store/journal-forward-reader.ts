/** What the forwarder reads of the journal; runs in its thread, on a connection of its own so that charts never wait for it. */
import type { DuckDBConnection, DuckDBValue } from '@duckdb/node-api'
import type { ForwardBatch } from './forward-source.ts'

/** Groups looked through for one batch; some carry no readings at all. */
const groupsPerLook = 1000

export function createJournalForwardReader(connection: DuckDBConnection) {
  async function rows(sql: string, values: DuckDBValue[]): Promise<unknown[][]> {
    const result = await connection.runAndReadAll(sql, values)
    return result.getRowsJS()
  }

  /** The group at which `readings` rows are reached. */
  async function endOfBatch(after: number, lastSeq: number, readings: number): Promise<number> {
    const horizon = Math.min(after + groupsPerLook, lastSeq)
    const groups = await rows('SELECT seq, count(*) FROM readings WHERE seq > ? AND seq <= ? GROUP BY seq ORDER BY seq', [
      BigInt(after),
      BigInt(horizon)
    ])
    let counted = 0
    for (const [seq, count] of groups) {
      counted += Number(count)
      if (counted >= readings) return Number(seq)
    }
    return horizon
  }

  return {
    async forwardBatch(after: number, lastSeq: number, readings: number): Promise<ForwardBatch> {
      const upTo = await endOfBatch(after, lastSeq, readings)
      const span: DuckDBValue[] = [BigInt(after), BigInt(upTo)]
      const [bounds] = await rows('SELECT min(ts), max(ts), min(received) FROM readings WHERE seq > ? AND seq <= ?', span)
      const [from, to, oldest] = bounds ?? []
      if (typeof from !== 'bigint' || typeof to !== 'bigint') return { upTo, readings: [], oldestArrival: null }
      // A repeat further back is still in the table (see firstOfEach): the first value is already out, and stays.
      const found = await rows(
        `SELECT s.equipment, s.metric, b.ts, b.num FROM (
           SELECT series, ts, arg_min(num, seq * 1048576 + position) AS num FROM readings
           WHERE seq > ? AND seq <= ? AND num IS NOT NULL GROUP BY series, ts) b
         JOIN series s ON s.id = b.series
         ANTI JOIN (SELECT series, ts FROM readings WHERE seq <= ? AND ts >= ? AND ts <= ?) e ON e.series = b.series AND e.ts = b.ts
         ORDER BY b.ts`,
        [...span, BigInt(after), from, to]
      )
      return {
        upTo,
        readings: found.map(([equipment, metric, ts, num]) => ({
          equipment: String(equipment),
          metric: String(metric),
          ts: Number(ts),
          num: Number(num)
        })),
        oldestArrival: Number(oldest)
      }
    },

    async oldestTsAfter(seq: number): Promise<number | undefined> {
      const [row] = await rows('SELECT min(ts) FROM readings WHERE seq > ?', [BigInt(seq)])
      const oldest = row?.[0]
      return typeof oldest === 'bigint' ? Number(oldest) : undefined
    }
  }
}

export type JournalForwardReader = ReturnType<typeof createJournalForwardReader>
