/**
 * VictoriaMetrics behind the port of an external store: written as line protocol, raw values by
 * its export API, buckets by PromQL. It runs with `-dedup.minScrapeInterval=1ms
 * -search.latencyOffset=0s -retentionPeriod=5y`.
 */
import { planBuckets } from './bucket-edges.ts'
import { type BucketRun, splitRun, toBucketRuns } from './bucket-runs.ts'
import type { ExternalStore, NumberPoint } from './external-store.ts'
import { gatherBuckets } from './gather-buckets.ts'
import { createLineWriter, measurement, toField } from './line-writer.ts'
import { linesOf } from './response-lines.ts'

/** It has no write-ahead log: a kill took the last 9 s it had acknowledged (design). */
const settleMs = 60_000
const queryTimeoutMs = 15_000
const checkTimeoutMs = 5000
/** Its own limit is 30,000 points a series (`-search.maxPointsPerTimeseries`). */
const bucketsPerQuery = 10_000
/** Beyond so many, reading every value costs less than asking for every bucket. */
const mostQueries = 12
const valuesPerLine = 5000

export type VictoriaMetricsOptions = { url: string; site: string }

export function createVictoriaMetricsStore({ url, site }: VictoriaMetricsOptions): ExternalStore {
  // Organisation and bucket mean nothing to it.
  const writer = createLineWriter({ url, org: '', bucket: '', site })

  const selector = ({ equipment, metric }: { equipment: string; metric: string }) =>
    `{__name__=${JSON.stringify(`${measurement}_${toField(metric)}`)},site=${JSON.stringify(site)},equipment=${JSON.stringify(equipment)}}`

  async function ask(path: string, form?: Record<string, string>): Promise<Response> {
    const request = form
      ? { method: 'POST', body: new URLSearchParams(form), signal: AbortSignal.timeout(queryTimeoutMs) }
      : { signal: AbortSignal.timeout(checkTimeoutMs) }
    const response = await fetch(`${url}${path}`, request)
    if (!response.ok) throw new Error(`${path} answered ${response.status}: ${(await response.text()).slice(0, 300)}`)
    return response
  }

  /** Raw values of [from, to), ascending. */
  async function* values(query: { equipment: string; metric: string; from: number; to: number }): AsyncGenerator<NumberPoint> {
    const response = await ask('/api/v1/export', {
      'match[]': selector(query),
      start: toSeconds(query.from),
      end: toSeconds(query.to - 1),
      max_rows_per_line: String(valuesPerLine)
    })
    for await (const line of linesOf(response)) {
      const { timestamps, values: nums } = JSON.parse(line) as { timestamps: number[]; values: (number | null)[] }
      for (const [index, ts] of timestamps.entries()) {
        const num = nums[index]
        if (ts >= query.from && ts < query.to && typeof num === 'number') yield [ts, num]
      }
    }
  }

  async function bucketsOfRun(run: BucketRun, series: string, fn: string): Promise<NumberPoint[]> {
    // A window ends at its time and takes what lies in (t - width, t]; our buckets begin at theirs.
    const ends = run.start + run.width - 1
    const response = await ask('/api/v1/query_range', {
      query: `${fn}_over_time(${series}[${run.width}ms])`,
      start: toSeconds(ends),
      end: toSeconds(ends + (run.count - 1) * run.width),
      step: `${run.width}ms`,
      // Its cache moves the windows to multiples of the step, and does not see what is filled in later.
      nocache: '1'
    })
    const { data } = (await response.json()) as { data: { result: { values: [seconds: number, num: string][] }[] } }
    const found = data.result.flatMap((result) => result.values)
    return found.map(([seconds, num]) => [run.firstTs + Math.round(seconds * 1000) - ends, Number(num)])
  }

  return {
    name: `victoriametrics ${url}`,
    settleMs,
    write: writer.write,

    async check() {
      await ask('/health')
      // Behind a proxy the figures may be out of reach; then a failed write is the only sign of a restart.
      const figures = await ask('/metrics').then(
        (response) => response.text(),
        () => ''
      )
      return /^vm_app_start_timestamp (\S+)$/m.exec(figures)?.[1]
    },

    async range(query) {
      const points: NumberPoint[] = []
      if (query.from >= query.to) return points
      for await (const point of values(query)) {
        points.push(point)
        if (points.length >= query.limit) break
      }
      return points
    },

    async buckets({ fn, from, to, step, timezone, ...series }) {
      const plan = planBuckets(from, to, step, timezone)
      const runs = toBucketRuns(plan, from, to)
      const queries = runs.reduce((sum, { count }) => sum + Math.ceil(count / bucketsPerQuery), 0)
      if (queries > mostQueries + runs.length) return gatherBuckets(values({ ...series, from, to }), plan, fn)
      const points: NumberPoint[] = []
      for (const run of runs.flatMap((whole) => splitRun(whole, bucketsPerQuery))) {
        points.push(...(await bucketsOfRun(run, selector(series), fn)))
      }
      return points
    }
  }
}

/** ms as seconds. A quarter of a ms more, as it cuts off what the binary fraction leaves short of a whole one. */
function toSeconds(ms: number): string {
  return ((ms + 0.25) / 1000).toFixed(5)
}
