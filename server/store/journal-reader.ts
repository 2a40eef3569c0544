/** Queries over the journal; runs in its thread, on a connection of its own beside the writer's. */
import type { DuckDBConnection, DuckDBValue } from '@duckdb/node-api'
import type { BucketPlan } from './bucket-edges.ts'
import { type Series, type SeriesKnowledge, type SeriesType, toValue } from './journal-batch.ts'
import type { BucketQuery, ReadingPoint, StoredReject } from './reading-store.ts'

export type SeriesRange = { series: Series; from: number; to: number }
export type LatestRow = { series: number; ts: number; num: number | null; text: string | null; received: number }
export type HeardRow = { equipment: string; received: number; online: boolean | null }

/** One value a ts, the first one stored: what keeps redelivered late readings from counting twice. */
const firstOfEach = `
  SELECT ts, arg_min(num, seq * 1048576 + position) AS num, arg_min(text, seq * 1048576 + position) AS text
  FROM readings WHERE series = ? AND ts >= ? AND ts < ? GROUP BY ts`

const aggregates: Record<SeriesType, Record<BucketQuery['fn'], string>> = {
  number: { avg: 'avg(num)', min: 'min(num)', max: 'max(num)', last: 'arg_max(num, ts)', count: 'count(*)' },
  boolean: { avg: 'avg(num)', min: 'min(num)', max: 'max(num)', last: 'arg_max(num, ts)', count: 'count(*)' },
  text: { avg: 'NULL', min: 'NULL', max: 'NULL', last: 'arg_max(text, ts)', count: 'count(*)' }
}

