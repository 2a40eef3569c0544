/** The figures of a running log, from the reading store: bucket by bucket, and where nothing came. */
import { digits, type LogFigure, noFigure } from './log-figure.ts'
import type { LogReadings, LogSeries, Value } from './log-port.ts'
import { rawFigures } from './raw-figures.ts'
import type { Span } from './spans.ts'

const minuteMs = 60_000
/** Silence is looked for in buckets of this width: the store has them ready for years. */
const lookMs = 5 * minuteMs
/** What is shorter is no gap (engineering default): it is sure to leave one such bucket empty. */
const shortestGapMs = 2 * lookMs
/** Edges of so many gaps a series are looked up to the reading; of more, to the bucket. */
const exactGaps = 100
/** As far a series is read reading by reading: one question in place of six. A longer one is reckoned from buckets. */
const rawMs = 2 * 24 * 60 * minuteMs
const mostRaw = 50_000
const widths = [480, 240, 120, 60, 30, 15, 5, 1].map((minutes) => minutes * minuteMs)

export type Measured = {
  /** One for each span, in their order. */
  figures: LogFigure[]
  /** False when the store has only rollups of some of it: edges of gaps are those of buckets then. */
  exact: boolean
}

/** `spans` ascending, in whole minutes; what is after `now` is not looked at. */
export async function measureSeries(
  readings: LogReadings,
  { equipment, metric, type, sample }: LogSeries,
  spans: readonly Span[],
  now: number
): Promise<Measured> {
  const from = Math.min(...spans.map((span) => span.from))
  const to = Math.min(Math.max(...spans.map((span) => span.to)), now)
  if (spans.length === 0 || from >= to) return { figures: spans.map(() => noFigure), exact: true }
  const isNumber = type === 'number' || type === 'counter'
  // States and switches are told when they change, whatever their period: silence says nothing.
  const longEnough = sample === undefined || !isNumber ? undefined : Math.max(shortestGapMs, 3 * sample * 1000)
  if (to - from <= rawMs) {
    const begin = from - (longEnough ?? 0)
    const points = await readings.range({ equipment, metric, from: begin, to, limit: mostRaw + 1 })
    // None at all: they may be there as rollups still.
    if (points.length > 0 && points.length <= mostRaw) {
      return { figures: rawFigures(points, spans, { isNumber, longEnough, now }), exact: true }
    }
  }
  const step = widths.find((width) => spans.every((span) => span.from % width === 0 && span.to % width === 0)) ?? minuteMs
  const of = async (fn: 'avg' | 'min' | 'max' | 'last' | 'count') =>
    new Map(await readings.buckets({ equipment, metric, from, to, step, fn, timezone: 'UTC' }))
  const counts = await of('count')
  if (counts.size === 0 && longEnough === undefined) return { figures: spans.map(() => noFigure), exact: true }
  const last = await of('last')
  const [avg, min, max] = isNumber ? [await of('avg'), await of('min'), await of('max')] : [new Map(), new Map(), new Map()]
  const silence = longEnough === undefined ? undefined : await lookForSilence(longEnough)

  const figures: LogFigure[] = []
  let exact = true
  for (const span of spans) {
    const found = await silence?.(span)
    if (found?.exact === false) exact = false
    figures.push(figureOf(span, found?.gaps ?? []))
  }
  return { figures, exact }

  function figureOf(span: Span, own: Span[]): LogFigure {
    const starts = [...counts.keys()].filter((ts) => ts >= span.from && ts < span.to)
    const numbers = (found: ReadonlyMap<number, Value>) => starts.map((ts) => Number(found.get(ts))).filter(Number.isFinite)
    const count = numbers(counts).reduce((sum, each) => sum + each, 0)
    if (count === 0) return { ...noFigure, gaps: own }
    const sum = starts.reduce((all, ts) => all + Number(avg.get(ts)) * Number(counts.get(ts)), 0)
    const value = last.get(starts.at(-1) ?? Number.NaN) ?? null
    return {
      avg: isNumber ? digits(sum / count) : null,
      min: isNumber ? digits(Math.min(...numbers(min))) : null,
      max: isNumber ? digits(Math.max(...numbers(max))) : null,
      last: typeof value === 'number' ? digits(value) : value,
      count,
      gaps: own
    }
  }

  /**
   * Of one span after the other. What went on before it belongs to the silence it begins with; what came after it does
   * not, or a log would change when it is signed already.
   */
  async function lookForSilence(longEnough: number): Promise<(span: Span) => Promise<{ gaps: Span[]; exact: boolean }>> {
    const query = { equipment, metric, from: from - longEnough, to, step: lookMs, fn: 'count', timezone: 'UTC' } as const
    const filled = (await readings.buckets(query)).map(([ts]) => ts)
    let looked = 0

    return async (span) => {
      const [begin, end] = [span.from - longEnough, Math.min(span.to, to)]
      const gaps: Span[] = []
      let exact = true
      const edges = [undefined, ...filled.filter((ts) => ts + lookMs > begin && ts < end), undefined]
      for (let index = 1; index < edges.length; index++) {
        const [before, after] = [edges[index - 1], edges[index]]
        // The longest that it can be, whatever is in the buckets beside it.
        const most = (after === undefined ? end : after + lookMs) - (before ?? begin)
        if (most <= longEnough || (before !== undefined && after === before + lookMs)) continue
        const exactly = looked++ < exactGaps
        const lastBefore = before === undefined || !exactly ? undefined : await lastIn(before, end)
        const firstAfter = after === undefined || !exactly ? undefined : await firstIn(after)
        if (exactly && ((before !== undefined && !lastBefore) || (after !== undefined && !firstAfter))) exact = false
        const gap = {
          // What has lasted longer stands in the span before.
          from: before === undefined ? span.from : (lastBefore ?? before + lookMs),
          to: after === undefined ? end : (firstAfter ?? after)
        }
        const lasted = gap.to - (before === undefined ? begin : gap.from)
        if (lasted > longEnough && gap.to > span.from) gaps.push(gap)
      }
      return { gaps, exact }
    }
  }

  async function firstIn(bucket: number): Promise<number | undefined> {
    const [first] = await readings.range({ equipment, metric, from: bucket, to: bucket + lookMs, limit: 1 })
    return first?.[0]
  }

  async function lastIn(bucket: number, end: number): Promise<number | undefined> {
    const span = { from: bucket, to: Math.min(bucket + lookMs, end) }
    const found = await readings.range({ equipment, metric, ...span, limit: 50_000 })
    return found.at(-1)?.[0]
  }
}
