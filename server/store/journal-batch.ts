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

/** A series with the newest ts stored of it, as far as it is known. */
type KnownSeries = { series: Series; newest: number }

/**
 * Turns groups into batches. Knows every series' id and newest stored ts: a reading that
 * repeats that ts is dropped here (the first value stays); repeats further back are rare
 * and dropped at read.
 */
export function createBatcher(known: SeriesKnowledge) {
  const ids = new Map<string, Map<string, KnownSeries>>()
  let nextSeries = 0
  let { lastSeq, lastArrival, nextReject } = known
  for (const series of known.series) {
    remember(series, known.newest.get(series.id))
    nextSeries = Math.max(nextSeries, series.id + 1)
  }

  function remember(series: Series, newest = Number.NEGATIVE_INFINITY): KnownSeries {
    const entry = { series, newest }
    metricsOf(series.equipment).set(series.metric, entry)
    return entry
  }

  function metricsOf(equipment: string): Map<string, KnownSeries> {
    const found = ids.get(equipment)
    if (found) return found
    const metrics = new Map<string, KnownSeries>()
    ids.set(equipment, metrics)
    return metrics
  }

  function addSeries({ equipment, metric, value }: Reading, added: Series[]): KnownSeries {
    const series = { id: nextSeries++, equipment, metric, type: typeOf(value) }
    added.push(series)
    return remember(series)
  }

  function isRepeat(known: KnownSeries, { ts, quality }: Reading): boolean {
    if (quality !== 'good') return false
    if (known.newest === ts) return true
    if (ts > known.newest) known.newest = ts
    return false
  }

  return {
    /** undefined when nothing of the group is new. On the hot path: 60,000 readings/s. */
    batch(group: readonly Arrival[]): JournalBatch | undefined {
      const newSeries: Series[] = []
      let size = 0
      for (const { readings } of group) size += readings.length
      const columns = createColumns(size)
      const events: JournalBatch['events'] = []
      const presences: JournalBatch['presences'] = []
      const rejects: JournalBatch['rejects'] = []
      let equipment: string | undefined
      let metrics: Map<string, KnownSeries> | undefined
      for (let position = 0; position < group.length; position++) {
        const arrival = group[position] as Arrival
        for (const reading of arrival.readings) {
          if (metrics === undefined || reading.equipment !== equipment) {
            equipment = reading.equipment
            metrics = metricsOf(equipment)
          }
          const found = metrics.get(reading.metric) ?? addSeries(reading, newSeries)
          if (!isRepeat(found, reading)) columns.add(found.series.id, position, reading)
        }
        for (const { quality, ...event } of arrival.events) events.push({ ...event, position, skewed: quality !== 'good' })
        for (const presence of arrival.presences) presences.push({ ...presence, position })
        for (const { payload, ...reject } of arrival.rejects) {
          rejects.push({ ...reject, id: nextReject++, payload: payload.toString('utf8') })
        }
      }
      const kept = columns.size() + events.length + presences.length
      if (kept + rejects.length === 0) return undefined
      // Rejects are not judged: a group of nothing else takes no number, as none could be found again at start.
      if (kept > 0) lastArrival = ++lastSeq
      return { seq: lastSeq, newSeries, ...columns.taken(), events, presences, rejects }
    },
    /** Imported readings: none is dropped, as what repeats is found at read and when days are compacted. */
    importBatch(readings: readonly Reading[]): JournalBatch {
      const newSeries: Series[] = []
      const columns = createColumns(readings.length)
      for (const [position, reading] of readings.entries()) {
        const { series } = metricsOf(reading.equipment).get(reading.metric) ?? addSeries(reading, newSeries)
        columns.add(series.id, position, reading)
      }
      return { seq: ++lastSeq, newSeries, ...columns.taken(), events: [], presences: [], rejects: [] }
    },
    lastSeq: () => lastSeq,
    lastArrival: () => lastArrival,
    series: (equipment: string, metric: string) => ids.get(equipment)?.get(metric)?.series,
    seriesOf: (equipment: string): Series[] => [...(ids.get(equipment)?.values() ?? [])].map(({ series }) => series)
  }
}

function createColumns(most: number) {
  const series = new Int32Array(most)
  const position = new Int32Array(most)
  const ts = new Float64Array(most)
  const num = new Float64Array(most)
  const receivedAt = new Float64Array(most)
  const skewed = new Uint8Array(most)
  const texts: [number, string][] = []
  let size = 0
  return {
    size: () => size,
    add(id: number, place: number, { ts: at, value, receivedAt: received, quality }: Reading): void {
      series[size] = id
      position[size] = place
      ts[size] = at
      receivedAt[size] = received
      skewed[size] = quality === 'good' ? 0 : 1
      if (typeof value === 'string') texts.push([size, value])
      else num[size] = Number(value)
      size++
    },
    /** Without the places of what was dropped. */
    taken() {
      const cut = <Column extends { slice(from: number, to: number): Column; length: number }>(column: Column): Column =>
        size === column.length ? column : column.slice(0, size)
      return {
        series: cut(series),
        position: cut(position),
        ts: cut(ts),
        num: cut(num),
        receivedAt: cut(receivedAt),
        skewed: cut(skewed),
        texts
      }
    }
  }
}

function typeOf(value: Value): SeriesType {
  return typeof value === 'string' ? 'text' : typeof value === 'boolean' ? 'boolean' : 'number'
}

/** The stored columns back into a value. */
export function toValue(type: SeriesType, num: number | null, text: string | null): Value {
  if (type === 'text') return text ?? ''
  return type === 'boolean' ? num === 1 : (num ?? 0)
}
