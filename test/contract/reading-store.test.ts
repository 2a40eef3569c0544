/** The same numbers from every store that can answer a chart, whichever way the readings came into it. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DateTime } from 'luxon'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Arrival, Value } from '../../gateway/reading.ts'
import { type DuckdbJournal, openDuckdbJournal } from '../../server/store/duckdb-journal.ts'
import type { ExternalStore } from '../../server/store/external-store.ts'
import { createForwarder } from '../../server/store/forwarder.ts'
import { createInfluxdbStore } from '../../server/store/influxdb-store.ts'
import { createMemoryJournal } from '../../server/store/memory-journal.ts'
import type { BucketQuery, ReadingPoint, ReadingStore } from '../../server/store/reading-store.ts'
import { createTieredReadings } from '../../server/store/tiered-readings.ts'
import { createVictoriaMetricsStore } from '../../server/store/victoria-metrics-store.ts'
import { parseTimeseriesUrl } from '../../server/timeseries-url.ts'
import { anArrival, aReading } from '../support/field-factories.ts'
import { createRandom } from '../support/random.ts'
import { hasVictoriaMetrics, startVictoriaMetrics } from '../support/victoria-metrics.ts'

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour
const zone = 'Asia/Shanghai'
/** Of a place whose days are not all of one length; a year of them holds both changes. */
const zoneWithSummer = 'Europe/Berlin'
const midnight = DateTime.now().setZone(zone).startOf('day').toMillis()
const start = midnight - 400 * day
const last = midnight - 10 * day
const site = `contract-${process.pid}-${Date.now()}`

/** A year of a value every 7 h or so, a dense hour, single values at edges, and repeats that must not count. */
function makeReadings(): Arrival[] {
  const random = createRandom(7)
  const group: Arrival[] = []
  const put = (metric: string, ts: number, value: Value) => group.push(anArrival({ readings: [aReading({ metric, ts, value })] }))
  for (let ts = start; ts < last; ts += 6 * hour + random.below(2 * hour)) {
    put('outlet_pressure', ts, random.below(1000) / 1000)
    put('running', ts, random.chance(0.5))
  }
  for (let ts = last; ts < last + hour; ts += 250) put('vibration', ts, random.below(7000) / 1000)
  const edges = [start, start + hour - 1, start + hour, start + day - 1, start + day, start + day + 1]
  for (const [index, ts] of edges.entries()) put('flow', ts, index - 2.5)
  put('control_mode', start, 'auto')
  put('control_mode', start + 1, 'manual')
  put('泵 "1" 温度=, \\', start, 21.5)
  return group
}

const late = [
  anArrival({ readings: [aReading({ metric: 'flow', ts: start + hour, value: 99 })] }),
  anArrival({ readings: [aReading({ metric: 'flow', ts: start + 30 * minute, value: 7 })] }),
  anArrival({ readings: [aReading({ metric: 'flow', ts: start + hour, value: 98 })] })
]

type Series = { equipment: string; metric: string; from: number; to: number }
type House = { readings: ReadingStore; stop(): Promise<void> }

async function openJournal(): Promise<{ journal: DuckdbJournal; stop(): Promise<void> }> {
  const folder = mkdtempSync(join(tmpdir(), 'wuxun-readings-'))
  const journal = await openDuckdbJournal(join(folder, 'journal.duckdb'))
  for (const group of [makeReadings(), late]) await journal.append(group)
  return {
    journal,
    async stop() {
      await journal.stop()
      rmSync(folder, { recursive: true })
    }
  }
}

async function embedded(): Promise<House> {
  const { journal, stop } = await openJournal()
  return { readings: journal, stop }
}

/** The way everything takes: journal, forwarder, database, and back; nothing is recent enough for the journal to answer. */
async function external(store: ExternalStore, settled: () => Promise<void>): Promise<House> {
  const { journal, stop } = await openJournal()
  const failures: unknown[] = []
  const forwarder = createForwarder({
    source: journal.outgoing,
    external: { ...store, settleMs: 0 },
    offset: { load: async () => 0, save: async () => undefined },
    now: Date.now,
    onChange: ({ error }) => failures.push(error),
    onRefused: (reason) => failures.push(reason)
  })
  await forwarder.start()
  await forwarder.idle()
  await forwarder.stop()
  await settled()
  expect({ failures, lag: forwarder.status().lagGroups }).toEqual({ failures: [], lag: 0 })
  const { outgoing } = journal
  // What is not over there (text, what never was) is the journal's to answer, and nothing else.
  const askJournal = <Query extends Series, Answer>(query: Query, ask: (query: Query) => Promise<Answer>): Promise<Answer> => {
    const type = outgoing.typeOf(query.equipment, query.metric)
    if (type === undefined || type === 'text' || query.from >= query.to) return ask(query)
    throw new Error('the journal was asked')
  }
  const readings = createTieredReadings({
    journal: {
      range: (query) => askJournal(query, journal.range),
      buckets: (query) => askJournal(query, journal.buckets)
    },
    external: store,
    source: outgoing,
    settledSeq: forwarder.settledSeq,
    recentMs: 0,
    now: Date.now,
    onFallback(error) {
      throw error
    }
  })
  return { readings, stop }
}

async function victoriaMetrics(): Promise<House> {
  const server = await startVictoriaMetrics()
  const house = await external(createVictoriaMetricsStore({ url: server.url, site }), server.flush)
  return {
    readings: house.readings,
    async stop() {
      await house.stop()
      await server.remove()
    }
  }
}

