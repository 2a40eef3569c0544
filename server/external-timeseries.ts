/** The customer's time-series database joined to the service: fed from the journal, read beside it. */

import type { Logger } from 'pino'
import { Gauge, type Registry } from 'prom-client'
import { type Database, readMeta, writeMeta } from './database/database.ts'
import { SetupError } from './errors.ts'
import type { ExternalStore } from './store/external-store.ts'
import type { ForwardSource } from './store/forward-source.ts'
import { createForwarder, type Forwarder, type ForwarderStatus } from './store/forwarder.ts'
import { createInfluxdbStore } from './store/influxdb-store.ts'
import type { ReadingStore } from './store/reading-store.ts'
import { createTieredReadings } from './store/tiered-readings.ts'
import { createVictoriaMetricsStore } from './store/victoria-metrics-store.ts'
import type { TimeseriesTarget } from './timeseries-url.ts'

export type ExternalTimeseriesOptions = {
  target: TimeseriesTarget
  /** Id of the site: several may share one database. */
  site: string
  journal: ReadingStore & { outgoing: ForwardSource }
  database: Database
  now: () => number
  log: Logger
  registry: Registry
}

export type ExternalTimeseries = Pick<Forwarder, 'tick' | 'stop' | 'status'> & { readings: ReadingStore }

const dayMs = 86_400_000
/** The journal answers the last days alone: what people look at all day costs the database nothing. */
const recentMs = 7 * dayMs

/** @throws SetupError when the database does not answer or does not let us in. */
export async function connectExternalTimeseries(options: ExternalTimeseriesOptions): Promise<ExternalTimeseries> {
  const { target, site, journal, database, now, log } = options
  const external = openStore(target, site)
  const key = `forwarded_seq ${external.name}`
  const forwarder = createForwarder({
    source: journal.outgoing,
    external,
    now,
    offset: {
      async load() {
        const stored = await readMeta(database, key)
        return stored === undefined ? undefined : Number(stored)
      },
      save: (seq) => writeMeta(database, key, String(seq))
    },
    onChange({ reachable, error }) {
      if (reachable) log.info({ timeseries: external.name }, 'The time-series database answers again and is filled in.')
      else log.warn({ timeseries: external.name, err: error }, 'The time-series database fails; readings wait in the journal.')
    },
    onRefused: (reason) => log.error({ timeseries: external.name, reason }, 'The time-series database refuses readings for good.')
  })
  await forwarder.start().catch((cause: Error) => {
    throw new SetupError(`TIMESERIES_URL: ${target.url} does not answer as it should: ${reasonOf(cause)}`, { cause })
  })
  showStatus(options.registry, forwarder.status)
  const readings = createTieredReadings({
    journal,
    external,
    source: journal.outgoing,
    settledSeq: forwarder.settledSeq,
    recentMs,
    now,
    onFallback: (err) => log.warn({ timeseries: external.name, err }, 'Older readings come from the journal for now.')
  })
  return { readings, tick: forwarder.tick, stop: forwarder.stop, status: forwarder.status }
}

function openStore(target: TimeseriesTarget, site: string): ExternalStore {
  return target.kind === 'influxdb'
    ? createInfluxdbStore({ ...target, site })
    : createVictoriaMetricsStore({ url: target.url, site })
}

/** One line; fetch hides the reason in its cause. */
function reasonOf(error: Error): string {
  const reason = error.cause instanceof Error ? error.cause : error
  const code = (reason as NodeJS.ErrnoException).code
  return (reason.message || code || reason.name).split('\n')[0] ?? ''
}

function showStatus(registry: Registry, status: () => ForwarderStatus): void {
  const show = (name: string, help: string, value: (now: ForwarderStatus) => number) =>
    new Gauge({
      name,
      help,
      registers: [registry],
      collect() {
        this.set(value(status()))
      }
    })
  show('wuxun_timeseries_reachable', '1 while the external time-series database takes readings', ({ reachable }) =>
    reachable ? 1 : 0
  )
  show('wuxun_timeseries_lag_groups', 'Groups of the journal it does not have yet', ({ lagGroups }) => lagGroups)
  show('wuxun_timeseries_lag_seconds', 'Age of the oldest reading it does not have yet', ({ lagSeconds }) => lagSeconds)
  show('wuxun_timeseries_written_readings', 'Readings written to it since the start, repeats included', ({ written }) => written)
}
