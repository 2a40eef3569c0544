import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import type { MetricInfo } from '../../../../server/contract/equipment.ts'
import type { BucketFunction, Point } from '../../../../server/contract/readings.ts'
import { apiGet } from '../api-client.ts'
import { serverNow } from '../clock.ts'

/** The last hours, moving on with the clock; or a piece of the past (ms, `[from, to)`). */
export type TrendRange = { kind: 'live'; hours: number } | { kind: 'fixed'; from: number; to: number }

/** Ascending. With `stepMs`, `low` and `high` are each bucket's extremes, so that averaging hides no peak. */
export type Trend = {
  stepMs: number
  points: Point[]
  low: Map<number, number>
  high: Map<number, number>
  /** How many readings in it came with a time ahead of the server's. */
  skewed: number
}

export type TrendKey = readonly ['readings', string, string, TrendRange]
function trendKey(equipment: string, metric: string, range: TrendRange): TrendKey {
  return ['readings', equipment, metric, range]
}

export type Step = { text: string; ms: number }
const minute = 60_000
const hour = 60 * minute
const steps: readonly Step[] = [
  { text: '5s', ms: 5_000 },
  { text: '10s', ms: 10_000 },
  { text: '30s', ms: 30_000 },
  { text: '1m', ms: minute },
  { text: '2m', ms: 2 * minute },
  { text: '5m', ms: 5 * minute },
  { text: '10m', ms: 10 * minute },
  { text: '15m', ms: 15 * minute },
  { text: '30m', ms: 30 * minute },
  { text: '1h', ms: hour },
  { text: '6h', ms: 6 * hour }
]
const widest: Step = { text: '1d', ms: 24 * hour }
const wantedPoints = 1_500

/** The finest bucket that keeps a chart light; undefined (raw) when the metric does not report more often than that. */
function chooseStep(spanMs: number, sampleSeconds: number | undefined): Step | undefined {
  const least = spanMs / wantedPoints
  const step = steps.find(({ ms }) => ms >= least) ?? widest
  const rawPeriod = (sampleSeconds ?? 1) * 1_000
  return least <= rawPeriod ? undefined : step
}

function rangeBounds(range: TrendRange): { from: number; to: number } {
  if (range.kind === 'fixed') return range
  const to = serverNow()
  return { from: to - range.hours * 3_600_000, to }
}

export function trendQuery(equipment: string, metric: string, info: MetricInfo, range: TrendRange) {
  return queryOptions({
    queryKey: trendKey(equipment, metric, range),
    queryFn: async ({ signal }): Promise<Trend> => {
      const { from, to } = rangeBounds(range)
      const step = chooseStep(to - from, info.sample)
      const read = (fn: BucketFunction) => readPoints({ equipment, metric, from, to, step: step?.text, fn }, signal)
      // What reports on change holds between two reports: its last value is the bucket's, a mean of floors is none.
      const averaged = info.type === 'number' && info.sample !== undefined
      if (step === undefined || !averaged) return { ...plain(await read('last')), stepMs: step?.ms ?? 0 }
      const [average, low, high] = await Promise.all([read('avg'), read('min'), read('max')])
      return { ...average, stepMs: step.ms, low: byTime(low.points), high: byTime(high.points) }
    },
    placeholderData: keepPreviousData,
    staleTime: 60_000,
    gcTime: 60_000,
    structuralSharing: false
  })
}

type ReadWish = { equipment: string; metric: string; from: number; to: number; step: string | undefined; fn: BucketFunction }

type Found = Pick<Trend, 'points' | 'skewed'>

async function readPoints(wish: ReadWish, signal: AbortSignal): Promise<Found> {
  const { equipment, metric, step, fn } = wish
  const range = { from: new Date(wish.from).toISOString(), to: new Date(wish.to).toISOString() }
  const query = { metric, ...range, ...(step === undefined ? {} : { step, fn }) }
  const path = `/equipment/${encodeURIComponent(equipment)}/readings`
  const { points, skewed = [] } = await apiGet<{ points: Point[]; skewed?: number[] }>(path, query, signal)
  return { points, skewed: skewed.length }
}

function plain(found: Found): Omit<Trend, 'stepMs'> {
  return { ...found, low: new Map(), high: new Map() }
}

function byTime(points: Point[]): Map<number, number> {
  const map = new Map<number, number>()
  for (const [ts, value] of points) if (typeof value === 'number') map.set(ts, value)
  return map
}

/** The trend with one live value at its end, and what has left the window gone. */
export function withLivePoint(trend: Trend, [ts, value]: Point, from: number): Trend {
  const last = trend.points.at(-1)
  if (last && ts <= last[0]) return trend
  const points = trend.points.filter(([at]) => at >= from)
  const bucket = (point: Point | undefined) => (point && trend.stepMs > 0 ? Math.floor(point[0] / trend.stepMs) : undefined)
  const own = bucket([ts, value])
  // At most one live value stays beside each fetched bucket: a page left open all day must not grow.
  if (own !== undefined && bucket(points.at(-1)) === own && bucket(points.at(-2)) === own) points.pop()
  points.push([ts, value])
  return { ...trend, points }
}
