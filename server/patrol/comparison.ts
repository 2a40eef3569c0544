/** A number a guard typed beside what the sensor said by then (I12). Pure. */
import type { CheckItem } from '../contract/site.ts'
import type { Scan } from './scan.ts'

/** `at`: of the reading, ms. `span`: how far apart its metric's plausible values lie; null where nobody wrote them down. */
export type Measured = { value: number; at: number; span: number | null }

/** What a sensor said: its latest reading at or before `at` (ms) while that was fresh; undefined without one. */
export type ReadSensor = (sensor: { equipment: string; metric: string }, at: number) => Promise<Measured | undefined>

/** `measured` and all that follows from it is null when no reading was fresh: nothing is compared then. */
export type Comparison = {
  item: string
  /** As the checklist said it. */
  text: string
  equipment: string
  metric: string
  typed: number
  measured: number | null
  measuredAt: number | null
  /** `typed` less `measured`, in the metric's unit. */
  difference: number | null
  tolerance: number | null
  agrees: boolean | null
  /** The check job that is open about this sensor. */
  ticket: string | null
}

type GaugeItem = Extract<CheckItem, { type: 'number' }>

/** Where the checklist says nothing of it: so much of what was measured (ED). */
const shareOfValue = 0.05
/** At least so much of the metric's plausible range: a dial of class 1.0 is read no better (ED). */
const shareOfSpan = 0.01

export function compare({ id, text, sensor }: GaugeItem, typed: number, measured: Measured | undefined): Comparison | undefined {
  if (!sensor) return undefined
  const { equipment, metric } = sensor
  const base = { item: id, text, equipment, metric, typed, ticket: null }
  if (!measured) return { ...base, measured: null, measuredAt: null, difference: null, tolerance: null, agrees: null }
  const { value, at, span } = measured
  const difference = tidy(typed - value)
  const tolerance = tidy(sensor.tolerance ?? Math.max(Math.abs(value) * shareOfValue, (span ?? 0) * shareOfSpan))
  return {
    ...base,
    measured: value,
    measuredAt: at,
    difference,
    tolerance,
    agrees: Math.abs(difference) <= tolerance
  }
}

/** With what the sensors said at the scan's own time; one that disagrees is in doubt. */
export async function compared(scan: Scan, checklist: readonly CheckItem[], read: ReadSensor): Promise<Scan> {
  const comparisons: Comparison[] = []
  for (const { item, value } of scan.answers) {
    const asked = checklist.find(({ id }) => id === item)
    if (asked?.type !== 'number' || !asked.sensor || typeof value !== 'number') continue
    const comparison = compare(asked, value, await read(asked.sensor, scan.ts))
    if (comparison) comparisons.push(comparison)
  }
  const suspect = comparisons.some(({ agrees }) => agrees === false) ? [...scan.suspect, 'disagrees' as const] : scan.suspect
  return { ...scan, comparisons, suspect }
}

/** Without the tail that subtracting decimal fractions leaves. */
function tidy(value: number): number {
  return Number(value.toPrecision(12))
}
