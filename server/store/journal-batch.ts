/** A group of arrivals as columns, the shape in which they cross to the journal's thread. */
import type { Arrival, Reading, Value } from '../../gateway/reading.ts'

export type SeriesType = 'number' | 'boolean' | 'text'
export type Series = { id: number; equipment: string; metric: string; type: SeriesType }

export type JournalBatch = {
  seq: number
  newSeries: Series[]
  /** Readings, one index each. `position` is the arrival's place in the group. */
  series: Int32Array
  position: Int32Array
  ts: Float64Array
  num: Float64Array
  receivedAt: Float64Array
  /** 1 for all that is not `good`: not to be judged, never latest. */
  skewed: Uint8Array
  /** Text values by index; all others are null. */
  texts: [index: number, text: string][]
  events: {
    position: number
    equipment: string
    code: string
    ts: number
    detail: string | null
    receivedAt: number
    skewed: boolean
  }[]
  presences: { position: number; equipment: string; online: boolean; receivedAt: number }[]
  rejects: { id: number; topic: string; receivedAt: number; reason: string; payload: string }[]
}

export type SeriesKnowledge = {
  series: Series[]
  newest: Map<number, number>
  lastSeq: number
  /** The last number of a group that came from the field, not by import. */
  lastArrival: number
  nextReject: number
}

/**
 * Turns groups into batches. Knows every series' id and newest stored ts: a reading that
 * repeats that ts is dropped here (the first value stays); repeats further back are rare
 * and dropped at read.
 */
export function createBatcher(known: SeriesKnowledge) {
  const ids = new Map<string, Map<string, Series>>()
  const newest = known.newest
  let nextSeries = 0
  let { lastSeq, lastArrival, nextReject } = known
  for (const series of known.series) {
    remember(series)
    nextSeries = Math.max(nextSeries, series.id + 1)
  }

  function remember(series: Series): void {
    const metrics = ids.get(series.equipment) ?? new Map<string, Series>()
    metrics.set(series.metric, series)
    ids.set(series.equipment, metrics)
  }

  function find(reading: Reading, added: Series[]): Series {
    const found = ids.get(reading.equipment)?.get(reading.metric)
    if (found) return found
    const series = { id: nextSeries++, equipment: reading.equipment, metric: reading.metric, type: typeOf(reading.value) }
    remember(series)
    added.push(series)
    return series
  }

  function isRepeat(series: Series, reading: Reading): boolean {
    if (reading.quality !== 'good') return false
    const last = newest.get(series.id)
    if (last === reading.ts) return true
    if (last === undefined || reading.ts > last) newest.set(series.id, reading.ts)
    return false
  }

  return {
    /** undefined when nothing of the group is new. */
    batch(group: readonly Arrival[]): JournalBatch | undefined {
      const newSeries: Series[] = []
      const kept: { series: Series; reading: Reading; position: number }[] = []
      const events: JournalBatch['events'] = []
      const presences: JournalBatch['presences'] = []
      const rejects: JournalBatch['rejects'] = []
      group.forEach((arrival, position) => {
        for (const reading of arrival.readings) {
          const series = find(reading, newSeries)
          if (!isRepeat(series, reading)) kept.push({ series, reading, position })
        }
        for (const { quality, ...event } of arrival.events) events.push({ ...event, position, skewed: quality !== 'good' })
        for (const presence of arrival.presences) presences.push({ ...presence, position })
        for (const { payload, ...reject } of arrival.rejects) {
          rejects.push({ ...reject, id: nextReject++, payload: payload.toString('utf8') })
        }
      })
      if (kept.length + events.length + presences.length + rejects.length === 0) return undefined
      // Rejects are not judged: a group of nothing else takes no number, as none could be found again at start.
      if (kept.length + events.length + presences.length > 0) lastArrival = ++lastSeq
      return { seq: lastSeq, newSeries, ...columns(kept), events, presences, rejects }
    },
    /** Imported readings: none is dropped, as what repeats is found at read and when days are compacted. */
    importBatch(readings: readonly Reading[]): JournalBatch {
      const newSeries: Series[] = []
      const kept = readings.map((reading, position) => ({ series: find(reading, newSeries), reading, position }))
      return { seq: ++lastSeq, newSeries, ...columns(kept), events: [], presences: [], rejects: [] }
    },
    lastSeq: () => lastSeq,
    lastArrival: () => lastArrival,
    series: (equipment: string, metric: string) => ids.get(equipment)?.get(metric),
    seriesOf: (equipment: string): Iterable<Series> => ids.get(equipment)?.values() ?? []
  }
}

function columns(kept: { series: Series; reading: Reading; position: number }[]) {
  const size = kept.length
  const all = {
    series: new Int32Array(size),
    position: new Int32Array(size),
    ts: new Float64Array(size),
    num: new Float64Array(size),
    receivedAt: new Float64Array(size),
    skewed: new Uint8Array(size),
    texts: [] as [number, string][]
  }
  kept.forEach(({ series, reading, position }, index) => {
    all.series[index] = series.id
    all.position[index] = position
    all.ts[index] = reading.ts
    all.receivedAt[index] = reading.receivedAt
    all.skewed[index] = reading.quality !== 'good' ? 1 : 0
    if (typeof reading.value === 'string') all.texts.push([index, reading.value])
    else all.num[index] = Number(reading.value)
  })
  return all
}

function typeOf(value: Value): SeriesType {
  return typeof value === 'string' ? 'text' : typeof value === 'boolean' ? 'boolean' : 'number'
}

/** The stored columns back into a value. */
export function toValue(type: SeriesType, num: number | null, text: string | null): Value {
  if (type === 'text') return text ?? ''
  return type === 'boolean' ? num === 1 : (num ?? 0)
}