const influxUrl = process.env['INFLUX_TEST_URL']
async function influxdb(): Promise<House> {
  const target = parseTimeseriesUrl(influxUrl ?? '')
  if (target?.kind !== 'influxdb') throw new Error('INFLUX_TEST_URL: expected influxdb://token@host:8086/org/bucket')
  return external(createInfluxdbStore({ ...target, site }), async () => undefined)
}

const stores: [name: string, available: boolean, open: () => Promise<House>][] = [
  ['the embedded store', true, embedded],
  ['VictoriaMetrics (Debian: victoria-metrics)', hasVictoriaMetrics, victoriaMetrics],
  // Not in Debian: the gate cannot install it.
  ['InfluxDB 2 (INFLUX_TEST_URL)', influxUrl !== undefined, influxdb]
]

describe.each(stores)('%s', (_, available, open) => {
  describe.skipIf(!available)('answers as the reference does', () => {
    const reference = createMemoryJournal()
    let house: House
    beforeAll(async () => {
      for (const group of [makeReadings(), late]) await reference.append(group)
      house = await open()
    })
    afterAll(() => house?.stop())

    const pump = (metric: string, from: number, to: number) => ({ equipment: 'pump-1', metric, from, to })

    async function expectSame(query: BucketQuery): Promise<void> {
      expectClose(await house.readings.buckets(query), await reference.buckets(query))
    }

    it('raw, ascending, the first value of each ts, late ones in their place', async () => {
      expect(await house.readings.range({ ...pump('flow', start, start + 2 * day), limit: 100 })).toEqual([
        [start, -2.5],
        [start + 30 * minute, 7],
        [start + hour - 1, -1.5],
        [start + hour, -0.5],
        [start + day - 1, 0.5],
        [start + day, 1.5],
        [start + day + 1, 2.5]
      ])
    })

    it('raw with its begin, without its end, up to a limit', async () => {
      const { range } = house.readings
      expect(await range({ ...pump('flow', start + hour, start + day), limit: 100 })).toEqual([
        [start + hour, -0.5],
        [start + day - 1, 0.5]
      ])
      expect(await range({ ...pump('flow', start, start + 2 * day), limit: 2 })).toEqual([
        [start, -2.5],
        [start + 30 * minute, 7]
      ])
      expect(await range({ ...pump('flow', start + 5, start + 5), limit: 2 })).toEqual([])
      expect(await range({ ...pump('flow', 0, start), limit: 2 })).toEqual([])
    })

    it.each(['outlet_pressure', 'vibration', 'running', 'control_mode', 'ghost'])('every %s of a year', async (metric) => {
      const query = { ...pump(metric, start, midnight), limit: 50_000 }
      const points = await house.readings.range(query)
      expect(points).toEqual(await reference.range(query))
      expect(points.length).toBeGreaterThan(metric === 'ghost' ? -1 : 1)
    })

    it('a metric of any name', async () => {
      expect(await house.readings.range({ ...pump('泵 "1" 温度=, \\', start, midnight), limit: 9 })).toEqual([[start, 21.5]])
    })

    describe.each(['avg', 'min', 'max', 'last', 'count'] as const)('%s', (fn) => {
      it.each<[name: string, step: number, from: number, to: number, timezone?: string]>([
        ['an hour, from the epoch on', hour, start, start + 3 * day],
        ['7 minutes, in a range that begins and ends within one', 7 * minute, start + minute, start + hour + 2 * minute],
        ['the one bucket a range lies in', day / 2, start + hour, start + 2 * hour],
        ['a millisecond', 1, start + day - 2, start + day + 2],
        ['a day, from midnight of the site', day, start + 5 * hour, midnight],
        ['a week of the site', 7 * day, start + 5 * hour, midnight],
        ['a day, where summer has other hours', day, start, midnight, zoneWithSummer],
        ['30 days, where summer has other hours', 30 * day, start, midnight, zoneWithSummer],
        ['an hour of a year: more buckets than one query may bring', hour / 2, start, midnight],
        ['a second of a year: nearly all empty', 1000, start, midnight]
      ])('%s', async (_, step, from, to, timezone = zone) => {
        for (const metric of ['outlet_pressure', 'flow']) await expectSame({ ...pump(metric, from, to), step, fn, timezone })
      })
      it('a second of a dense hour', async () => {
        await expectSame({ ...pump('vibration', last, last + hour), step: 1000, fn, timezone: zone })
      })
      it('an hour of booleans', async () => {
        await expectSame({ ...pump('running', start, midnight), step: 12 * hour, fn, timezone: zone })
      })
    })

    it('nothing for a series that never was', async () => {
      await expectSame({ ...pump('ghost', start, midnight), step: day, fn: 'avg', timezone: zone })
      expect(await house.readings.buckets({ ...pump('flow', 5, 5), step: day, fn: 'avg', timezone: zone })).toEqual([])
    })
  })
})

/** Sums in another order differ in the last digit. */
function expectClose(found: ReadingPoint[], expected: ReadingPoint[]): void {
  expect(found.map(([ts]) => ts)).toEqual(expected.map(([ts]) => ts))
  for (const [index, [, value]] of expected.entries()) {
    const [, other] = found[index] ?? []
    if (typeof value === 'number') expect(Math.abs(Number(other) - value)).toBeLessThan(1e-9)
    else expect(other).toBe(value)
  }
}
