/**
 * What a start has to know of the past: series, the newest of each, and how far all was judged. The `*_state` tables
 * hold it up to `snapshot.seq`; only what followed is read from the rows themselves, however many there are.
 */
import type { SeriesKnowledge, SeriesType } from './journal-batch.ts'
import type { ReadPool, Rows } from './read-pool.ts'
import { eventStateSql, heardStateSql, importedStateSql, presenceStateSql, seriesStateSql } from './state-sql.ts'

export type LatestRow = { series: number; ts: number; num: number | null; text: string | null; received: number }
export type HeardRow = { equipment: string; received: number; online: boolean | null }
/** `seq`: rows up to it are in the states. `judged`: up to there the rules had come at that time. */
export type Snapshot = { seq: number; judged: number }

export async function readSnapshot(rows: Rows): Promise<Snapshot> {
  const [found] = await rows('SELECT seq, judged FROM snapshot')
  return { seq: Number(found?.[0] ?? 0), judged: Number(found?.[1] ?? 0) }
}

export function createJournalRecovery(pool: ReadPool) {
  return {
    knowledge(): Promise<SeriesKnowledge> {
      return pool.read(async (rows) => {
        const { seq } = await readSnapshot(rows)
        const series = await rows('SELECT id, equipment, metric, type FROM series')
        const newest = await rows(`SELECT series, ts FROM (${seriesStateSql(seq)}) WHERE ts IS NOT NULL`)
        const newestIn = (table: string) => `(SELECT coalesce(max(seq), 0) FROM ${table} WHERE seq > ${seq})`
        const [last] = await rows(
          `SELECT greatest(${['readings', 'events', 'presences'].map(newestIn).join(', ')}), ${newestIn('imported')},
             (SELECT coalesce(max(id), 0) FROM rejects), (SELECT coalesce(max(judged), 0) FROM snapshot)`
        )
        const lastArrival = Math.max(Number(last?.[0] ?? 0), Number(last?.[3] ?? 0))
        return {
          series: series.map(([id, equipment, metric, type]) => ({
            id: Number(id),
            equipment: String(equipment),
            metric: String(metric),
            type: String(type) as SeriesType
          })),
          newest: new Map(newest.map(([id, ts]) => [Number(id), Number(ts)])),
          lastSeq: Math.max(seq, lastArrival, Number(last?.[1] ?? 0)),
          lastArrival,
          nextReject: Number(last?.[2] ?? 0) + 1
        }
      })
    },

    /** The reading with the greatest ts of each series, imported ones among them. */
    latest(): Promise<LatestRow[]> {
      return pool.read(async (rows) => {
        const { seq } = await readSnapshot(rows)
        const found = await rows(
          `SELECT series, max(ts), arg_max(num, ts), arg_max(text, ts), arg_max(received, ts) FROM (
             SELECT series, ts, num, text, received FROM (${seriesStateSql(seq)}) WHERE ts IS NOT NULL
             UNION ALL SELECT series, ts, num, text, received FROM (${importedStateSql(seq)})) GROUP BY series`
        )
        return found.map(([series, ts, num, text, received]) => ({
          series: Number(series),
          ts: Number(ts),
          num: num as number | null,
          text: text as string | null,
          received: Number(received)
        }))
      })
    },

    /** `received`: of the newest; `heard`: of whichever came last. */
    judgedUpTo(upTo: number): Promise<(LatestRow & { heard: number })[]> {
      return pool.read(async (rows) => {
        const found = await rows(
          `SELECT series, ts, num, text, received, newest
           FROM (${seriesStateSql(since(await readSnapshot(rows), upTo), upTo)}) WHERE ts IS NOT NULL`
        )
        return found.map(([series, ts, num, text, received, newest]) => ({
          series: Number(series),
          ts: Number(ts),
          num: num as number | null,
          text: text as string | null,
          received: Number(received),
          heard: Number(newest)
        }))
      })
    },

    judgedEventsUpTo(upTo: number): Promise<{ equipment: string; code: string; ts: number }[]> {
      return pool.read(async (rows) => {
        const found = await rows(eventStateSql(since(await readSnapshot(rows), upTo), upTo))
        return found.map(([equipment, code, ts]) => ({ equipment: String(equipment), code: String(code), ts: Number(ts) }))
      })
    },

    heard(): Promise<HeardRow[]> {
      return pool.read(async (rows) => {
        const { seq } = await readSnapshot(rows)
        const found = await rows(`
          SELECT equipment, max(received), max(said), bool_or(online) FROM (
            SELECT s.equipment, r.heard AS received, NULL AS said, NULL AS online
              FROM (${seriesStateSql(seq)}) r JOIN series s ON s.id = r.series
            UNION ALL SELECT equipment, received, NULL, NULL FROM (${heardStateSql(seq)})
            UNION ALL SELECT equipment, received, received, online FROM (${presenceStateSql(seq)})
          ) GROUP BY equipment`)
        return found.map(([equipment, received, said, online]) => ({
          equipment: String(equipment),
          received: Number(received),
          online: online === null ? null : Boolean(online) || Number(received) > Number(said)
        }))
      })
    }
  }
}

export type JournalRecovery = ReturnType<typeof createJournalRecovery>

/** A snapshot taken beyond `upTo` knows too much: then only the rows themselves can tell. */
function since({ seq, judged }: Snapshot, upTo: number): number {
  return upTo >= judged ? seq : 0
}
