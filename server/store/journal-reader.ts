/** Queries over the journal; runs in its thread, on connections of their own beside the writer's. */
import type { BucketPlan } from './bucket-edges.ts'
import type { Series } from './journal-batch.ts'
import { joinColumns, type PointColumns } from './point-columns.ts'
import type { ReadPool, Rows } from './read-pool.ts'
import type { BucketQuery, StoredReject } from './reading-store.ts'
import { dayMs, rollupFor, type Span, splitRange } from './rollups.ts'
import type { Segment, SegmentFolder } from './segment-folder.ts'
import { findSegments } from './segment-table.ts'
import {
  aggregateSql,
  asRollupColumns,
  firstOfEachSql,
  liveSkewedSql,
  liveSql,
  rollupColumns,
  withinSql
} from './stored-readings.ts'

export type PastRow = { ts: number; num: number | null; text: string | null }
export type SeriesRange = { series: Series; from: number; to: number }

/** Raw files opened by one query; a longer range is read in parts, until the limit is reached. */
const filesAtOnce = 16

export function createJournalReader(pool: ReadPool, folder: SegmentFolder) {
  const filesSql = (segments: readonly Segment[]) =>
    segments.length > 0 ? folder.readSql(segments.map(({ file }) => file)) : undefined

  /** Days with uncompacted rows of the series. */
  async function liveDays(rows: Rows, series: Series, range: Span): Promise<number[]> {
    const live = liveSql(`series = ${series.id} AND ${withinSql('ts', [range])}`)
    return (await rows(`SELECT DISTINCT ts // ${dayMs} FROM (${live})`)).map(([day]) => Number(day))
  }

  /** Rows in the shape of rollup rows, from rollups where they cover the range and are complete. */
  async function partsSql(rows: Rows, series: Series, range: Span, plan: BucketPlan): Promise<string> {
    const rollup = rollupFor(plan)
    const segments = rollup ? await findSegments(rows, rollup.kind, range, series.id) : []
    if (!rollup || segments.length === 0) return rawPartsSql(rows, series, [range])
    const days = await liveDays(rows, series, range)
    const { rolled, raw } = splitRange({ range, width: rollup.width, segments, liveDays: days })
    const needed = segments.filter((segment) => rolled.some(({ from, to }) => segment.from < to && segment.to > from))
    const parts = raw.length > 0 ? [await rawPartsSql(rows, series, raw)] : []
    const files = filesSql(needed)
    if (files) {
      parts.push(`SELECT ${rollupColumns} FROM ${files} WHERE series = ${series.id} AND ${withinSql('ts', rolled)}`)
    }
    return parts.join(' UNION ALL ')
  }

  async function rawPartsSql(rows: Rows, series: Series, spans: readonly Span[]): Promise<string> {
    const hull = { from: spans[0]?.from ?? 0, to: spans.at(-1)?.to ?? 0 }
    const segments = (await findSegments(rows, 'raw', hull, series.id)).filter((segment) =>
      spans.some(({ from, to }) => segment.from < to && segment.to > from)
    )
    const where = `series = ${series.id} AND ${withinSql('ts', spans)}`
    return `SELECT ${asRollupColumns} FROM (${firstOfEachSql(where, filesSql(segments))})`
  }

  /** Each ts once; files alone hold it once already, and need no sorting out. */
  async function pointsSql(rows: Rows, where: string, segments: readonly Segment[]): Promise<string> {
    const files = filesSql(segments)
    const isLive = !files || (await rows(`SELECT 1 FROM (${liveSql(where)}) LIMIT 1`)).length > 0
    return isLive ? firstOfEachSql(where, files) : `SELECT ts, num, text FROM ${files} WHERE ${where}`
  }

  return {
    range({ series, from, to }: SeriesRange, limit: number): Promise<PointColumns> {
      return pool.read(async (rows, points) => {
        const found: PointColumns[] = []
        let left = limit
        const segments = await findSegments(rows, 'raw', { from, to }, series.id)
        for (const part of partsOfRange({ from, to }, segments)) {
          const where = `series = ${series.id} AND ${withinSql('ts', [part.span])}`
          const sql = await pointsSql(rows, where, part.segments)
          const columns = await points(`${sql} ORDER BY ts LIMIT ${left}`, series.type === 'text' ? 'text' : 'num')
          found.push(columns)
          left -= columns.ts.length
          if (left <= 0) break
        }
        return joinColumns(found)
      })
    },

    buckets({ series, from, to }: SeriesRange, fn: BucketQuery['fn'], plan: BucketPlan): Promise<PointColumns> {
      return pool.read(async (rows, points) => {
        const parts = await partsSql(rows, series, { from, to }, plan)
        const value = series.type === 'text' && fn === 'last' ? 'text' : 'num'
        const aggregate = `${aggregateSql(series.type, fn)} AS ${value}`
        return points(
          `SELECT bucket AS ts, ${value} FROM (SELECT bucket, ${aggregate} FROM (${bucketSql(parts, plan)}) GROUP BY bucket)`,
          value
        )
      })
    },

    /** Times of readings that were ahead of ours when they came, ascending. */
    skewedTimes({ series, from, to }: SeriesRange, limit: number): Promise<number[]> {
      const where = `series = ${series.id} AND ${withinSql('ts', [{ from, to }])}`
      return pool.read(async (rows) => {
        const all = `${liveSkewedSql(where)} UNION SELECT series, ts FROM skewed_times WHERE ${where}`
        return (await rows(`SELECT ts FROM (${all}) ORDER BY ts LIMIT ${limit}`)).map(([ts]) => Number(ts))
      })
    },

    /** Good readings of the field in groups up to `upTo`, of each span, in the order of their arrival; both ends included. */
    past(spans: readonly { series: number; from: number; to: number }[], upTo: number): Promise<PastRow[][]> {
      return pool.read(async (rows) => {
        const hull = { from: Math.min(...spans.map(({ from }) => from)), to: Math.max(...spans.map(({ to }) => to)) + 1 }
        const wanted = spans.map(({ series, from, to }, span) => `(${span}, ${series}, ${from}, ${to})`).join(', ')
        const files = filesSql(await findSegments(rows, 'raw', hull))
        const within = `ts >= ${hull.from} AND ts < ${hull.to}`
        const compacted = files
          ? `UNION ALL SELECT series, ts, num, text, -1 AS seq, 0 AS position, ts AS row FROM ${files} WHERE ${within}`
          : ''
        const found = await rows(
          `SELECT w.span, r.ts, r.num, r.text
           FROM (SELECT series, ts, num, text, seq, position, rowid AS row FROM readings
                 WHERE NOT skewed AND seq <= ${upTo} AND ${within} ${compacted}) r
           JOIN (VALUES ${wanted}) w (span, series, low, high)
             ON r.series = w.series AND r.ts >= w.low AND r.ts <= w.high
           ORDER BY w.span, r.seq, r.position, r.row`
        )
        const past: PastRow[][] = spans.map(() => [])
        for (const [span, ts, num, text] of found) {
          past[Number(span)]?.push({ ts: Number(ts), num: num as number | null, text: text as string | null })
        }
        return past
      })
    },

    /** Rows of groups in (after, upTo], in the order of their arrival. */
    replay(after: number, upTo: number) {
      const where = `WHERE seq > ${after} AND seq <= ${upTo} ORDER BY seq, position, rowid`
      return pool.read(async (rows) => ({
        readings: await rows(`SELECT seq, position, series, ts, num, text, received, skewed FROM readings ${where}`),
        events: await rows(`SELECT seq, position, equipment, code, ts, detail, received, skewed FROM events ${where}`),
        presences: await rows(`SELECT seq, position, equipment, online, received FROM presences ${where}`)
      }))
    },

    rejects(limit: number, before: number | undefined): Promise<StoredReject[]> {
      const older = before === undefined ? '' : `WHERE id < ${Math.trunc(before)}`
      return pool.read(async (rows) => {
        const found = await rows(
          `SELECT id, topic, received, reason, payload FROM rejects ${older} ORDER BY id DESC LIMIT ${limit}`
        )
        return found.map(([id, topic, received, reason, payload]) => ({
          id: Number(id),
          topic: String(topic),
          receivedAt: Number(received),
          reason: String(reason),
          payload: String(payload)
        }))
      })
    }
  }
}

