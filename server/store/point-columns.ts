/** Points as columns: how they leave the database and cross to the main thread at the least cost. */
import type { DuckDBConnection } from '@duckdb/node-api'
import { type SeriesType, toValue } from './journal-batch.ts'
import type { ReadingPoint } from './reading-store.ts'

/** `num` or `text` is filled, by what was asked for. */
export type PointColumns = { ts: Float64Array; num: Float64Array; text: string[] }

/** Runs a query for points: columns `ts`, `num` and `text`, ascending. */
export type Points = (sql: string, valueColumn: 'num' | 'text') => Promise<PointColumns>

export function pointsOf(connection: DuckDBConnection): Points {
  return async (sql, valueColumn) => {
    // As floating point: a BigInt for every time costs more than the query.
    const value = valueColumn === 'num' ? 'num::DOUBLE' : 'text'
    const result = await connection.run(`SELECT ts::DOUBLE, ${value} FROM (${sql}) ORDER BY ts`)
    const chunks = await result.fetchAllChunks()
    const size = chunks.reduce((sum, { rowCount }) => sum + rowCount, 0)
    const columns: PointColumns = {
      ts: new Float64Array(size),
      num: new Float64Array(valueColumn === 'num' ? size : 0),
      text: []
    }
    let at = 0
    for (const chunk of chunks) {
      columns.ts.set(chunk.getColumnValues(0) as number[], at)
      const values = chunk.getColumnValues(1)
      if (valueColumn === 'num') columns.num.set(values as number[], at)
      else for (const text of values) columns.text.push(String(text))
      at += chunk.rowCount
    }
    return columns
  }
}

export function joinColumns(parts: readonly PointColumns[]): PointColumns {
  const [only, ...more] = parts
  if (only && more.length === 0) return only
  return {
    ts: Float64Array.from(parts.flatMap(({ ts }) => [...ts])),
    num: Float64Array.from(parts.flatMap(({ num }) => [...num])),
    text: parts.flatMap(({ text }) => text)
  }
}

/** `type` of the values: what the series holds, or numbers for what was computed. */
export function toPoints({ ts, num, text }: PointColumns, type: SeriesType): ReadingPoint[] {
  return Array.from(ts, (at, index): ReadingPoint => [at, toValue(type, num[index] ?? null, text[index] ?? null)])
}
