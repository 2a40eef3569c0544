/** Sets of times: half-open `[from, to)` in ms, ascending and apart. */

export type Span = { from: number; to: number }

export function lengthOf(spans: readonly Span[]): number {
  return spans.reduce((sum, { from, to }) => sum + (to - from), 0)
}

export function includes(spans: readonly Span[], at: number): boolean {
  const span = spans[firstEndingAfter(spans, at)]
  return span !== undefined && span.from <= at
}

/** The parts of `[from, to)` that lie in `spans`. */
export function cut(spans: readonly Span[], from: number, to: number): Span[] {
  const parts: Span[] = []
  for (let index = firstEndingAfter(spans, from); index < spans.length; index++) {
    const span = spans[index]
    if (span === undefined || span.from >= to) break
    const part = { from: Math.max(from, span.from), to: Math.min(to, span.to) }
    if (part.from < part.to) parts.push(part)
  }
  return parts
}

/** How many multiples of `step` lie in the spans: bins are counted where they begin. */
export function countStarts(spans: readonly Span[], step: number): number {
  return spans.reduce((sum, { from, to }) => sum + Math.ceil(to / step) - Math.ceil(from / step), 0)
}

function firstEndingAfter(spans: readonly Span[], at: number): number {
  let low = 0
  let high = spans.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((spans[middle]?.to ?? 0) > at) high = middle
    else low = middle + 1
  }
  return low
}

/** What lies in any of them, as spans that are apart. */
export function union(spans: readonly Span[]): Span[] {
  const joined: Span[] = []
  for (const span of [...spans].sort((a, b) => a.from - b.from)) {
    const last = joined.at(-1)
    if (last && span.from <= last.to) last.to = Math.max(last.to, span.to)
    else if (span.from < span.to) joined.push({ ...span })
  }
  return joined
}

/** What of `spans` lies in none of `others`; both ascending and apart. */
export function minus(spans: readonly Span[], others: readonly Span[]): Span[] {
  return spans.flatMap((span) => {
    const left: Span[] = []
    let { from } = span
    for (const other of cut(others, span.from, span.to)) {
      if (from < other.from) left.push({ from, to: other.from })
      from = other.to
    }
    if (from < span.to) left.push({ from, to: span.to })
    return left
  })
}