export type JournalReader = ReturnType<typeof createJournalReader>

/** The parts, each with the start of its bucket; what lies in no bucket of days is left out. */
function bucketSql(parts: string, plan: BucketPlan): string {
  if (plan.type === 'epoch') return `SELECT *, ts - ts % ${plan.step} AS bucket FROM (${parts})`
  const { edges } = plan
  const [first = 0, second = 0] = edges
  const width = second - first
  const last = edges.at(-1) ?? 0
  // Days of one length, as everywhere without summer time, need no search.
  if (edges.every((edge, index) => edge === first + index * width)) {
    const within = `ts >= ${first} AND ts < ${last}`
    return `SELECT *, ${first} + (ts - ${first}) // ${width} * ${width} AS bucket FROM (${parts}) WHERE ${within}`
  }
  const spans = edges.slice(0, -1).map((edge, index) => `(${edge}, ${edges[index + 1]})`)
  return `SELECT parts.*, edges.start AS bucket FROM (${parts}) AS parts
    JOIN (VALUES ${spans.join(', ')}) AS edges(start, stop) ON parts.ts >= edges.start AND parts.ts < edges.stop`
}

/** Cut where files end, some files a part; without files, one part. */
function partsOfRange(range: Span, segments: readonly Segment[]): { span: Span; segments: Segment[] }[] {
  const parts: { span: Span; segments: Segment[] }[] = []
  let at = range.from
  for (let first = 0; first < segments.length; first += filesAtOnce) {
    const group = segments.slice(first, first + filesAtOnce)
    const isLast = first + filesAtOnce >= segments.length
    const to = isLast ? range.to : Math.min(range.to, group.at(-1)?.to ?? range.to)
    parts.push({ span: { from: at, to }, segments: group })
    at = to
  }
  return parts.length > 0 ? parts : [{ span: range, segments: [] }]
}
