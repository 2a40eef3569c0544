/** The Flux we ask InfluxDB, as text. Values are escaped by the client's `flux` template. */
import {
  flux,
  fluxDateTime,
  fluxDuration,
  fluxExpression,
  fluxInteger,
  type ParameterizedQuery
} from '@influxdata/influxdb-client'
import type { BucketRun } from './bucket-runs.ts'
import { measurement, toField } from './line-writer.ts'
import type { BucketQuery } from './reading-store.ts'

export type FluxSeries = { bucket: string; site: string; equipment: string; metric: string }

/** A name as Flux calls it; the others are called the same. */
const fluxNames: Partial<Record<BucketQuery['fn'], string>> = { avg: 'mean' }

/** Raw values of [from, to), ascending. */
export function rangeQuery(series: FluxSeries, from: number, to: number, limit: number): ParameterizedQuery {
  return flux`${readings(series, from, to)}
  |> keep(columns: ["_time", "_value"])
  |> sort(columns: ["_time"])
  |> limit(n: ${fluxInteger(limit)})`
}

/**
 * One row a bucket that is not empty, its `_time` the bucket's start. Widths are given in ms and moved by an
 * offset: so days begin where the plan says, whatever zone the database lives in.
 */
export function bucketsQuery(series: FluxSeries, run: BucketRun, fn: BucketQuery['fn']): ParameterizedQuery {
  const every = fluxDuration(`${run.width}ms`)
  const offset = fluxDuration(`${run.start % run.width}ms`)
  return flux`${readings(series, run.start, run.start + run.width * run.count)}
  |> keep(columns: ["_start", "_stop", "_time", "_value"])
  |> aggregateWindow(every: ${every}, offset: ${offset}, fn: ${fluxExpression(fluxNames[fn] ?? fn)}, timeSrc: "_start", createEmpty: false)
  |> keep(columns: ["_time", "_value"])`
}

/** Costs nothing; fails when the token may not read the bucket or there is none of that name. */
export function probeQuery(bucket: string): ParameterizedQuery {
  return flux`from(bucket: ${bucket}) |> range(start: -1s) |> limit(n: 1)`
}

function readings({ bucket, site, equipment, metric }: FluxSeries, from: number, to: number): ParameterizedQuery {
  const at = (ms: number) => fluxDateTime(new Date(ms).toISOString())
  return flux`from(bucket: ${bucket})
  |> range(start: ${at(from)}, stop: ${at(to)})
  |> filter(fn: (r) => r._measurement == ${measurement} and r._field == ${toField(metric)})
  |> filter(fn: (r) => r.site == ${site} and r.equipment == ${equipment})`
}
