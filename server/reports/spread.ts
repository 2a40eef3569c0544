/** Mean, median and 90th percentile of durations (domain.md §10), in the unit they come in. */

export type Spread = { count: number; mean: number | null; median: number | null; p90: number | null }

/** The median of an even number is halfway between the middle two; the percentile is the nearest rank. */
export function spreadOf(values: readonly number[]): Spread {
  const count = values.length
  if (count === 0) return { count, mean: null, median: null, p90: null }
  const sorted = [...values].sort((a, b) => a - b)
  const at = (index: number) => sorted[index] ?? Number.NaN
  return {
    count,
    mean: values.reduce((sum, value) => sum + value, 0) / count,
    median: (at(Math.floor((count - 1) / 2)) + at(Math.ceil((count - 1) / 2))) / 2,
    p90: at(Math.ceil(0.9 * count) - 1)
  }
}
