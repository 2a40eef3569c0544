/** A sensor that has stopped moving, from the published values to its own alarm, its ticket and the quality on screen. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { AlarmItem } from '../../server/contract/alarms.ts'
import type { EquipmentItem } from '../../server/contract/equipment.ts'
import type { TicketItem } from '../../server/contract/tickets.ts'
import { connectPublisher, type Publisher } from '../support/publisher.ts'
import { type Api, adminPassword, type Service, startService } from '../support/service.ts'

const site = `
site: { id: demo, name: 示范小区, defaults: off }
equipment:
  - { id: pump-1, kind: booster_pump, name: 1#生活水泵, location: B1 }
devices:
  - { id: plc, password: s3cret, equipment: [pump-1] }
rules:
  - { id: low, kind: booster_pump, metric: outlet_pressure, below: 0.25, severity: critical, title: 供水压力低, action: 检查水泵 }
`
const halfHour = 30 * 60_000
let service: Service
let api: Api
let plc: Publisher

beforeAll(async () => {
  service = await startService({ site })
  await connect()
})
afterAll(async () => {
  await plc.end()
  await service.kill()
  await service.remove()
})

async function connect(): Promise<void> {
  api = await service.login('admin', adminPassword)
  plc = await connectPublisher({ port: service.mqttPort, username: 'plc', password: 's3cret' })
}
const send = (samples: { ts: number; values: Record<string, number | boolean> }[]) =>
  plc.publish('facility/demo/pump-1/telemetry', samples)
const items = async <Item>(path: string) => (await api.get<{ items: Item[] }>(path)).items
const pressure = async () => (await api.get<EquipmentItem>('/equipment/pump-1')).latest['outlet_pressure']

describe('a pressure that has been the same for more than a day while the pump runs', () => {
  const now = Date.now()
  const day = Array.from({ length: 54 }, (_, index) => now - (53 - index) * halfHour)

  it('opens a sensor alarm with a ticket, and shows as stuck', async () => {
    await send(
      day.map((ts, index) => ({ ts, values: { running: true, outlet_pressure: index === 0 ? 0.41 : 0.4, flow: 9 + index } }))
    )
    const alarms = await items<AlarmItem>('/alarms?equipment=pump-1')
    expect(alarms).toMatchObject([
      { rule: 'sensor.stuck.outlet_pressure', kind: 'sensor', severity: 'minor', title: '出水压力测点卡死', active: true }
    ])
    expect(await items<TicketItem>('/tickets?equipment=pump-1')).toMatchObject([
      { rule: 'sensor.stuck.outlet_pressure', priority: 'P3', status: 'open' }
    ])
    expect(await pressure()).toMatchObject({ value: 0.4, quality: 'stuck' })
  })

  it('does so after kill -9, too, without a second ticket; what the sensor then raises weighs less', async () => {
    await service.kill()
    await plc.end()
    service = await startService({ site, dataDir: service.dataDir })
    await connect()
    expect(await pressure()).toMatchObject({ value: 0.4, quality: 'stuck' })
    await send([{ ts: now + 1000, values: { outlet_pressure: 0.4 } }])
    expect(await items<TicketItem>('/tickets?equipment=pump-1')).toHaveLength(1)
    await send([{ ts: now + 2000, values: { outlet_pressure: 0.1 } }])
    const low = (await items<AlarmItem>('/alarms?equipment=pump-1')).filter(({ rule }) => rule === 'low')
    expect(low).toMatchObject([{ severity: 'major', title: '供水压力低（测点可疑）' }])
  })
})
