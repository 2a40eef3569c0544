/**
 * The embedded journal: a DuckDB file in a thread of its own, and the log of what was committed since. The file's lock is
 * also the lock of the data folder.
 */
import type { Arrival, Reading } from '../../gateway/reading.ts'
import { createArrival } from '../../gateway/reading.ts'
import { SetupError } from '../errors.ts'
import { createTurns } from '../turns.ts'
import { planBuckets } from './bucket-edges.ts'
import type { ForwardSource } from './forward-source.ts'
import { type HistorySource, readSlices } from './history.ts'
import { createBatcher, type Series, toValue } from './journal-batch.ts'
import { openJournalLink } from './journal-link.ts'
import { toPoints } from './point-columns.ts'
import type { ImportLog, Journal, JournalUpkeep, ReadingPoint, ReadingStore, RejectLog, SkewLog } from './reading-store.ts'

export type DuckdbJournal = Journal &
  ReadingStore &
  SkewLog &
  RejectLog &
  ImportLog &
  HistorySource &
  JournalUpkeep & {
    /** For the forwarder to an external database. */
    readonly outgoing: ForwardSource
    /** Compacted files that should be there and are not: their readings cannot be read. */
    missingFiles: readonly string[]
    /** Removes old rejects; call about once an hour. */
    trim(now: number): Promise<void>
    stop(): Promise<void>
  }

export type JournalOptions = {
  /** Bound of one slice of a compaction, in readings. */
  rowsOfSlice?: number
  /** Asked before each commit: false refuses it, before a full disk does so half-way. */
  takesCommits?: () => boolean
}

/** Groups read at once in a replay. */
const replayPage = 500

/** Series read at once for the windows of the rules. */
const pastPage = 500

const usualSlice = 1_000_000

