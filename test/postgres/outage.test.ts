/** The database goes away and comes back under a running service: nothing acknowledged is lost, nothing is doubled. */
import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { TicketItem } from '../../server/contract/tickets.ts'
import { postgresServer } from '../support/databases.ts'
import { createPostgresDatabase, preparePostgres } from '../support/postgres-databases.ts'
import { type PostgresServer, startPostgres } from '../support/postgres-server.ts'
import { connectPublisher, type Publisher } from '../support/publisher.ts'
import { adminPassword, type Service, startService } from '../support/service.ts'

const site = `
site: { id: demo, name: 示范小区, defaults: off }
equipment:
  - { id: pump-1, kind: booster_pump, name: 1#生活水泵, location: B1 }
  - { id: pump-2, kind: booster_pump, name: 2#生活水泵, location: B1 }
  - { id: pump-3, kind: booster_pump, name: 3#生活水泵, location: B1 }
devices:
  - { id: plc-1, password: s3cret, equipment: [pump-1, pump-2, pump-3] }
rules:
  - { id: low, kind: booster_pump, metric: outlet_pressure, below: 0.25, severity: critical, title: 供水压力低, action: 检查水泵 }
`
const messages = 1000

type Health = { components: Record<string, string> }

let postgres: PostgresServer
let service: Service
beforeAll(async () => {
  if (postgresServer() === undefined) return
  postgres = await startPostgres({ durable: true })
  await preparePostgres(postgres.url)
  const databaseUrl = await createPostgresDatabase(postgres.url)
  service = await startService({ site, env: { DATABASE_URL: databaseUrl, LOG_LEVEL: 'silent' } })
})
afterAll(async () => {
  await service?.kill()
  await service?.remove()
  await postgres?.remove()
})

const connect = () => connectPublisher({ port: service.mqttPort, username: 'plc-1', password: 's3cret' })

async function health(): Promise<{ code: number; components: Record<string, string> }> {
  const response = await fetch(`${service.url}/api/v1/health`)
  return { code: response.status, components: ((await response.json()) as Health).components }
}

/** The outside has no other way to learn of health than to ask again. */
async function healthIs(code: number, database: string): Promise<void> {
  for (;;) {
    const now = await health()
    if (now.code === code && now.components['database'] === database) return
    await delay(50)
  }
}

/** As a device does: again and again, on a new connection after each that was closed, until it is acknowledged. */
async function publishUntilAcknowledged(equipment: string, ts: number, outlet_pressure: number): Promise<number> {
  for (let attempt = 1; ; attempt++) {
    const publisher: Publisher | undefined = await connect().catch(() => undefined)
    const acknowledged = await publisher?.publish(`facility/demo/${equipment}/telemetry`, { ts, values: { outlet_pressure } })
    await publisher?.end()
    if (acknowledged) return attempt
    await delay(100)
  }
}

async function stored(equipment: string): Promise<{ times: number[]; tickets: TicketItem[] }> {
  const api = await service.login('admin', adminPassword)
  const { points } = await api.get<{ points: [number, number][] }>(
    `/equipment/${equipment}/readings?metric=outlet_pressure&from=0&to=2100-01-01T00:00:00Z`
  )
  const { items } = await api.get<{ items: TicketItem[] }>(`/tickets?equipment=${equipment}`)
  return { times: points.map(([ts]) => ts), tickets: items }
}

