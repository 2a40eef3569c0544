/** What was acknowledged survives `kill -9`, once; every breach has one ticket. */
import { setImmediate as breathe } from 'node:timers/promises'
import { afterEach, describe, expect, it } from 'vitest'
import type { TicketItem } from '../../server/contract/tickets.ts'
import { connectPublisher, type Publisher } from '../support/publisher.ts'
import { reportFigures } from '../support/report-figures.ts'
import { type Api, adminPassword, type Service, startService } from '../support/service.ts'

const pumps = Array.from({ length: 10 }, (_, index) => `pump-${index}`)
const site = `
site: { id: demo, name: 示范小区, defaults: off }
equipment:
${pumps.map((id) => `  - { id: ${id}, kind: booster_pump, name: ${id}, location: B1 }`).join('\n')}
devices:
${pumps.map((id) => `  - { id: plc-${id}, password: s3cret, equipment: [${id}] }`).join('\n')}
rules:
  - { id: low, kind: booster_pump, metric: outlet_pressure, below: 0.25, severity: critical, title: 供水压力低, action: 检查水泵 }
`
/** `npm run soak` takes more rounds; the gate takes two. */
const rounds = Number(process.env['CRASH_ROUNDS'] ?? 2)
const messagesBeforeKill = 6000

const services: Service[] = []
async function start(dataDir?: string, script?: URL): Promise<Service> {
  const service = await startService({ site, ...(dataDir !== undefined && { dataDir }), ...(script && { script }) })
  services.push(service)
  return service
}
afterEach(async () => {
  for (const service of services) await service.kill()
  await services.at(-1)?.remove()
  services.length = 0
})

async function storedTimes(api: Api, equipment: string): Promise<number[]> {
  const { points } = await api.get<{ points: [number, number][] }>(
    `/equipment/${equipment}/readings?metric=outlet_pressure&from=0`
  )
  return points.map(([ts]) => ts)
}

async function ticketsOf(api: Api, equipment: string): Promise<TicketItem[]> {
  return (await api.get<{ items: TicketItem[] }>(`/tickets?equipment=${equipment}`)).items
}

/** Publishes with 40 unacknowledged at most, until the connection ends; returns the acknowledged times. */
async function publishUntilLost(publisher: Publisher, equipment: string, firstTs: number, count: () => void): Promise<number[]> {
  const acknowledged: number[] = []
  let lost = false
  let open = 0
  for (let ts = firstTs; !lost; ts++) {
    open++
    // One breach in the middle: its ticket must be there exactly once, whenever the end comes.
    const outlet_pressure = ts === firstTs + 50 ? 0.1 : 0.4
    void publisher.publish(`facility/demo/${equipment}/telemetry`, { ts, values: { outlet_pressure } }).then((ok) => {
      open--
      if (ok) {
        acknowledged.push(ts)
        count()
      } else lost = true
    })
    while (open >= 40 && !lost) await breathe()
  }
  return acknowledged
}

describe('kill -9', () => {
  it.each(Array.from({ length: rounds }, (_, index) => index + 1))(
    'under load loses no acknowledged reading, round %i',
    async () => {
      const service = await start()
      const firstTs = Date.now() - 60_000
      let acknowledged = 0
      const ledger = await Promise.all(
        pumps.map(async (id) => {
          const publisher = await connectPublisher({ port: service.mqttPort, username: `plc-${id}`, password: 's3cret' })
          return publishUntilLost(publisher, id, firstTs, () => {
            if (++acknowledged === messagesBeforeKill) void service.kill()
          })
        })
      )
      expect(acknowledged).toBeGreaterThanOrEqual(messagesBeforeKill)

      const again = await start(service.dataDir)
      const api = await again.login('admin', adminPassword)
      let kept = 0
      for (const [index, id] of pumps.entries()) {
        const stored = await storedTimes(api, id)
        kept += stored.length
        expect(new Set(stored).size).toBe(stored.length)
        expect(ledger[index]?.filter((ts) => !stored.includes(ts))).toEqual([])
        const breached = stored.includes(firstTs + 50)
        expect((await ticketsOf(api, id)).map(({ occurrences }) => occurrences)).toEqual(breached ? [1] : [])
      }
      reportFigures(`killed under load: ${acknowledged} acknowledged, ${kept} stored, none missing, none twice`)
    }
  )

  it("between the journal's commit and the tickets' keeps the reading and opens its one ticket", async () => {
    const crashing = await start(undefined, new URL('../support/crash-before-tickets.ts', import.meta.url))
    const publisher = await connectPublisher({ port: crashing.mqttPort, username: 'plc-pump-1', password: 's3cret' })
    const ts = Date.now()
    const breach = { ts, values: { outlet_pressure: 0.1 } }
    expect(await publisher.publish('facility/demo/pump-1/telemetry', breach)).toBe(false)

    const again = await start(crashing.dataDir)
    const api = await again.login('admin', adminPassword)
    expect(await storedTimes(api, 'pump-1')).toEqual([ts])
    const [ticket, ...others] = await ticketsOf(api, 'pump-1')
    expect(others).toEqual([])
    expect(ticket).toMatchObject({ rule: 'low', priority: 'P1', occurrences: 1 })

    // The device never got its acknowledgement, so it sends again.
    const redelivering = await connectPublisher({ port: again.mqttPort, username: 'plc-pump-1', password: 's3cret' })
    expect(await redelivering.publish('facility/demo/pump-1/telemetry', breach)).toBe(true)
    await redelivering.end()
    expect(await storedTimes(api, 'pump-1')).toEqual([ts])
    expect((await ticketsOf(api, 'pump-1')).map(({ id, occurrences }) => ({ id, occurrences }))).toEqual([
      { id: ticket?.id, occurrences: 1 }
    ])
  })
})
