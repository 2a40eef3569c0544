/** The journal without a file, for tests: the same ports as the embedded one, one contract suite for both. */
import { type Arrival, createArrival, type Reading } from '../../gateway/reading.ts'
import { planBuckets } from './bucket-edges.ts'
import type { HistorySource } from './history.ts'
import type { ImportRecord } from './journal-imports.ts'
import { type RememberedGroup, recall } from './memory-history.ts'
import type {
  BucketQuery,
  ImportLog,
  Journal,
  JournalState,
  ReadingPoint,
  ReadingStore,
  RejectLog,
  SkewLog,
  StoredReject
} from './reading-store.ts'

export type MemoryJournal = Journal & ReadingStore & SkewLog & RejectLog & ImportLog & HistorySource

type Group = RememberedGroup & { seq: number }

export function createMemoryJournal(): MemoryJournal {
  const groups: Group[] = []
  const rejects: StoredReject[] = []
  const imports = new Map<string, ImportRecord>()
  const newest = new Map<string, number>()
  let lastSeq = 0

  function isRepeat(reading: Reading): boolean {
    if (reading.quality !== 'good') return false
    const key = seriesKey(reading)
    const known = newest.get(key)
    if (known === undefined || reading.ts > known) newest.set(key, reading.ts)
    return known === reading.ts
  }

  function keep({ readings, events, presences }: Arrival): Arrival {
    return { ...createArrival(), readings: readings.filter((reading) => !isRepeat(reading)), events, presences }
  }

  /** One reading a ts, the first one stored, ascending. */
  function found({ equipment, metric, from, to }: Pick<BucketQuery, 'equipment' | 'metric' | 'from' | 'to'>): ReadingPoint[] {
    const points = new Map<number, ReadingPoint>()
    for (const reading of readingsOf(groups)) {
      const { ts, value } = reading
      if (reading.equipment !== equipment || reading.metric !== metric || ts < from || ts >= to || points.has(ts)) continue
      points.set(ts, [ts, value])
    }
    return [...points.values()].sort(([a], [b]) => a - b)
  }

  return {
    async append(group) {
      const arrivals = group.map(keep).filter(isAnything)
      for (const { payload, ...reject } of group.flatMap((arrival) => arrival.rejects)) {
        rejects.push({ ...reject, id: rejects.length + 1, payload: payload.toString('utf8') })
      }
      if (arrivals.length > 0) groups.push({ seq: ++lastSeq, arrivals, imported: false })
      return { seq: lastSeq }
    },

    async importReadings(readings, record) {
      imports.set(record.id, record)
      groups.push({ seq: ++lastSeq, arrivals: [{ ...createArrival(), readings: [...readings] }], imported: true })
    },

    async imports({ limit, id }) {
      const newestFirst = [...imports.values()].sort((a, b) => b.startedAt - a.startedAt)
      return newestFirst.filter((record) => id === undefined || record.id === id).slice(0, limit)
    },

    async *replayAfter(after) {
      for (const { seq, arrivals } of fromField(groups).filter((group) => group.seq > after)) {
        for (const arrival of arrivals) yield { seq, arrival }
      }
    },

    async restore(seq) {
      return stateOf(
        groups,
        fromField(groups).filter((group) => group.seq <= seq)
      )
    },

    history: (query) => recall(groups, query),

    async *past(wishes, seq) {
      const judged = readingsOf(fromField(groups).filter((group) => group.seq <= seq)).filter(({ quality }) => quality === 'good')
      for (const { equipment, metric, from, to } of wishes) {
        const own = judged.filter((each) => each.equipment === equipment && each.metric === metric)
        const points = own.filter(({ ts }) => ts >= from && ts <= to).map(({ ts, value }): ReadingPoint => [ts, value])
        yield { equipment, metric, points }
      }
    },

    range: async (query) => found(query).slice(0, query.limit),

    async buckets(query) {
      const buckets = new Map<number, ReadingPoint[]>()
      const startOf = bucketStart(query)
      for (const point of found(query)) {
        const start = startOf(point[0])
        buckets.set(start, [...(buckets.get(start) ?? []), point])
      }
      return [...buckets].map(([start, points]): ReadingPoint => [start, aggregate(query.fn, points)])
    },

    async skewedTimes({ equipment, metric, from, to, limit }) {
      const skewed = readingsOf(groups).filter((reading) => reading.quality === 'skewed')
      const times = skewed.filter((reading) => reading.equipment === equipment && reading.metric === metric).map(({ ts }) => ts)
      const within = [...new Set(times)].filter((ts) => ts >= from && ts < to)
      return within.toSorted((a, b) => a - b).slice(0, limit)
    },

    async rejects({ limit, before = Number.POSITIVE_INFINITY }) {
      return rejects
        .filter(({ id }) => id < before)
        .reverse()
        .slice(0, limit)
    }
  }
}

