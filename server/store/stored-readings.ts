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

/** Who brought a reading: the field, the field but not to be judged (skewed, historical), or an import. */
export const origins = { field: 0, unjudged: 1, imported: 2 } as const
/** What a raw file adds to a reading: its arrival after its ts in whole seconds (a 150th of the bytes that ms take), and who brought it. */
export const fileArrivalSql = 'floor((received - ts) / 1000)::INTEGER AS lag, origin'
/** Files from before have neither: then a reading came at its ts. */
const unknownArrival = 'SELECT NULL::INTEGER AS lag, NULL::UTINYINT AS origin LIMIT 0'

/** As `firstOfEachSql`, with `received` (of compacted readings to the second), `origin` and `place`. Imported ones came at their ts. */
export function firstArrivalSql(where: string, filesWithArrivals: string | undefined, liveOnly = 'true'): string {
  const columns = `series, ts, num, text, ${placeSql} AS place`
  const live = `SELECT ${columns}, received, CASE WHEN skewed THEN ${origins.unjudged} ELSE ${origins.field} END::UTINYINT AS origin
      FROM readings WHERE ${where} AND ${liveOnly}
    UNION ALL SELECT ${columns}, ts AS received, ${origins.imported}::UTINYINT AS origin FROM imported WHERE ${where} AND ${liveOnly}`
  const files = filesWithArrivals ? `UNION ALL ${compactedArrivalSql(where, filesWithArrivals)}` : ''
  return `SELECT series, ts, arg_min(num, place) AS num, arg_min(text, place) AS text, min(place) AS place,
      arg_min(received, place) AS received, arg_min(origin, place) AS origin
    FROM (${live} ${files}) GROUP BY series, ts`
}

/** The same from files alone, which hold each ts once. */
export function compactedArrivalSql(where: string, filesWithArrivals: string): string {
  return `SELECT series, ts, num, text, ${compactedPlace} AS place, ts + coalesce(lag, 0) * 1000 AS received,
      coalesce(origin, ${origins.field})::UTINYINT AS origin
    FROM ((${unknownArrival}) UNION ALL BY NAME SELECT * FROM ${filesWithArrivals}) WHERE ${where}`
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
