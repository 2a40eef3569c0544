/** Points as uPlot wants them: columns, with a hole where nothing was heard for too long. */
import type { MetricInfo } from '../../../../server/contract/equipment.ts'
import type { Point } from '../../../../server/contract/readings.ts'

export type ChartLimit = { value: number; label: string; tone: 'alarm' | 'warning' | 'quiet' }
export type ChartMarker = { at: number; label: string }
/** A piece of time that is shaded: `alarm` over the whole height, the others as strips at the upper edge. */
export type ChartSpan = { from: number; to: number; tone: 'alarm' | 'added' | 'removed' }

type Column = (number | null)[]
/** [time in ms, value, low, high]; low and high repeat the value where there are no buckets. */
export type ChartColumns = [number[], Column, Column, Column]

export type ChartInput = {
  points: readonly Point[]
  low?: ReadonlyMap<number, number>
  high?: ReadonlyMap<number, number>
  /** The line breaks where two points are further apart than this; undefined for what reports on change. */
  gapMs: number | undefined
  words: readonly string[]
}

/** States, and what reports on change only, keep their last value until the next report. */
export function holdsBetweenReports({ type, sample }: MetricInfo): boolean {
  return type === 'boolean' || type === 'string' || sample === undefined
}

export function toColumns({ points, low, high, gapMs, words }: ChartInput): ChartColumns {
  const columns: ChartColumns = [[], [], [], []]
  let before: number | undefined
  for (const [ts, value] of points) {
    if (gapMs !== undefined && before !== undefined && ts - before > gapMs) pushRow(columns, before + 1, null, null, null)
    const number = toNumber(value, words)
    pushRow(columns, ts, number, low?.get(ts) ?? number, high?.get(ts) ?? number)
    before = ts
  }
  return columns
}

function pushRow(
  [times, values, lows, highs]: ChartColumns,
  ts: number,
  value: number | null,
  low: number | null,
  high: number | null
) {
  times.push(ts)
  values.push(value)
  lows.push(low)
  highs.push(high)
}

function toNumber(value: Point[1], words: readonly string[]): number | null {
  if (typeof value === 'number') return value
  if (typeof value === 'boolean') return value ? 1 : 0
  const at = words.indexOf(value)
  return at < 0 ? null : at
}

/** The words of a state metric in their order, and whatever else was received. */
export function wordsOf(info: MetricInfo, points: readonly Point[]): string[] {
  const words = new Set(Object.keys(info.words ?? {}))
  for (const [, value] of points) if (typeof value === 'string') words.add(value)
  return [...words]
}

/** Lowest and highest to show: the data, and the nearest limit on each side of it, with some air. */
export function valueRange([, , lows, highs]: ChartColumns, limits: readonly ChartLimit[]): [number, number] {
  let min = Number.POSITIVE_INFINITY
  let max = Number.NEGATIVE_INFINITY
  for (const low of lows) if (low !== null && low < min) min = low
  for (const high of highs) if (high !== null && high > max) max = high
  const values = limits.map(({ value }) => value)
  if (min > max) {
    min = values.length > 0 ? Math.min(...values) : 0
    max = values.length > 0 ? Math.max(...values) : 1
  }
  const below = Math.max(...values.filter((value) => value <= min))
  const above = Math.min(...values.filter((value) => value >= max))
  const lowest = Number.isFinite(below) ? below : min
  const highest = Number.isFinite(above) ? above : max
  const air = (highest - lowest) * 0.08 || Math.abs(highest) * 0.1 || 1
  return [lowest - air, highest + air]
}
