/** Floods 洪泛: 10-minute bins, aligned to the epoch (domain.md §10, after ISA-18.2). */
import { countStarts, cut, includes, lengthOf, type Span } from './spans.ts'

export const binMs = 600_000
/** A flood starts with a bin above the one, and ends with the first below the other. */
const startsAbove = 10
const endsBelow = 5

export type Flood = Span & { raises: number }

export function createFloodCount() {
  const bins = new Map<number, number>()

  /** Floods among the bins that began before `now`; one that is not yet over can start a flood and cannot end one. */
  function floods(now: number): Flood[] {
    const found: Flood[] = []
    let flood: Flood | undefined
    for (const start of [...bins.keys()].sort((a, b) => a - b)) {
      const count = bins.get(start) ?? 0
      if (flood && (start > flood.to || (count < endsBelow && start + binMs <= now))) flood = undefined
      if (flood) {
        flood.to = start + binMs
        flood.raises += count
      } else if (count > startsAbove) {
        flood = { from: start, to: start + binMs, raises: count }
        found.push(flood)
      }
    }
    return found
  }

  return {
    add(at: number): void {
      const start = at - (at % binMs)
      bins.set(start, (bins.get(start) ?? 0) + 1)
    },

    /** What falls into `spans`. The bins must hold all raises from a flood's start on, and to the end of the last bin. */
    within(spans: readonly Span[], now: number) {
      const parts = floods(now).flatMap((flood) => cut(spans, flood.from, flood.to))
      let busy = 0
      for (const [start, count] of bins) if (count > startsAbove && includes(spans, start)) busy++
      return {
        floods: joined(parts).map((part) => ({ ...part, raises: raisesIn(part) })),
        floodMs: lengthOf(parts),
        busyBins: busy,
        bins: countStarts(spans, binMs)
      }
    }
  }

  function raisesIn({ from, to }: Span): number {
    let raises = 0
    for (let start = Math.ceil(from / binMs) * binMs; start < to; start += binMs) raises += bins.get(start) ?? 0
    return raises
  }
}

/** Spans of one shift after the other may touch: a flood over their border is one. */
function joined(spans: readonly Span[]): Span[] {
  const whole: Span[] = []
  for (const span of spans) {
    const last = whole.at(-1)
    if (last?.to === span.from) last.to = span.to
    else whole.push({ ...span })
  }
  return whole
}