describe('while the database is away', () => {
  it.each(['fast', 'crash'] as const)(
    '(stopped: %s) a breach is not acknowledged; afterwards it is there once, with one ticket',
    async (how) => {
      const equipment = how === 'fast' ? 'pump-1' : 'pump-2'
      const topic = `facility/demo/${equipment}/telemetry`
      const ts = Date.now()
      const publisher = await connect()
      expect(await publisher.publish(topic, { ts, values: { outlet_pressure: 0.4 } })).toBe(true)

      await postgres.stop(how)
      const breach = { ts: ts + 1, values: { outlet_pressure: 0.1 } }
      expect(await publisher.publish(topic, breach)).toBe(false)
      await healthIs(503, 'down')
      expect((await health()).components).toEqual({ broker: 'ok', timeseries: 'ok', database: 'down' })
      await expect(connect()).rejects.toThrow()
      const login = await fetch(`${service.url}/api/v1/session`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ username: 'admin', password: adminPassword })
      })
      expect(login.status).toBe(503)
      expect(login.headers.get('content-type')).toContain('application/problem+json')

      await postgres.start()
      await healthIs(200, 'ok')
      await publishUntilAcknowledged(equipment, ts + 1, 0.1)
      await publishUntilAcknowledged(equipment, ts + 2, 0.1)
      const { times, tickets } = await stored(equipment)
      expect(times).toEqual([ts, ts + 1, ts + 2])
      expect(tickets.map(({ rule, status, occurrences }) => ({ rule, status, occurrences }))).toEqual([
        { rule: 'low', status: 'open', occurrences: 1 }
      ])
    }
  )

  it('under load loses and doubles nothing of what a device keeps sending until it is acknowledged', async () => {
    const firstTs = Date.now() - 10_000
    const due = new Set(Array.from({ length: messages }, (_, index) => firstTs + index))
    let outage: Promise<void> | undefined
    while (due.size > 0) {
      const publisher = await connect().catch(() => undefined)
      if (!publisher) await delay(50)
      const window = publisher ? [...due].slice(0, 20) : []
      const acknowledged = await Promise.all(
        window.map(async (ts) => {
          // Two breaches in a row: one raise, after which it recovers.
          const outlet_pressure = ts === firstTs + messages / 2 || ts === firstTs + messages / 2 + 1 ? 0.1 : 0.4
          return publisher?.publish('facility/demo/pump-3/telemetry', { ts, values: { outlet_pressure } })
        })
      )
      for (const [index, ts] of window.entries()) if (acknowledged[index]) due.delete(ts)
      await publisher?.end()
      if (due.size < messages * 0.75) outage ??= breakDown()
    }
    await outage
    const { times, tickets } = await stored('pump-3')
    expect(times).toEqual(Array.from({ length: messages }, (_, index) => firstTs + index))
    expect(tickets.map(({ occurrences, recovered }) => ({ occurrences, recovered }))).toEqual([
      { occurrences: 1, recovered: true }
    ])

    async function breakDown(): Promise<void> {
      await postgres.stop('crash')
      await healthIs(503, 'down')
      await postgres.start()
    }
  })

  it('is seen by /health although nobody sends anything, and so is its return', async () => {
    await postgres.stop()
    await healthIs(503, 'down')
    await postgres.start()
    await healthIs(200, 'ok')
  })

  it('frozen instead of gone, it costs no reading either', async () => {
    const ts = Date.now()
    const publisher = await connect()
    expect(await publisher.publish('facility/demo/pump-1/telemetry', { ts, values: { outlet_pressure: 0.4 } })).toBe(true)
    const frozen = postgres.freeze()
    try {
      expect(await publisher.publish('facility/demo/pump-1/telemetry', { ts: ts + 1, values: { outlet_pressure: 0.1 } })).toBe(
        false
      )
      await healthIs(503, 'down')
    } finally {
      frozen.thaw()
    }
    await healthIs(200, 'ok')
    await publishUntilAcknowledged('pump-1', ts + 1, 0.1)
    const { times, tickets } = await stored('pump-1')
    expect(times.slice(-2)).toEqual([ts, ts + 1])
    expect(tickets).toHaveLength(1)
    // Cleared by the good reading, raised again by the last: once, not twice.
    expect(tickets[0]?.occurrences).toBe(2)
  })

  it('a stop of the service still ends in order', async () => {
    await postgres.stop()
    await healthIs(503, 'down')
    expect(await service.stop()).toBe(0)
  })
})
