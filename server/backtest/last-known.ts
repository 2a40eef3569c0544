/** What an engine that begins in the past must know of what came before: the newest values and events until then. */
import type { EngineMemory } from '../rules/engine.ts'
import type { HistoryBatch, HistorySeries, HistorySource } from '../store/history.ts'
import { toValue } from '../store/journal-batch.ts'

export type LastKnownQuery = {
  equipment: readonly string[]
  /** null: all of them. */
  metrics: readonly string[] | null
  /** Events count, too: all of the furthest look back is read for them. */
  events: boolean
  before: number
}

/** What reports on change only may have said its last long ago; most say something within the first of these. */
const looksBackMs = [3_600_000, 86_400_000, 7 * 86_400_000]

type Judged = EngineMemory['judged'][number]

/** By the device's time; nothing older than a week is looked for. */
export async function lastKnown(history: HistorySource, query: LastKnownQuery): Promise<EngineMemory> {
  const { equipment, metrics, events, before } = query
  const judged = new Map<string, Judged>()
  const judgedEvents = new Map<string, EngineMemory['judgedEvents'][number]>()
  let missing: readonly HistorySeries[] | undefined
  let to = before
  for (const backMs of looksBackMs) {
    const wanted = missing ? [...new Set(missing.map(({ metric }) => metric))] : metrics
    const span = { from: before - backMs, to }
    const { series, batches } = history.history({
      ...{ equipment, metrics: wanted, heard: false, imported: false, order: 'event' as const },
      ...span
    })
    for await (const batch of batches) {
      noteReadings(batch, new Map(series.map((each) => [each.id, each])), judged)
      for (const event of batch.events) {
        const key = keyOf(event.equipment, event.code)
        const known = judgedEvents.get(key)
        if (event.quality === 'good' && (!known || known.ts < event.ts)) judgedEvents.set(key, event)
      }
    }
    missing = (missing ?? series).filter((each) => !judged.has(keyOf(each.equipment, each.metric)))
    if (missing.length === 0 && !events) break
    to = span.from
  }
  const heard = equipment.flatMap((id) => {
    const own = [...judged.values(), ...judgedEvents.values()].filter((each) => each.equipment === id)
    return own.length > 0 ? [{ equipment: id, receivedAt: Math.max(...own.map(({ ts }) => ts)), online: null }] : []
  })
  return { states: [], judged: [...judged.values()], judgedEvents: [...judgedEvents.values()], heard }
}

function noteReadings({ readings }: HistoryBatch, series: ReadonlyMap<number, HistorySeries>, judged: Map<string, Judged>): void {
  const texts = new Map(readings.texts)
  for (let index = 0; index < readings.ts.length; index++) {
    const of = series.get(readings.series[index] ?? -1)
    const ts = readings.ts[index] ?? 0
    if (!of || readings.unjudged[index] === 1) continue
    const key = keyOf(of.equipment, of.metric)
    const known = judged.get(key)
    if (known && known.ts >= ts) continue
    const value = toValue(of.type, readings.num[index] ?? 0, texts.get(index) ?? null)
    judged.set(key, { equipment: of.equipment, metric: of.metric, ts, receivedAt: ts, judgedAt: ts, value })
  }
}

/** Ids never contain a space (contract §3). */
function keyOf(equipment: string, name: string): string {
  return `${equipment} ${name}`
}
