/**
 * The embedded journal: a DuckDB file in a thread of its own. Its file lock is also the
 * lock of the data folder.
 */
import type { Arrival, Reading } from '../../gateway/reading.ts'
import { createArrival } from '../../gateway/reading.ts'
import { SetupError } from '../errors.ts'
import { planBuckets } from './bucket-edges.ts'
import type { ForwardSource } from './forward-source.ts'
import { createBatcher, type Series, toValue } from './journal-batch.ts'
import { startJournalThread } from './journal-thread.ts'
import type { Journal, ReadingStore, RejectLog } from './reading-store.ts'

export type DuckdbJournal = Journal &
  ReadingStore &
  RejectLog & {
    /** For the forwarder to an external database. */
    readonly outgoing: ForwardSource
    /** Housekeeping; call about once an hour. */
    trim(now: number): Promise<void>
    stop(): Promise<void>
  }

/** Groups read at once in a replay. */
const replayPage = 500

/** Opens `file`, creating it when absent. A file in use is a SetupError. */
export async function openDuckdbJournal(file: string): Promise<DuckdbJournal> {
  const thread = await startJournalThread(file).catch((error: Error) => {
    if (/lock/i.test(error.message)) throw new SetupError(`DATA_DIR: ${file} is in use by another process`, { cause: error })
    throw new SetupError(`DATA_DIR: ${file} cannot be opened: ${error.message.split('\n')[0]}`, { cause: error })
  })
  let batcher = createBatcher(await thread.call('knowledge'))
  // The batcher numbers a group before it is committed; whoever reads behind it may only go as far as this.
  let storedSeq = batcher.lastSeq()
  const seriesById = async () => new Map((await thread.call('knowledge')).series.map((series) => [series.id, series]))

  return {
    async append(group) {
      const batch = batcher.batch(group)
      if (!batch) return { seq: batcher.lastSeq() }
      try {
        await thread.call('write', batch)
      } catch (error) {
        // The batcher already counted it as stored: learn anew what really is.
        batcher = createBatcher(await thread.call('knowledge'))
        storedSeq = batcher.lastSeq()
        throw error
      }
      storedSeq = batch.seq
      return { seq: batch.seq }
    },

    async *replayAfter(seq) {
      const byId = await seriesById()
      for (let after = seq; after < batcher.lastSeq(); after += replayPage) {
        yield* toArrivals(await thread.call('replay', after, after + replayPage), byId)
      }
    },

    async restore(seq) {
      const byId = await seriesById()
      const latest = (await thread.call('latest')).flatMap((row): Reading[] => {
        const series = byId.get(row.series)
        if (!series) return []
        const { equipment, metric, type } = series
        return [
          { equipment, metric, ts: row.ts, value: toValue(type, row.num, row.text), receivedAt: row.received, quality: 'good' }
        ]
      })
      const judged = (await thread.call('judgedUpTo', seq)).flatMap(({ series: id, ts, received }) => {
        const series = byId.get(id)
        return series ? [{ equipment: series.equipment, metric: series.metric, ts, receivedAt: received }] : []
      })
      const judgedEvents = await thread.call('judgedEventsUpTo', seq)
      const heard = (await thread.call('heard')).map(({ received, ...row }) => ({ ...row, receivedAt: received }))
      return { latest, judged, judgedEvents, heard }
    },

    async range({ equipment, metric, from, to, limit }) {
      const series = batcher.series(equipment, metric)
      return series ? thread.call('range', { series, from, to }, limit) : []
    },

    async buckets({ equipment, metric, from, to, step, fn, timezone }) {
      const series = batcher.series(equipment, metric)
      return series ? thread.call('buckets', { series, from, to }, fn, planBuckets(from, to, step, timezone)) : []
    },

    outgoing: {
      lastSeq: () => storedSeq,
      after: (seq, readings) => thread.call('forwardBatch', seq, storedSeq, readings),
      oldestAfter: (seq) => thread.call('oldestTsAfter', seq),
      typeOf: (equipment, metric) => batcher.series(equipment, metric)?.type
    },

    rejects: ({ limit, before }) => thread.call('rejects', limit, before),
    trim: (now) => thread.call('trimRejects', now),
    stop: () => thread.end()
  }
}

type ReplayRows = { readings: unknown[][]; events: unknown[][]; presences: unknown[][] }

/** Rows of three tables back into the arrivals they came from, in order. */
function toArrivals({ readings, events, presences }: ReplayRows, byId: Map<number, Series>): { seq: number; arrival: Arrival }[] {
  const arrivals = new Map<string, { seq: number; position: number; arrival: Arrival }>()
  const at = (seq: unknown, position: unknown): Arrival => {
    const key = `${seq}/${position}`
    const known = arrivals.get(key) ?? { seq: Number(seq), position: Number(position), arrival: createArrival() }
    arrivals.set(key, known)
    return known.arrival
  }
  for (const [seq, position, id, ts, num, text, received, skewed] of readings) {
    const series = byId.get(Number(id))
    if (!series) continue
    at(seq, position).readings.push({
      equipment: series.equipment,
      metric: series.metric,
      ts: Number(ts),
      value: toValue(series.type, num as number | null, text as string | null),
      receivedAt: Number(received),
      quality: skewed ? 'skewed' : 'good'
    })
  }
  for (const [seq, position, equipment, code, ts, detail, received, skewed] of events) {
    at(seq, position).events.push({
      equipment: String(equipment),
      code: String(code),
      ts: Number(ts),
      detail: detail as string | null,
      receivedAt: Number(received),
      quality: skewed ? 'skewed' : 'good'
    })
  }
  for (const [seq, position, equipment, online, received] of presences) {
    at(seq, position).presences.push({ equipment: String(equipment), online: Boolean(online), receivedAt: Number(received) })
  }
  return [...arrivals.values()].sort((a, b) => a.seq - b.seq || a.position - b.position)
}
