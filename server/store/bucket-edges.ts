/** Where buckets begin. */
import { DateTime } from 'luxon'

const dayMs = 86_400_000

export type BucketPlan =
  /** Bucket start = ts - ts mod step. */
  | { type: 'epoch'; step: number }
  /** Whole days of the site: starts in ms, ascending; the last entry ends the last bucket. */
  | { type: 'days'; edges: number[] }

/**
 * Steps below a day are aligned to the epoch; a day and more to the site's midnight
 * (several days: counted from 1970-01-01 in that zone). `[from, to)` in ms.
 */
export function planBuckets(from: number, to: number, step: number, timezone: string): BucketPlan {
  if (step < dayMs) return { type: 'epoch', step }
  const days = Math.floor(step / dayMs)
  const epoch = DateTime.fromObject({ year: 1970 }, { zone: timezone })
  const passed = Math.floor(DateTime.fromMillis(from, { zone: timezone }).startOf('day').diff(epoch, 'days').days)
  const edges: number[] = []
  let day = Math.floor(passed / days) * days
  for (;;) {
    const edge = epoch.plus({ days: day }).toMillis()
    edges.push(edge)
    if (edge >= to) return { type: 'days', edges }
    day += days
  }
}

/** How many buckets at most a query may bring. */
export function countBuckets(from: number, to: number, step: number): number {
  return Math.ceil((to - from) / step) + 1
}
