/** Batches of history as the arrivals they came from, in order. Pure. */
import { type Arrival, createArrival, type EquipmentEvent, type Presence, promptMs, type Reading } from '../../gateway/reading.ts'
import { type HistoryBatch, type HistoryOrder, type HistorySeries, orderTime } from '../store/history.ts'
import { toValue } from '../store/journal-batch.ts'

export type LateReadings = { equipment: string; readings: number; from: number; to: number }

export type Stream = {
  /** Calls `take` for each arrival of the batch. */
  play(batch: HistoryBatch, take: (arrival: Arrival) => void): void
  /** Readings played. */
  count(): number
  /** Equipment with readings that came late or out of order, and when those were. */
  late(): LateReadings[]
}

export type StreamOptions = {
  series: readonly HistorySeries[]
  order: HistoryOrder
  /** Readings before it are played, but not counted. */
  from: number
  /** What came later than this after its ts is not judged; left out: everything is. */
  storedOnlyMs?: number
}

/** In any order but that of arrival a reading is taken to have come at the time it is played. */
export function createStream({ series, order, from, storedOnlyMs = Number.POSITIVE_INFINITY }: StreamOptions): Stream {
  const byId = new Map(series.map((each) => [each.id, { ...each, newest: Number.NEGATIVE_INFINITY }]))
  const late = new Map<string, LateReadings>()
  let counted = 0

  function noteLate(equipment: string, ts: number): void {
    const known = late.get(equipment)
    if (!known) late.set(equipment, { equipment, readings: 1, from: ts, to: ts })
    else {
      known.readings++
      known.from = Math.min(known.from, ts)
      known.to = Math.max(known.to, ts)
    }
  }

  return {
    play(batch, take) {
      const { readings } = batch
      const texts = new Map(readings.texts)
      const rest = mergeSaid(batch, order, storedOnlyMs)
      let next = 0
      let open: { at: number; arrival: Arrival } | undefined
      const close = () => {
        if (open) take(open.arrival)
        open = undefined
      }
      const sayUntil = (time: number) => {
        for (let said = rest[next]; said && said.at <= time; said = rest[++next]) {
          close()
          take(said.arrival)
        }
      }
      for (let index = 0; index < readings.ts.length; index++) {
        const of = byId.get(readings.series[index] ?? -1)
        if (!of) continue
        const at = readings.at[index] ?? 0
        const ts = readings.ts[index] ?? 0
        const receivedAt = readings.receivedAt[index] ?? 0
        const isGood = readings.unjudged[index] !== 1 && receivedAt - ts <= storedOnlyMs
        if (ts >= from && isGood) {
          counted++
          if (receivedAt - ts > promptMs || ts <= of.newest) noteLate(of.equipment, ts)
        }
        if (isGood && ts > of.newest) of.newest = ts
        const reading: Reading = {
          equipment: of.equipment,
          metric: of.metric,
          ts,
          value: toValue(of.type, readings.num[index] ?? 0, texts.get(index) ?? null),
          receivedAt: order === 'arrival' ? receivedAt : at,
          quality: isGood ? 'good' : 'skewed'
        }
        // What one message brought is judged together.
        if (open?.at === at && open.arrival.readings[0]?.equipment === of.equipment) {
          open.arrival.readings.push(reading)
          continue
        }
        close()
        sayUntil(at)
        open = { at, arrival: createArrival() }
        open.arrival.readings.push(reading)
      }
      close()
      sayUntil(Number.POSITIVE_INFINITY)
    },
    count: () => counted,
    late: () => [...late.values()].sort((a, b) => (a.equipment < b.equipment ? -1 : 1))
  }
}

/** Events and presences in one list, each an arrival of its own. */
function mergeSaid(
  { events, presences }: HistoryBatch,
  order: HistoryOrder,
  storedOnlyMs: number
): { at: number; arrival: Arrival }[] {
  const ofEvent = (event: EquipmentEvent) => {
    const at = orderTime(order, event.ts, event.receivedAt)
    return { at, arrival: { ...createArrival(), events: [order === 'arrival' ? event : { ...event, receivedAt: at }] } }
  }
  const ofPresence = (presence: Presence) => ({
    at: presence.receivedAt,
    arrival: { ...createArrival(), presences: [presence] }
  })
  const judged = events.filter(({ ts, receivedAt }) => receivedAt - ts <= storedOnlyMs)
  const all = [...presences.map(ofPresence), ...judged.map(ofEvent)]
  return all.sort((a, b) => a.at - b.at)
}
