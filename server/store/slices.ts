/** How work is cut for the compactor; pure. */
import type { Span } from './rollups.ts'

/** Series low to high, both included. */
export type Slice = { low: number; high: number }

export const highestSeries = 2_147_483_647

/** Slices of about `rows` rows that together hold every series there is or will be; a series is never cut. */
export function sliceBySeries(counts: readonly (readonly [series: number, count: number])[], rows: number): Slice[] {
  const slices: Slice[] = []
  let low = 0
  let size = 0
  for (const [series, count] of counts) {
    if (size > 0 && size + count > rows) {
      slices.push({ low, high: series - 1 })
      low = series
      size = 0
    }
    size += count
  }
  return [...slices, { low, high: highestSeries }]
}

/** UTC months that are over and of which there is more than one day, with those days' segments. */
export function planMonths<Part extends Span>(days: readonly Part[], closedBefore: number): (Span & { days: Part[] })[] {
  const months = new Map<number, Part[]>()
  for (const day of days) {
    const month = monthStart(day.from, 0)
    months.set(month, [...(months.get(month) ?? []), day])
  }
  return [...months].flatMap(([from, parts]) => {
    const to = monthStart(from, 1)
    const isSplit = new Set(parts.map((part) => part.from)).size > 1
    return to <= closedBefore && isSplit ? [{ from, to, days: parts }] : []
  })
}

function monthStart(ts: number, later: number): number {
  const date = new Date(ts)
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + later, 1)
}
