/** Reads history for the rules; runs in the journal's thread, on a connection of its own so that charts never wait for it. */
import type { DuckDBConnection } from '@duckdb/node-api'
import { type EquipmentEvent, type Presence, promptMs } from '../../gateway/reading.ts'
import { aheadMs, type HistoryBatch, type HistoryOrder, latestArrivalMs } from './history.ts'
import { createReadPool, type ReadPool, type Rows } from './read-pool.ts'
import type { SegmentFolder } from './segment-folder.ts'
import { findSegments } from './segment-table.ts'
import { compactedArrivalSql, firstArrivalSql, liveSql, origins } from './stored-readings.ts'

export type HistorySlice = {
  /** Their readings; and those whose arrival alone counts, with their equipment. */
  series: readonly number[]
  heard: readonly number[]
  equipment: readonly string[]
  imported: boolean
  order: HistoryOrder
  from: number
  to: number
}

/** The time of an order, and the device's times among which a slice of it is found. */
const orders: Record<HistoryOrder, { at: string; before: number; after: number }> = {
  event: { at: 'ts', before: 0, after: 0 },
  prompt: {
    at: `CASE WHEN received - ts <= ${promptMs} AND received - ts > -${aheadMs} THEN received ELSE ts END`,
    before: promptMs,
    after: aheadMs
  },
  arrival: { at: 'received', before: latestArrivalMs, after: latestArrivalMs }
}

export function createJournalHistoryReader(connection: DuckDBConnection, folder: SegmentFolder) {
  const pool: ReadPool = createReadPool([connection])

  async function storedSql(rows: Rows, { imported, order, from, to }: HistorySlice, series: readonly number[]): Promise<string> {
    const { at, before, after } = orders[order]
    const span = { from: from - before, to: to + after }
    const files = (await findSegments(rows, 'raw', span)).filter(({ low, high }) => series.some((id) => id >= low && id <= high))
    const where = `series IN (${series.join(', ')}) AND ts >= ${span.from} AND ts < ${span.to}`
    const compacted = files.length > 0 ? folder.readMixedSql(files.map(({ file }) => file)) : undefined
    const isLive = !compacted || (await rows(`SELECT 1 FROM (${liveSql(where)}) LIMIT 1`)).length > 0
    const first = isLive ? firstArrivalSql(where, compacted) : compactedArrivalSql(where, compacted)
    const wanted = imported ? '' : `AND origin <> ${origins.imported}`
    return `SELECT *, ${at} AS moment FROM (${first}) WHERE ${at} >= ${from} AND ${at} < ${to} ${wanted}`
  }

  async function readReadings(rows: Rows, slice: HistorySlice): Promise<HistoryBatch['readings']> {
    if (slice.series.length === 0) return collect([])
    const sql = await storedSql(rows, slice, slice.series)
    const unjudged = `origin = ${origins.unjudged}`
    // As floating point: a BigInt for every time costs more than the query.
    const result = await connection.run(
      `SELECT series, moment::DOUBLE, ts::DOUBLE, received::DOUBLE, num::DOUBLE, (${unjudged})::UTINYINT, text
       FROM (${sql}) ORDER BY moment, place, ts, series`
    )
    return collect(await result.fetchAllChunks())
  }

  async function readEvents(rows: Rows, { equipment, order, from, to }: HistorySlice): Promise<EquipmentEvent[]> {
    const { at } = orders[order]
    const found = await rows(
      `SELECT equipment, code, ts, detail, received, skewed FROM (
         SELECT *, ${at} AS moment FROM events WHERE equipment IN (${listSql(equipment)}))
       WHERE moment >= ${from} AND moment < ${to} ORDER BY moment, seq, position`
    )
    return found.map(([id, code, ts, detail, received, skewed]) => ({
      equipment: String(id),
      code: String(code),
      ts: Number(ts),
      detail: detail as string | null,
      receivedAt: Number(received),
      quality: skewed ? 'skewed' : 'good'
    }))
  }

  /** Said, or shown by an arrival of whatever metric; imports are no sign of life. */
  async function readPresences(rows: Rows, slice: HistorySlice): Promise<Presence[]> {
    const { equipment, heard, from, to } = slice
    const arrivals =
      heard.length === 0
        ? ''
        : `UNION ALL SELECT DISTINCT s.equipment, true AS online, received, 0 AS place
           FROM (${await storedSql(rows, { ...slice, imported: false, order: 'arrival' }, heard)}) r JOIN series s ON s.id = r.series`
    const found = await rows(
      `SELECT equipment, online, received FROM (
         SELECT equipment, online, received, seq * 1048576 + position AS place FROM presences
         WHERE received >= ${from} AND received < ${to} AND equipment IN (${listSql(equipment)}) ${arrivals})
       ORDER BY received, place`
    )
    return found.map(([id, online, received]) => ({
      equipment: String(id),
      online: Boolean(online),
      receivedAt: Number(received)
    }))
  }

  return {
    /** One state of the journal: files and rows fit together. */
    historySlice: (slice: HistorySlice): Promise<HistoryBatch> =>
      pool.read(async (rows) => ({
        readings: await readReadings(rows, slice),
        events: await readEvents(rows, slice),
        presences: await readPresences(rows, slice)
      })),
    /** Resolves when nobody looks for a file that was replaced before. */
    historyPassed: () => pool.passed()
  }
}

export type JournalHistoryReader = ReturnType<typeof createJournalHistoryReader>

type Chunk = { rowCount: number; getColumnValues(column: number): readonly unknown[] }

function collect(chunks: readonly Chunk[]): HistoryBatch['readings'] {
  const size = chunks.reduce((sum, { rowCount }) => sum + rowCount, 0)
  const columns = {
    series: new Int32Array(size),
    at: new Float64Array(size),
    ts: new Float64Array(size),
    receivedAt: new Float64Array(size),
    num: new Float64Array(size),
    unjudged: new Uint8Array(size),
    texts: [] as [number, string][]
  }
  const { series, ts, receivedAt, num, unjudged } = columns
  let from = 0
  for (const chunk of chunks) {
    for (const [column, into] of [series, columns.at, ts, receivedAt, num, unjudged].entries()) {
      into.set(chunk.getColumnValues(column) as number[], from)
    }
    const start = from
    chunk.getColumnValues(6).forEach((text, row) => {
      if (typeof text === 'string') columns.texts.push([start + row, text])
    })
    from += chunk.rowCount
  }
  return columns
}

function listSql(ids: readonly string[]): string {
  return ids.map((id) => `'${id.replaceAll("'", "''")}'`).join(', ')
}
