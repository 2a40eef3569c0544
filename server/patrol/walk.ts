/** Whether somebody can have walked from one scan to the next. Pure. */

export type Place = { x: number; y: number; floor: number }
export type Visit = { checkpoint: string; ts: number }

/** Faster than this nobody patrols: a brisk run (ED). */
const fastestMps = 4
/** Stairs or a lift, a floor (ED). */
const floorMs = 4_000
/** Between two places of which it is not known how far apart they are (ED). */
const leastMs = 5_000

/** `before` and `after` by their own times; null where a checkpoint's place was not written down. */
export function isTooFast(before: Visit, after: Visit, placeOf: (checkpoint: string) => Place | null): boolean {
  if (before.checkpoint === after.checkpoint) return false
  const took = Math.abs(after.ts - before.ts)
  const from = placeOf(before.checkpoint)
  const to = placeOf(after.checkpoint)
  if (!from || !to) return took < leastMs
  const metres = Math.hypot(to.x - from.x, to.y - from.y)
  return took < (metres / fastestMps) * 1000 + Math.abs(to.floor - from.floor) * floorMs
}
