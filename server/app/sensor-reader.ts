/** What a sensor said at some time of the past, for those who compare. */
import type { MetricSpec } from '../../gateway/catalogue.ts'
import type { ReadSensor } from '../patrol/comparison.ts'
import { freshMsOf } from '../rules/freshness.ts'
import type { ReadingStore } from '../store/reading-store.ts'

export type SensorReaderOptions = {
  readings: Pick<ReadingStore, 'range' | 'buckets'>
  /** Undefined where there is no such metric. */
  specOf: (equipment: string, metric: string) => MetricSpec | undefined
  /** A store that does not answer: nothing is compared then. */
  failed: (error: unknown) => void
}

/** Nobody keeps when equipment was off line in the past: what is told on change holds for so long (ED). */
const onChangeMs = 24 * 3_600_000
const minuteMs = 60_000
/** Of one minute. */
const mostPoints = 50_000

export function createSensorReader({ readings, specOf, failed }: SensorReaderOptions): ReadSensor {
  return async ({ equipment, metric }, at) => {
    const spec = specOf(equipment, metric)
    if (!spec) return undefined
    const from = at - (freshMsOf(spec) ?? onChangeMs) + 1
    const span = spec.min === undefined || spec.max === undefined ? null : spec.max - spec.min
    try {
      const query = { equipment, metric, from, to: at + 1 }
      // First the minute it came in: a day of a metric may have more readings than anybody should read for its last.
      const minutes = await readings.buckets({ ...query, step: minuteMs, fn: 'count', timezone: 'UTC' })
      const minute = minutes.at(-1)?.[0]
      if (minute === undefined) return undefined
      const points = await readings.range({ ...query, from: Math.max(from, minute), limit: mostPoints })
      const [ts, value] = points.at(-1) ?? []
      return ts !== undefined && typeof value === 'number' ? { value, at: ts, span } : undefined
    } catch (error) {
      failed(error)
      return undefined
    }
  }
}