/** Opens `file`, creating it when absent; compacted days lie in `parquet/` beside it. A file in use is a SetupError. */
export async function openDuckdbJournal(file: string, options: JournalOptions = {}): Promise<DuckdbJournal> {
  const link = await openJournalLink(file, options.rowsOfSlice ?? usualSlice).catch((error: Error) => {
    if (/lock/i.test(error.message)) throw new SetupError(`DATA_DIR: ${file} is in use by another process`, { cause: error })
    throw new SetupError(`DATA_DIR: ${file} cannot be opened: ${error.message.split('\n')[0]}`, { cause: error })
  })
  const missingFiles = await link.call('sweepFiles')
  let batcher = createBatcher(await link.call('knowledge'))
  // Groups and imports share the batcher's numbers: what is numbered first is written first.
  const turn = createTurns()
  const keep = createTurns()
  let unsettledRows = 0
  let failed = false
  let mistaken = false
  /** Rows up to here may be compacted. */
  let snapshotSeq = 0
  // The batcher numbers a group before it is committed; whoever reads behind it may only go as far as this.
  let storedSeq = batcher.lastSeq()
  const seriesById = async () => new Map((await link.call('knowledge')).series.map((series) => [series.id, series]))

  function refuseWhenFull(): void {
    if (options.takesCommits?.() ?? true) return
    failed = true
    throw new Error('the disk is full')
  }

  async function write(work: () => Promise<void>, rows: number): Promise<void> {
    try {
      await work()
      storedSeq = batcher.lastSeq()
      failed = false
      unsettledRows += rows
    } catch (error) {
      failed = true
      mistaken = true
      // Nobody waits for the next commit to see how far the journal goes.
      await learn().catch(() => undefined)
      throw error
    }
  }

  /** After a failure: the batcher counted as stored what may not be. */
  async function learn(): Promise<void> {
    if (!mistaken) return
    batcher = createBatcher(await link.call('knowledge'))
    storedSeq = batcher.lastSeq()
    mistaken = false
  }

  return {
    missingFiles,

    append: (group) =>
      turn(async () => {
        if (failed || group.length > 0) refuseWhenFull()
        await learn()
        const batch = batcher.batch(group)
        if (batch) await write(() => link.write(batch), batch.series.length)
        // Nothing to write says nothing about the disk; after a failure somebody wants to know.
        else if (failed) await write(() => link.call('probe'), 0)
        return { seq: batch?.seq ?? batcher.lastSeq() }
      }),

    importReadings: (readings, record) =>
      turn(async () => {
        refuseWhenFull()
        await learn()
        const batch = batcher.importBatch(readings)
        await write(() => link.call('writeImport', batch, record), readings.length)
      }),

    imports: ({ limit, id }) => link.call('imports', limit, id),

    async *replayAfter(seq) {
      const byId = await seriesById()
      for (let after = seq; after < batcher.lastSeq(); after += replayPage) {
        yield* toArrivals(await link.call('replay', after, after + replayPage), byId)
      }
    },

    async restore(seq) {
      const byId = await seriesById()
      const latest = (await link.call('latest')).flatMap((row): Reading[] => {
        const series = byId.get(row.series)
        if (!series) return []
        const { equipment, metric, type } = series
        return [
          { equipment, metric, ts: row.ts, value: toValue(type, row.num, row.text), receivedAt: row.received, quality: 'good' }
        ]
      })
      const judged = (await link.call('judgedUpTo', seq)).flatMap(({ series: id, ts, num, text, received, heard }) => {
        const series = byId.get(id)
        if (!series) return []
        const { equipment, metric, type } = series
        return [{ equipment, metric, ts, receivedAt: heard, value: toValue(type, num, text), judgedAt: received }]
      })
      const judgedEvents = await link.call('judgedEventsUpTo', seq)
      const heard = (await link.call('heard')).map(({ received, ...row }) => ({ ...row, receivedAt: received }))
      return { latest, judged, judgedEvents, heard }
    },

    async *past(wishes, seq) {
      const known = wishes.flatMap(({ equipment, metric, from, to }) => {
        const series = batcher.series(equipment, metric)
        return series ? [{ series, from, to }] : []
      })
      for (let at = 0; at < known.length; at += pastPage) {
        const page = known.slice(at, at + pastPage)
        const spans = page.map(({ series, ...span }) => ({ series: series.id, ...span }))
        const past = await link.call('past', spans, seq)
        for (const [index, { series }] of page.entries()) {
          const { equipment, metric, type } = series
          const points = (past[index] ?? []).map(({ ts, num, text }): ReadingPoint => [ts, toValue(type, num, text)])
          yield { equipment, metric, points }
        }
      }
    },

    async range({ equipment, metric, from, to, limit }) {
      const series = batcher.series(equipment, metric)
      return series ? toPoints(await link.call('range', { series, from, to }, limit), series.type) : []
    },

    async buckets({ equipment, metric, from, to, step, fn, timezone }) {
      const series = batcher.series(equipment, metric)
      if (!series) return []
      const columns = await link.call('buckets', { series, from, to }, fn, planBuckets(from, to, step, timezone))
      return toPoints(columns, fn === 'last' ? series.type : 'number')
    },

    async skewedTimes({ equipment, metric, from, to, limit }) {
      const series = batcher.series(equipment, metric)
      return series ? link.call('skewedTimes', { series, from, to }, limit) : []
    },

    history({ equipment, metrics, heard, ...query }) {
      const all = equipment.flatMap((id) => [...batcher.seriesOf(id)])
      const series = metrics === null ? all : all.filter(({ metric }) => metrics.includes(metric))
      const ids = (some: readonly Series[]) => some.map(({ id }) => id)
      const wanted = { ...query, equipment, series: ids(series), heard: heard ? ids(all) : [] }
      const span = { ...query, series: heard ? all.length : series.length }
      return { series, batches: readSlices(span, (from, to) => link.call('historySlice', { ...wanted, from, to })) }
    },

    outgoing: {
      lastSeq: () => storedSeq,
      after: (seq, readings) => link.call('forwardBatch', seq, storedSeq, readings),
      oldestAfter: (seq) => link.call('oldestTsAfter', seq),
      typeOf: (equipment, metric) => batcher.series(equipment, metric)?.type
    },

    rejects: ({ limit, before }) => link.call('rejects', limit, before),
    trim: (now) => keep(() => turn(() => link.call('trimRejects', now))),

    snapshot: (judged, forwarded = Number.POSITIVE_INFINITY) =>
      keep(async () => {
        // Imports are not judged: when the rules have seen all that came from the field, imports may go along.
        const settled = await turn(async () => (judged >= batcher.lastArrival() ? batcher.lastSeq() : judged))
        const seq = Math.min(settled, forwarded)
        await link.call('snapshot', { seq, judged: Math.min(seq, judged) })
        snapshotSeq = seq
      }),
    compact: ({ closedBefore, begin }) => keep(() => link.call('compact', { closedBefore, upTo: snapshotSeq }, begin)),
    retire: (before) => keep(() => link.call('retire', before)),
    checkpoint: () =>
      keep(() => {
        unsettledRows = 0
        return link.call('checkpoint')
      }),
    unsettledRows: () => unsettledRows,
    compactedUntil: () => link.call('compactedUntil'),
    size: () => link.call('size'),
    copyTo: (folder) => keep(() => link.call('copyTo', folder)),
    stop: () => keep(() => turn(() => link.end()))
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
