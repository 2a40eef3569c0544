/** The figures of a series in spans of time, reckoned from its readings one by one. Pure. */
import { digits, type LogFigure } from './log-figure.ts'
import type { Point } from './log-port.ts'
import type { Span } from './spans.ts'

export type RawOptions = {
  isNumber: boolean
  /** Silence of more than this is a gap, ms; undefined: none is. */
  longEnough: number | undefined
  now: number
}

/** `points` ascending, from `longEnough` before the first span on. */
export function rawFigures(points: readonly Point[], spans: readonly Span[], options: RawOptions): LogFigure[] {
  return spans.map((span) => rawFigure(points, span, options))
}

function rawFigure(points: readonly Point[], span: Span, { isNumber, longEnough, now }: RawOptions): LogFigure {
  const end = Math.min(span.to, now)
  const gaps: Span[] = []
  const values: Point[1][] = []
  const begin = span.from - (longEnough ?? 0)
  let before: number | undefined
  const silent = (until: number) => {
    if (longEnough === undefined || until <= span.from) return
    const lasted = until - (before ?? begin)
    // What has lasted longer stands in the span before.
    if (lasted > longEnough) gaps.push({ from: before ?? span.from, to: until })
  }
  for (const [ts, value] of points) {
    if (ts < begin) continue
    if (ts >= end) break
    silent(ts)
    before = ts
    if (ts >= span.from) values.push(value)
  }
  if (end > span.from) silent(end)
  const count = values.length
  const last = values.at(-1) ?? null
  const figure = { last: typeof last === 'number' ? digits(last) : last, count, gaps }
  if (!isNumber || count === 0) return { avg: null, min: null, max: null, ...figure }
  let [sum, min, max] = [0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (const value of values) {
    const number = Number(value)
    sum += number
    min = Math.min(min, number)
    max = Math.max(max, number)
  }
  return { avg: digits(sum / count), min: digits(min), max: digits(max), ...figure }
}
