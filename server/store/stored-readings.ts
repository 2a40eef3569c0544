/** SQL over the readings of one series, wherever they lie: compacted files and the tables of what is not compacted yet. */

import type { SeriesType } from './journal-batch.ts'
import type { BucketQuery } from './reading-store.ts'
import type { Span } from './rollups.ts'

/** The place of a row among all: the order in which rows were stored. Groups are far smaller than 2^20. */
export const placeSql = 'seq * 1048576 + position'
/** What is compacted was stored before everything that is not. */
const compactedPlace = -1

/** Uncompacted rows that match. */
export function liveSql(where: string): string {
  const columns = `series, ts, num, text, ${placeSql} AS place`
  return `SELECT ${columns} FROM readings WHERE ${where} UNION ALL SELECT ${columns} FROM imported WHERE ${where}`
}

/**
 * One value a (series, ts), the first one stored: what keeps redelivered late readings from counting twice.
 * `files`: a `read_parquet(…)` over raw segments, which hold each ts once. `liveOnly`: for uncompacted rows alone.
 */
export function firstOfEachSql(where: string, files: string | undefined, liveOnly = 'true'): string {
  const compacted = files ? `UNION ALL SELECT series, ts, num, text, ${compactedPlace} AS place FROM ${files} WHERE ${where}` : ''
  return `SELECT series, ts, arg_min(num, place) AS num, arg_min(text, place) AS text
    FROM (${liveSql(`${where} AND ${liveOnly}`)} ${compacted}) GROUP BY series, ts`
}

/** Uncompacted readings whose time was ahead of ours; `skewed` alone also marks what a device sent from its own memory. */
export function liveSkewedSql(where: string): string {
  return `SELECT series, ts FROM readings WHERE skewed AND ts > received AND ${where}`
}

/** `column` lies in one of the spans; with their hull in front, by which row groups are passed over. */
export function withinSql(column: string, spans: readonly Span[]): string {
  const [first] = spans
  const last = spans.at(-1)
  if (!first || !last) return 'false'
  const hull = `${column} >= ${first.from} AND ${column} < ${last.to}`
  if (spans.length === 1) return hull
  return `${hull} AND (${spans.map(({ from, to }) => `(${column} >= ${from} AND ${column} < ${to})`).join(' OR ')})`
}

/** Rollup rows of sorted raw rows: `ts` is the bucket's start, `num` and `text` its last value. */
export function rollupSql(from: string, width: number): string {
  return `SELECT series, ts - ts % ${width} AS ts, min(num) AS low, max(num) AS high, sum(num) AS total,
    count(*)::INTEGER AS readings, arg_max(num, ts) AS num, arg_max(text, ts) AS text
    FROM ${from} GROUP BY series, ts - ts % ${width}`
}

const numeric: Record<BucketQuery['fn'], string> = {
  avg: 'sum(total) / sum(readings)',
  min: 'min(low)',
  max: 'max(high)',
  last: 'arg_max(num, ts)',
  count: 'sum(readings)::BIGINT'
}
const textual: Record<BucketQuery['fn'], string> = {
  ...numeric,
  avg: 'NULL',
  min: 'NULL',
  max: 'NULL',
  last: 'arg_max(text, ts)'
}

/** Over rollup rows; a reading is a rollup row of its own. */
export function aggregateSql(type: SeriesType, fn: BucketQuery['fn']): string {
  return (type === 'text' ? textual : numeric)[fn]
}

/** Raw rows in the shape of rollup rows. */
export const asRollupColumns = 'ts, num AS low, num AS high, num AS total, 1 AS readings, num, text'
export const rollupColumns = 'ts, low, high, total, readings, num, text'
