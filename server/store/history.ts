/** What was stored, as it happened: for back-tests, and to judge again what late readings change. */
import { type EquipmentEvent, type Presence, promptMs, type Value } from '../../gateway/reading.ts'
import { type SeriesType, toValue } from './journal-batch.ts'

/**
 * `event`: by the device's time. `arrival`: as it came, which is what silence runs on. `prompt`: as it came what
 * came in time, and by the device's time what came late: the past as it would have been had nothing been late.
 */
export type HistoryOrder = 'event' | 'arrival' | 'prompt'

export type HistoryQuery = {
  equipment: readonly string[]
  /** null: all of them. */
  metrics: readonly string[] | null
  /** Also each arrival of any metric, as a presence: what silence of a whole equipment is measured by. */
  heard: boolean
  /** History of the bulk lane counts as if it had come at its ts; else it is left out. */
  imported: boolean
  order: HistoryOrder
  /** [from, to) in ms, of the time that `order` goes by. */
  from: number
  to: number
}

/** How far a device's clock may be ahead and its reading still `good` (contract §4). */
export const aheadMs = 300_000
/** What arrives later than this is not looked for by time of arrival. */
export const latestArrivalMs = 86_400_000

/**
 * Readings as columns, each list ascending by the time of the order. Repeats are left out: the first value of a ts stays.
 * `receivedAt` of compacted days is known to the second. `at` is the time of the order.
 */
export type HistoryBatch = {
  readings: {
    series: Int32Array
    at: Float64Array
    ts: Float64Array
    receivedAt: Float64Array
    num: Float64Array
    /** 1: skewed or historical, never judged. */
    unjudged: Uint8Array
    /** Text values by index. */
    texts: [index: number, text: string][]
  }
  events: EquipmentEvent[]
  presences: Presence[]
}

export type HistorySeries = { id: number; equipment: string; metric: string; type: SeriesType }

export type History = {
  /** Those the batches speak of. */
  series: readonly HistorySeries[]
  /** In order, each bounded; reading on asks for the next. */
  batches: AsyncIterable<HistoryBatch>
}

export type HistorySource = { history(query: HistoryQuery): History }

/** Readings a batch: some 20 ms of the journal's thread, between which it commits. */
const wantedRows = 25_000
const narrowest = 60_000
const widest = 86_400_000
/** A first guess of how often a series speaks. */
const guessMs = 10_000

/**
 * Cuts a span into slices of about as many readings each, wider or narrower by what the last one held. Slices look at
 * the journal one by one: none keeps an old state of it alive.
 */
export async function* readSlices(
  span: { from: number; to: number; series: number },
  read: (from: number, to: number) => Promise<HistoryBatch>
): AsyncGenerator<HistoryBatch> {
  let width = clamp((wantedRows * guessMs) / Math.max(1, span.series))
  for (let from = span.from; from < span.to; ) {
    const to = Math.min(span.to, from + width)
    const batch = await read(from, to)
    const rows = batch.readings.ts.length + batch.events.length + batch.presences.length
    if (rows > 0) yield batch
    width = clamp(Math.min(width * 4, (width * wantedRows) / Math.max(1, rows)))
    from = to
  }
}

function clamp(width: number): number {
  return Math.min(widest, Math.max(narrowest, Math.round(width)))
}

export function valueAt({ readings }: HistoryBatch, index: number, type: SeriesType): Value {
  if (type !== 'text') return toValue(type, readings.num[index] ?? 0, null)
  return readings.texts.find(([at]) => at === index)?.[1] ?? ''
}

export type HistoryRow = {
  series: number
  at: number
  ts: number
  receivedAt: number
  value: Value
  unjudged: boolean
}

/** Rows, in order, as columns. */
export function columnsOf(rows: readonly HistoryRow[], events: EquipmentEvent[], presences: Presence[]): HistoryBatch {
  const texts: [number, string][] = []
  rows.forEach(({ value }, index) => {
    if (typeof value === 'string') texts.push([index, value])
  })
  return {
    readings: {
      series: Int32Array.from(rows, ({ series }) => series),
      at: Float64Array.from(rows, ({ at }) => at),
      ts: Float64Array.from(rows, ({ ts }) => ts),
      receivedAt: Float64Array.from(rows, ({ receivedAt }) => receivedAt),
      num: Float64Array.from(rows, ({ value }) => Number(value)),
      unjudged: Uint8Array.from(rows, ({ unjudged }) => Number(unjudged)),
      texts
    },
    events,
    presences
  }
}

/** The time an order goes by. */
export function orderTime(order: HistoryOrder, ts: number, receivedAt: number): number {
  if (order === 'arrival') return receivedAt
  if (order === 'event') return ts
  const lag = receivedAt - ts
  return lag <= promptMs && lag > -aheadMs ? receivedAt : ts
}
