/**
 * The customer's time-series database goes away under load, and comes back: PUBACKs go on, and
 * afterwards every acknowledged reading is in it, once. The gate's sizes are small; the full run is a part of `npm run soak`.
 */
import { setInterval as every } from 'node:timers/promises'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { Health } from '../../server/contract/session.ts'
import { connectPublisher, type Publisher } from '../support/publisher.ts'
import { reportFigures } from '../support/report-figures.ts'
import { type Service, startService } from '../support/service.ts'
import { hasVictoriaMetrics, startVictoriaMetrics, type VictoriaMetrics } from '../support/victoria-metrics.ts'

const pumps = Array.from({ length: 10 }, (_, index) => `pump-${index}`)
const site = `
site: { id: demo, name: 示范小区, defaults: off }
equipment:
${pumps.map((id) => `  - { id: ${id}, kind: booster_pump, name: ${id}, location: B1 }`).join('\n')}
devices:
${pumps.map((id) => `  - { id: plc-${id}, password: s3cret, equipment: [${id}] }`).join('\n')}
`
/** Messages a second over all devices, 3 values each. */
const rate = Number(process.env['OUTAGE_RATE'] ?? 500)
const outageMs = Number(process.env['OUTAGE_MS'] ?? 1500)
const beatMs = 20
const patience = { timeout: outageMs + 60_000, interval: 50 }

let service: Service | undefined
let database: VictoriaMetrics | undefined
afterEach(async () => {
  await service?.kill()
  service?.remove()
  await database?.remove()
  service = database = undefined
})

/** Publishes at `rate` until it is stopped; keeps what was acknowledged, per pump. */
function startLoad(publishers: Publisher[]) {
  const ledger = pumps.map((): number[] => [])
  let acknowledged = 0
  let slowestMs = 0
  let ts = Date.now() - 3_600_000
  const stopping = new AbortController()
  const sending = (async () => {
    const open: Promise<void>[] = []
    let due = 0
    try {
      for await (const _ of every(beatMs, undefined, { signal: stopping.signal })) {
        for (due += (rate * beatMs) / 1000; due >= 1; due--) open.push(publish(ts++))
      }
    } catch (error) {
      if (!stopping.signal.aborted) throw error
    }
    await Promise.all(open)
  })()

  async function publish(at: number): Promise<void> {
    const index = at % pumps.length
    const values = { outlet_pressure: 0.4, running: true, motor_current: 20 }
    const begun = performance.now()
    if (!(await publishers[index]?.publish(`facility/demo/${pumps[index]}/telemetry`, { ts: at, values }))) return
    slowestMs = Math.max(slowestMs, performance.now() - begun)
    ledger[index]?.push(at)
    acknowledged++
  }

  return {
    acknowledged: () => acknowledged,
    slowestMs: () => slowestMs,
    /** Resolves when so many more were acknowledged. */
    more: (count: number) => {
      const goal = acknowledged + count
      return vi.waitFor(() => expect(acknowledged).toBeGreaterThanOrEqual(goal), patience)
    },
    async stop() {
      stopping.abort()
      await sending
      return ledger
    }
  }
}

async function health({ url }: Service): Promise<{ code: number; timeseries: string }> {
  const response = await fetch(`${url}/api/v1/health`)
  const { components } = (await response.json()) as Health
  return { code: response.status, timeseries: components.timeseries }
}

async function metric({ url }: Service, name: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text()
  return Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1])
}

describe.skipIf(!hasVictoriaMetrics)('VictoriaMetrics (Debian: victoria-metrics) under load', () => {
  it('is killed, and stopped, and has every acknowledged reading afterwards', { timeout: 4 * outageMs + 120_000 }, async () => {
    database = await startVictoriaMetrics()
    service = await startService({ site, env: { TIMESERIES_URL: `victoriametrics://127.0.0.1:${database.port}` } })
    const { mqttPort } = service
    const login = (id: string) => connectPublisher({ port: mqttPort, username: `plc-${id}`, password: 's3cret' })
    const publishers = await Promise.all(pumps.map(login))
    const running = service
    const load = startLoad(publishers)
    const during = (rate * outageMs) / 1000
    const states: unknown[] = []

    await load.more(rate * 2)
    for (const end of [database.kill, database.stop]) {
      await end()
      await vi.waitFor(async () => expect(await health(running)).toEqual({ code: 200, timeseries: 'down' }), patience)
      // Nobody is there to take them, and they are acknowledged all the same.
      await load.more(during)
      states.push(await metric(running, 'wuxun_timeseries_lag_groups'))
      await database.start()
      await vi.waitFor(async () => expect(await health(running)).toEqual({ code: 200, timeseries: 'ok' }), patience)
      await load.more(rate)
    }
    const ledger = await load.stop()
    await vi.waitFor(async () => {
      expect(await metric(running, 'wuxun_timeseries_reachable')).toBe(1)
      expect(await metric(running, 'wuxun_timeseries_lag_groups')).toBe(0)
    }, patience)
    await database.flush()

    let counted = 0
    for (const [index, id] of pumps.entries()) {
      const acknowledged = ledger[index] ?? []
      for (const name of ['outlet_pressure', 'running', 'motor_current']) {
        const stored = await database.times(`{__name__="wuxun_${name}",equipment="${id}"}`)
        const there = new Set(stored)
        expect(acknowledged.filter((ts) => !there.has(ts))).toEqual([])
        expect(stored.length).toBe(acknowledged.length)
        counted += stored.length
      }
    }
    expect(counted).toBe(3 * load.acknowledged())
    for (const lag of states) expect(lag).toBeGreaterThan(0)
    const written = await metric(running, 'wuxun_timeseries_written_readings')
    reportFigures(
      `acknowledged ${load.acknowledged()} messages, slowest PUBACK ${load.slowestMs().toFixed(0)} ms; ` +
        `in the database ${counted} readings of ${3 * load.acknowledged()}, sent ${written} with repeats; lag in groups ${states.join(', ')}`
    )
    await Promise.all(publishers.map((publisher) => publisher.end()))
  })

  it('hangs, and holds up neither PUBACKs nor the end of the service', async () => {
    database = await startVictoriaMetrics()
    service = await startService({ site, env: { TIMESERIES_URL: `victoriametrics://127.0.0.1:${database.port}` } })
    const plc = await connectPublisher({ port: service.mqttPort, username: 'plc-pump-0', password: 's3cret' })
    const publish = (ts: number) => plc.publish('facility/demo/pump-0/telemetry', { ts, values: { outlet_pressure: 0.4 } })
    database.signal('SIGSTOP')
    const ts = Date.now()
    for (let index = 0; index < 20; index++) expect(await publish(ts + index)).toBe(true)
    await plc.end()
    expect(await service.stop()).toBe(0)

    database.signal('SIGCONT')
    const again = await startService({
      site,
      dataDir: service.dataDir,
      env: { TIMESERIES_URL: `victoriametrics://127.0.0.1:${database.port}` }
    })
    service = again
    const { times, flush } = database
    await vi.waitFor(async () => {
      await flush()
      expect(await times('{__name__="wuxun_outlet_pressure"}')).toEqual(Array.from({ length: 20 }, (_, index) => ts + index))
    }, patience)
  })
})
