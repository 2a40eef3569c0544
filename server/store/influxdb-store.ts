/** InfluxDB 2 behind the port of an external store: written as line protocol, read by Flux. */
import { type FluxTableMetaData, InfluxDB, type ParameterizedQuery } from '@influxdata/influxdb-client'
import { planBuckets } from './bucket-edges.ts'
import { toBucketRuns } from './bucket-runs.ts'
import type { ExternalStore, NumberPoint } from './external-store.ts'
import { bucketsQuery, probeQuery, rangeQuery } from './flux-queries.ts'
import { createLineWriter } from './line-writer.ts'

const queryTimeoutMs = 15_000

export type InfluxdbOptions = { url: string; token: string; org: string; bucket: string; site: string }

export function createInfluxdbStore({ url, token, org, bucket, site }: InfluxdbOptions): ExternalStore {
  const writer = createLineWriter({ url, token, org, bucket, site })
  const queries = new InfluxDB({ url, token, timeout: queryTimeoutMs }).getQueryApi({ org, gzip: true })

  const points = (query: ParameterizedQuery): Promise<NumberPoint[]> => queries.collectRows(query, toPoint)

  return {
    name: `influxdb ${url} ${org}/${bucket}`,
    // Its write-ahead log is synced before it answers.
    settleMs: 0,
    write: writer.write,

    async check() {
      await queries.collectRows(probeQuery(bucket))
      return undefined
    },

    async range({ from, to, limit, ...series }) {
      return from < to ? points(rangeQuery({ ...series, bucket, site }, from, to, limit)) : []
    },

    async buckets({ fn, from, to, step, timezone, equipment, metric }) {
      const series = { equipment, metric, bucket, site }
      const found: NumberPoint[] = []
      for (const run of toBucketRuns(planBuckets(from, to, step, timezone), from, to)) {
        for (const [start, num] of await points(bucketsQuery(series, run, fn))) found.push([run.firstTs + start - run.start, num])
      }
      return found
    }
  }
}

/** A query that fails half-way answers 200, and says so in a table of its own. */
function toPoint(row: string[], table: FluxTableMetaData): NumberPoint {
  if (table.columns.some(({ label }) => label === 'error')) throw new Error(`InfluxDB: ${String(table.get(row, 'error'))}`)
  return [Date.parse(String(table.get(row, '_time'))), Number(table.get(row, '_value'))]
}
