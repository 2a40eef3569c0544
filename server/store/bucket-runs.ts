/** Buckets as runs of equal width: what a database that knows nothing of our days can be asked. */
import type { BucketPlan } from './bucket-edges.ts'

export type BucketRun = {
  /** Where the first bucket's readings begin, in ms. */
  start: number
  /** Width of each bucket in ms. */
  width: number
  count: number
  /** The ts of the first bucket; differs from `start` where the range begins inside it. */
  firstTs: number
}

/** The plan's buckets, cut to `[from, to)`, ascending and without gaps. */
export function toBucketRuns(plan: BucketPlan, from: number, to: number): BucketRun[] {
  if (from >= to) return []
  if (plan.type === 'epoch') return epochRuns(plan.step, from, to)
  const runs: BucketRun[] = []
  plan.edges.forEach((edge, index) => {
    const start = Math.max(edge, from)
    const width = Math.min(plan.edges[index + 1] ?? edge, to) - start
    if (width <= 0) return
    const last = runs.at(-1)
    // A bucket that is cut stands alone: the next one would count its ts from the wrong place.
    if (last && last.width === width && last.firstTs === last.start && start === edge) last.count++
    else runs.push({ start, width, count: 1, firstTs: edge })
  })
  return runs
}

function epochRuns(step: number, from: number, to: number): BucketRun[] {
  const head = from - (from % step)
  const firstWhole = head === from ? from : head + step
  const tail = to - (to % step)
  if (firstWhole > tail) return [{ start: from, width: to - from, count: 1, firstTs: head }]
  const runs: BucketRun[] = []
  if (head !== from) runs.push({ start: from, width: firstWhole - from, count: 1, firstTs: head })
  if (tail > firstWhole) runs.push({ start: firstWhole, width: step, count: (tail - firstWhole) / step, firstTs: firstWhole })
  if (to > tail) runs.push({ start: tail, width: to - tail, count: 1, firstTs: tail })
  return runs
}

/** The run in pieces of at most `size` buckets. */
export function splitRun(run: BucketRun, size: number): BucketRun[] {
  const pieces: BucketRun[] = []
  for (let done = 0; done < run.count; done += size) {
    const shift = done * run.width
    pieces.push({ ...run, start: run.start + shift, firstTs: run.firstTs + shift, count: Math.min(size, run.count - done) })
  }
  return pieces
}
