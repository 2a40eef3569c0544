/** The service times of tickets from before policies were kept: three clocks, around the clock. Nothing new uses them. */
import type { ClockName } from '../contract/clocks.ts'
import type { Priority } from '../contract/common.ts'
import type { Promised } from './policy.ts'

const hour = 3_600_000

const limits: Record<Priority, readonly (readonly [ClockName, number])[]> = {
  P1: [
    ['respond', hour / 12],
    ['arrive', hour / 2],
    ['resolve', 12 * hour]
  ],
  P2: [
    ['respond', hour],
    ['arrive', 2 * hour],
    ['resolve', 24 * hour]
  ],
  P3: [
    ['respond', 2 * hour],
    ['arrive', 4 * hour],
    ['resolve', 48 * hour]
  ],
  P4: [
    ['respond', 24 * hour],
    ['arrive', 72 * hour],
    ['resolve', 72 * hour]
  ]
}

/** Due times for clocks that start at `from` (ms). */
export function formerPromises(priority: Priority, from: number): ReadonlyMap<ClockName, Promised> {
  return new Map(limits[priority].map(([clock, ms]) => [clock, { due: from + ms, half: from + ms / 2 }]))
}