export function createJournalReader(connection: DuckDBConnection) {
  async function rows(sql: string, values: DuckDBValue[] = []): Promise<unknown[][]> {
    const result = await connection.runAndReadAll(sql, values)
    return result.getRowsJS()
  }
  const big = (value: number) => BigInt(Math.trunc(value))

  return {
    async knowledge(): Promise<SeriesKnowledge> {
      const series = (await rows('SELECT id, equipment, metric, type FROM series')).map(toSeries)
      const newest = await rows('SELECT series, max(ts) FROM readings WHERE NOT skewed GROUP BY series')
      const [last] = await rows(`SELECT greatest((SELECT coalesce(max(seq), 0) FROM readings),
        (SELECT coalesce(max(seq), 0) FROM events), (SELECT coalesce(max(seq), 0) FROM presences)),
        (SELECT coalesce(max(id), 0) FROM rejects)`)
      return {
        series,
        newest: new Map(newest.map(([id, ts]) => [Number(id), Number(ts)])),
        lastSeq: Number(last?.[0] ?? 0),
        nextReject: Number(last?.[1] ?? 0) + 1
      }
    },

    async range({ series, from, to }: SeriesRange, limit: number): Promise<ReadingPoint[]> {
      const found = await rows(`${firstOfEach} ORDER BY ts LIMIT ${limit}`, [series.id, big(from), big(to)])
      return found.map(([ts, num, text]) => [Number(ts), toValue(series.type, num as number | null, text as string | null)])
    },

    async buckets({ series, from, to }: SeriesRange, fn: BucketQuery['fn'], plan: BucketPlan): Promise<ReadingPoint[]> {
      const aggregate = aggregates[series.type][fn]
      const values: DuckDBValue[] = [series.id, big(from), big(to)]
      const found =
        plan.type === 'epoch'
          ? await rows(
              `SELECT ts - ts % ${plan.step} AS bucket, ${aggregate} FROM (${firstOfEach}) GROUP BY bucket ORDER BY bucket`,
              values
            )
          : await rows(
              `SELECT edges.start, ${aggregate} FROM (${firstOfEach}) AS r
               JOIN (VALUES ${plan.edges
                 .slice(0, -1)
                 .map((edge, i) => `(${edge}, ${plan.edges[i + 1]})`)
                 .join(', ')}) AS edges(start, stop)
                 ON r.ts >= edges.start AND r.ts < edges.stop
               GROUP BY edges.start ORDER BY edges.start`,
              values
            )
      const asStored = fn === 'last'
      return found.map(([ts, value]) => [
        Number(ts),
        asStored ? toValue(series.type, Number(value), typeof value === 'string' ? value : null) : Number(value)
      ])
    },

    async latest(): Promise<LatestRow[]> {
      const found = await rows(
        'SELECT series, max(ts), arg_max(num, ts), arg_max(text, ts), arg_max(received, ts) FROM readings WHERE NOT skewed GROUP BY series'
      )
      return found.map(([series, ts, num, text, received]) => ({
        series: Number(series),
        ts: Number(ts),
        num: num as number | null,
        text: text as string | null,
        received: Number(received)
      }))
    },

    async judgedUpTo(seq: number): Promise<{ series: number; ts: number; received: number }[]> {
      const found = await rows(
        'SELECT series, max(ts), max(received) FROM readings WHERE NOT skewed AND seq <= ? GROUP BY series',
        [big(seq)]
      )
      return found.map(([series, ts, received]) => ({ series: Number(series), ts: Number(ts), received: Number(received) }))
    },

    async judgedEventsUpTo(seq: number): Promise<{ equipment: string; code: string; ts: number }[]> {
      const found = await rows(
        'SELECT equipment, code, max(ts) FROM events WHERE NOT skewed AND seq <= ? GROUP BY equipment, code',
        [big(seq)]
      )
      return found.map(([equipment, code, ts]) => ({ equipment: String(equipment), code: String(code), ts: Number(ts) }))
    },

    async heard(): Promise<HeardRow[]> {
      const found = await rows(`
        SELECT equipment, max(received), max(said), bool_or(online) FROM (
          SELECT s.equipment, r.received, NULL AS said, NULL AS online
            FROM (SELECT series, max(received) AS received FROM readings GROUP BY series) r JOIN series s ON s.id = r.series
          UNION ALL SELECT equipment, max(received), NULL, NULL FROM events GROUP BY equipment
          UNION ALL SELECT equipment, max(received), arg_max(received, seq * 1048576 + position),
            arg_max(online, seq * 1048576 + position) FROM presences GROUP BY equipment
        ) GROUP BY equipment`)
      return found.map(([equipment, received, said, online]) => ({
        equipment: String(equipment),
        received: Number(received),
        online: online === null ? null : Boolean(online) || Number(received) > Number(said)
      }))
    },

    /** Rows of groups in (after, upTo], in the order of their arrival. */
    async replay(after: number, upTo: number) {
      const span: DuckDBValue[] = [big(after), big(upTo)]
      const where = 'WHERE seq > ? AND seq <= ? ORDER BY seq, position, rowid'
      return {
        readings: await rows(`SELECT seq, position, series, ts, num, text, received, skewed FROM readings ${where}`, span),
        events: await rows(`SELECT seq, position, equipment, code, ts, detail, received, skewed FROM events ${where}`, span),
        presences: await rows(`SELECT seq, position, equipment, online, received FROM presences ${where}`, span)
      }
    },

    async rejects(limit: number, before: number | undefined): Promise<StoredReject[]> {
      const found = await rows(
        `SELECT id, topic, received, reason, payload FROM rejects ${before === undefined ? '' : `WHERE id < ${big(before)}`} ORDER BY id DESC LIMIT ${limit}`
      )
      return found.map(([id, topic, received, reason, payload]) => ({
        id: Number(id),
        topic: String(topic),
        receivedAt: Number(received),
        reason: String(reason),
        payload: String(payload)
      }))
    }
  }
}

export type JournalReader = ReturnType<typeof createJournalReader>

function toSeries([id, equipment, metric, type]: unknown[]): Series {
  return { id: Number(id), equipment: String(equipment), metric: String(metric), type: String(type) as SeriesType }
}
