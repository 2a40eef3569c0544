/** Which parts of a range are read from rollups and which from the readings themselves; pure. */
import type { BucketPlan } from './bucket-edges.ts'

export const dayMs = 86_400_000
export type RollupKind = '5m' | '1h'
export type Rollup = { kind: RollupKind; width: number }
/** [from, to) in ms. */
export type Span = { from: number; to: number }

/** Widest first: the fewer rows, the faster. */
export const rollups: readonly Rollup[] = [
  { kind: '1h', width: 3_600_000 },
  { kind: '5m', width: 300_000 }
]

/** The widest rollup whose buckets the asked ones are made of; undefined when there is none. */
export function rollupFor(plan: BucketPlan): Rollup | undefined {
  const fits = ({ width }: Rollup) =>
    plan.type === 'epoch' ? plan.step % width === 0 : plan.edges.every((edge) => edge % width === 0)
  return rollups.find(fits)
}

/**
 * Cuts a range: what compacted segments cover is read from them, in whole buckets of the rollup; the begin and
 * the end that cut a bucket, days that still hold uncompacted rows, and what no segment covers are read raw.
 */
export function splitRange(options: {
  range: Span
  width: number
  segments: readonly Span[]
  /** Numbers of UTC days (ts / 86,400,000) with uncompacted rows. */
  liveDays: readonly number[]
}): { rolled: Span[]; raw: Span[] } {
  const { range, width } = options
  const whole = { from: Math.ceil(range.from / width) * width, to: Math.floor(range.to / width) * width }
  const covered = merge(options.segments.map((segment) => intersect(segment, whole)))
  const live = merge(options.liveDays.map((day) => ({ from: day * dayMs, to: (day + 1) * dayMs })))
  const rolled = subtract(covered, live)
  return { rolled, raw: subtract([range], rolled) }
}

function intersect(a: Span, b: Span): Span {
  return { from: Math.max(a.from, b.from), to: Math.min(a.to, b.to) }
}

/** Ascending, without empty ones, neighbours joined. */
function merge(spans: readonly Span[]): Span[] {
  const merged: Span[] = []
  for (const span of spans.filter(({ from, to }) => from < to).toSorted((a, b) => a.from - b.from)) {
    const last = merged.at(-1)
    if (last && span.from <= last.to) last.to = Math.max(last.to, span.to)
    else merged.push({ ...span })
  }
  return merged
}

/** What of `spans` lies in none of `holes`; both ascending and apart. */
function subtract(spans: readonly Span[], holes: readonly Span[]): Span[] {
  const left: Span[] = []
  for (const { from, to } of spans) {
    let at = from
    for (const hole of holes) {
      if (hole.to <= at || hole.from >= to) continue
      if (hole.from > at) left.push({ from: at, to: hole.from })
      at = hole.to
    }
    if (at < to) left.push({ from: at, to })
  }
  return left
}