function isAnything({ readings, events, presences }: Arrival): boolean {
  return readings.length + events.length + presences.length > 0
}

/** Ids never contain a space (contract §3). */
function seriesKey({ equipment, metric }: { equipment: string; metric: string }): string {
  return `${equipment} ${metric}`
}

function fromField(groups: readonly Group[]): Group[] {
  return groups.filter(({ imported }) => !imported)
}

function readingsOf(groups: readonly Group[]): Reading[] {
  return groups.flatMap(({ arrivals }) => arrivals.flatMap(({ readings }) => readings))
}

/** The reading with the greatest ts of each series, with the arrival of the last one. */
function newestOf(groups: readonly Group[]): { reading: Reading; receivedAt: number }[] {
  const found = new Map<string, { reading: Reading; receivedAt: number }>()
  for (const reading of readingsOf(groups)) {
    if (reading.quality !== 'good') continue
    const known = found.get(seriesKey(reading))
    found.set(seriesKey(reading), {
      reading: known && known.reading.ts >= reading.ts ? known.reading : reading,
      receivedAt: Math.max(known?.receivedAt ?? 0, reading.receivedAt)
    })
  }
  return [...found.values()]
}

function stateOf(all: readonly Group[], judged: readonly Group[]): JournalState {
  const events = new Map<string, JournalState['judgedEvents'][number]>()
  for (const { equipment, code, ts, quality } of judged.flatMap(({ arrivals }) =>
    arrivals.flatMap((arrival) => arrival.events)
  )) {
    const known = events.get(`${equipment} ${code}`)
    if (quality === 'good' && (!known || ts > known.ts)) events.set(`${equipment} ${code}`, { equipment, code, ts })
  }
  const heard = new Map<string, JournalState['heard'][number]>()
  const hear = (equipment: string, receivedAt: number, said?: boolean) => {
    const known = heard.get(equipment) ?? { equipment, receivedAt, online: null }
    const back = known.online === false && receivedAt > known.receivedAt ? true : known.online
    heard.set(equipment, { equipment, receivedAt: Math.max(known.receivedAt, receivedAt), online: said ?? back })
  }
  for (const { readings, events, presences } of fromField(all).flatMap(({ arrivals }) => arrivals)) {
    for (const { equipment, receivedAt } of [...readings, ...events]) hear(equipment, receivedAt)
    for (const { equipment, receivedAt, online } of presences) hear(equipment, receivedAt, online)
  }
  return {
    latest: newestOf(all).map(({ reading }) => reading),
    judged: newestOf(judged).map(({ reading: { equipment, metric, ts, value, receivedAt: judgedAt }, receivedAt }) => ({
      equipment,
      metric,
      ts,
      receivedAt,
      value,
      judgedAt
    })),
    judgedEvents: [...events.values()],
    heard: [...heard.values()]
  }
}

function bucketStart({ from, to, step, timezone }: BucketQuery): (ts: number) => number {
  const plan = planBuckets(from, to, step, timezone)
  if (plan.type === 'epoch') return (ts) => ts - (ts % plan.step)
  return (ts) => plan.edges.findLast((edge) => edge <= ts) ?? ts
}

function aggregate(fn: BucketQuery['fn'], points: ReadingPoint[]): ReadingPoint[1] {
  const numbers = points.map(([, value]) => Number(value))
  switch (fn) {
    case 'avg':
      return numbers.reduce((sum, value) => sum + value, 0) / numbers.length
    case 'min':
      return Math.min(...numbers)
    case 'max':
      return Math.max(...numbers)
    case 'last':
      return points.at(-1)?.[1] ?? 0
    case 'count':
      return points.length
  }
}
