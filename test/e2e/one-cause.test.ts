/** A power loss over MQTT with the shipped rules: one ticket, and every consequence on record under it. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { AlarmDetail, AlarmItem } from '../../server/contract/alarms.ts'
import type { TicketDetail, TicketItem } from '../../server/contract/tickets.ts'
import { drillSite } from '../../simulators/drill-site.ts'
import { connectPublisher } from '../support/publisher.ts'
import { type Api, adminPassword, type Service, startService } from '../support/service.ts'

const count = 30
let service: Service
let api: Api
beforeAll(async () => {
  service = await startService({ site: drillSite(count) })
  api = await service.login('admin', adminPassword)
})
afterAll(async () => {
  await service.kill()
  await service.remove()
})

it(`${count} alarms of one power loss are one ticket`, async () => {
  const meter = await connectPublisher({ port: service.mqttPort, username: 'meter-1', password: 'drill' })
  const gateway = await connectPublisher({ port: service.mqttPort, username: 'gateway-1', password: 'drill' })
  const lostAt = Date.now() - 60_000
  // Before the loss, at the loss, and past every on-delay.
  for (const ts of [lostAt - 1000, lostAt, lostAt + 20_000]) {
    const alive = ts < lostAt
    await meter.publish('facility/drill/cabinet-1/telemetry', { ts, values: { mains_present: alive } })
    for (let index = 1; index <= count; index += 1) {
      const pump = `pump-${String(index).padStart(3, '0')}`
      await gateway.publish(`facility/drill/${pump}/telemetry`, { ts, values: { power_ok: alive } })
    }
  }
  await meter.end()
  await gateway.end()

  const { items: tickets } = await api.get<{ items: TicketItem[] }>('/tickets')
  expect(tickets).toMatchObject([{ equipment: 'cabinet-1', rule: 'power_cabinet.mains_lost', priority: 'P1' }])
  const [cause] = (await api.get<{ items: AlarmItem[] }>('/alarms?rule=power_cabinet.mains_lost')).items
  expect(cause).toMatchObject({ linked: count, cause: null, state: 'unacknowledged' })
  const { items: linked } = await api.get<{ items: AlarmItem[] }>(`/alarms?cause=${cause?.id}&limit=100`)
  expect(linked).toHaveLength(count)
  expect(linked.every(({ ticket, active }) => ticket === null && active)).toBe(true)
  const { history } = await api.get<AlarmDetail>(`/alarms/${linked[0]?.id}`)
  expect(history).toMatchObject([
    { type: 'raised', state: 'suppressed' },
    { type: 'suppressed', detail: { by: 'power_cabinet.mains_lost' } },
    { type: 'linked', detail: { cause: cause?.id } }
  ])
  const { timeline } = await api.get<TicketDetail>(`/tickets/${tickets[0]?.id}`)
  expect(timeline).toMatchObject([{ type: 'opened' }, { type: 'linked', detail: { count } }])
})
