/** A round as it was walked: the scans in time, how far apart they are, and where somebody was in between. Pure. */
import type { RoundItem, ScanItem } from '../../../../../server/contract/patrol.ts'
import type { CheckpointInput } from '../../../../../server/contract/site.ts'

export type Point = { x: number; y: number }

/** From the scan before of the same guard. `metres` where both places have a position; floors are not counted. */
export type Leg = { metres: number | undefined; ms: number }

/** `at`: ms. */
export type Step = { scan: ScanItem; at: number; leg: Leg | undefined }

type Positions = ReadonlyMap<string, CheckpointInput['position']>

/** In the order of their times, whoever scanned. */
export function stepsOf({ scans }: Pick<RoundItem, 'scans'>, positions: Positions): Step[] {
  const last = new Map<string, Step>()
  return [...scans]
    .sort((one, other) => Date.parse(one.ts) - Date.parse(other.ts))
    .map((scan) => {
      const at = Date.parse(scan.ts)
      const before = last.get(scan.guard)
      const step: Step = { scan, at, leg: before && { metres: metresBetween(before.scan, scan, positions), ms: at - before.at } }
      last.set(scan.guard, step)
      return step
    })
}

function metresBetween(one: ScanItem, other: ScanItem, positions: Positions): number | undefined {
  const from = positions.get(one.checkpoint)
  const to = positions.get(other.checkpoint)
  return from && to && Math.hypot(to.x - from.x, to.y - from.y)
}

/**
 * Where each guard is at a time (ms), as if walking evenly from place to place; nobody before his first scan.
 *
 * @param pointOf of a checkpoint on the drawing
 * @param still stays at a place until the next one is reached
 */
export function walkersAt(
  steps: readonly Step[],
  at: number,
  { pointOf, still }: { pointOf: (checkpoint: string) => Point | undefined; still: boolean }
): { guard: string; point: Point }[] {
  const guards = [...new Set(steps.map(({ scan }) => scan.guard))]
  return guards.flatMap((guard) => {
    const own = steps.filter(({ scan }) => scan.guard === guard)
    const index = own.findLastIndex((step) => step.at <= at)
    const here = own[index]
    const from = here && pointOf(here.scan.checkpoint)
    if (!here || !from) return []
    const next = own[index + 1]
    const to = next && pointOf(next.scan.checkpoint)
    if (still || !next || !to) return [{ guard, point: from }]
    const share = (at - here.at) / (next.at - here.at)
    return [{ guard, point: { x: from.x + (to.x - from.x) * share, y: from.y + (to.y - from.y) * share } }]
  })
}
