/** From a published value to the ticket that a Socket.IO client sees, in a page of script. */
import { spawnSync } from 'node:child_process'
import { io, type Socket } from 'socket.io-client'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ClientToServer, ServerToClient } from '../../server/contract/events.ts'
import type { RejectItem } from '../../server/contract/session.ts'
import type { TicketDetail, TicketItem } from '../../server/contract/tickets.ts'
import { connectPublisher, type Publisher } from '../support/publisher.ts'
import { type Api, adminPassword, type Service, startService } from '../support/service.ts'

const pumps = ['dip', 'dance', 'repeat', 'silence', 'script', 'mixed']
const site = `
site: { id: demo, name: 示范小区, defaults: off }
equipment:
${pumps.map((id) => `  - { id: ${id}, kind: booster_pump, name: ${id}, location: B1 }`).join('\n')}
  - { id: foreign, kind: booster_pump, name: foreign, location: B1 }
devices:
  - { id: plc, password: s3cret, equipment: [${pumps.join(', ')}] }
  - { id: other, password: s3cret, equipment: [foreign] }
rules:
  - { id: low, kind: booster_pump, metric: outlet_pressure, below: 0.25, clear_above: 0.28, for: 2s, severity: critical, title: 供水压力低, action: 检查水泵 }
`
let service: Service
let api: Api
let plc: Publisher
let live: Socket<ServerToClient, ClientToServer>
const seen: TicketItem[] = []

beforeAll(async () => {
  service = await startService({ site })
  api = await service.login('admin', adminPassword)
  plc = await connectPublisher({ port: service.mqttPort, username: 'plc', password: 's3cret' })
  live = io(`${service.url}/live`, { auth: { token: api.token } })
  live.on('ticket', (ticket) => seen.push(ticket))
  await new Promise<void>((resolve, reject) => live.once('connect', resolve).once('connect_error', reject))
})
afterAll(async () => {
  live.disconnect()
  await plc.end()
  await service.kill()
  await service.remove()
})

const send = (equipment: string, ts: number, outlet_pressure: unknown) =>
  plc.publish(`facility/demo/${equipment}/telemetry`, { ts, values: { outlet_pressure } })
const tickets = async (equipment: string) => (await api.get<{ items: TicketItem[] }>(`/tickets?equipment=${equipment}`)).items
const ticketSeen = (equipment: string) =>
  new Promise<TicketItem>((resolve) => {
    const early = seen.find((ticket) => ticket.equipment === equipment)
    if (early) resolve(early)
    else live.on('ticket', (ticket) => ticket.equipment === equipment && resolve(ticket))
  })

describe('a breach', () => {
  it('that lasts opens exactly one ticket, by REST and on the live channel, with the breach frozen in it', async () => {
    const ts = Date.now() - 60_000
    await send('repeat', ts - 30_000, 0.4)
    await send('repeat', ts, 0.1)
    await send('repeat', ts, 0.1)
    await send('repeat', ts + 2000, 0.12)
    const pushed = await ticketSeen('repeat')
    expect(await tickets('repeat')).toMatchObject([
      { id: pushed.id, rule: 'low', priority: 'P1', status: 'open', occurrences: 1 }
    ])
    const { breach } = await api.get<TicketDetail>(`/tickets/${pushed.id}`)
    expect(breach).toMatchObject({ metric: 'outlet_pressure', limit: 0.25, ruleVersion: 1 })
    expect(breach?.points.slice(0, 2)).toEqual([
      [ts - 30_000, 0.4],
      [ts, 0.1]
    ])
  })

  it('shorter than its delay, or a value dancing round the limit, opens none', async () => {
    const ts = Date.now() - 60_000
    await send('dip', ts, 0.1)
    await send('dip', ts + 1999, 0.4)
    for (let step = 0; step < 20; step++) await send('dance', ts + step * 1500, step % 2 === 0 ? 0.24 : 0.26)
    await send('dance', ts + 31_000, 0.4)
    // A later breach of another pump raises after these were judged: by then they would have, too.
    await send('script', ts, 0.1)
    await send('script', ts + 2000, 0.1)
    await ticketSeen('script')
    expect([...(await tickets('dip')), ...(await tickets('dance'))]).toEqual([])
  })

  it('followed by silence does raise', async () => {
    await send('silence', Date.now(), 0.1)
    expect(await ticketSeen('silence')).toMatchObject({ rule: 'low', occurrences: 1 })
    expect(await tickets('silence')).toHaveLength(1)
  })
})

describe('what cannot be taken', () => {
  it('is acknowledged, listed with its reason, and seen by no subscriber; a good value beside it is stored', async () => {
    const other = await connectPublisher({ port: service.mqttPort, username: 'other', password: 's3cret' })
    const received: string[] = []
    plc.client.on('message', (topic) => received.push(topic))
    await plc.client.subscribeAsync('facility/demo/mixed/#', { qos: 1 })
    const topic = 'facility/demo/mixed/telemetry'
    const now = Date.now()
    const bad: [string, string, string][] = [
      [topic, 'not json', 'not JSON'],
      [topic, '{"values": 7}', 'wrong shape'],
      [topic, '{"values":{"outlet_pressure":99}}', 'outside the physical range'],
      [topic, `{"ts":${now + 2 * 86_400_000},"values":{"outlet_pressure":0.4}}`, 'more than 24 h ahead'],
      [topic, `{"ts":${now},"values":{"outlet_pressure":"0.4","flow":12}}`, 'expected a number, got text'],
      ['facility/demo/nobody/telemetry', '{"values":{"flow":1}}', 'unknown equipment']
    ]
    for (const [to, payload] of bad) expect(await plc.publish(to, payload)).toBe(true)
    expect(await other.publish(topic, '{"values":{"flow":1}}')).toBe(true)
    // Messages of one connection are forwarded in order: when this one is here, the others would have been.
    const arrived = new Promise<void>((resolve) => plc.client.once('message', () => resolve()))
    await plc.publish(topic, { ts: now + 1, values: { flow: 13 } })
    await arrived
    await other.end()
    expect(received).toEqual([topic])

    const { items } = await api.get<{ items: RejectItem[] }>('/rejects')
    const reasons = items.map(({ reason }) => reason).reverse()
    expect(reasons).toHaveLength(bad.length + 1)
    for (const [index, [, , reason]] of bad.entries()) expect(reasons[index]).toContain(reason)
    expect(reasons.at(-1)).toBe('forbidden')
    const { points } = await api.get<{ points: unknown[] }>('/equipment/mixed/readings?metric=flow')
    expect(points).toEqual([
      [now, 12],
      [now + 1, 13]
    ])
  })
})

const mosquitto = spawnSync('mosquitto_pub', ['--help']).error === undefined
describe.skipIf(!mosquitto && !process.env['CI'])('mosquitto_pub (Debian: mosquitto-clients)', () => {
  it('delivers with QoS 2 and an empty client id', async () => {
    const login = ['-h', '127.0.0.1', '-p', String(service.mqttPort), '-u', 'plc', '-P', 's3cret', '-q', '2']
    const message = ['-t', 'facility/demo/dip/telemetry', '-m', '{"values":{"tank_level":77}}']
    expect(spawnSync('mosquitto_pub', [...login, ...message]).status).toBe(0)
    const { points } = await api.get<{ points: [number, number][] }>('/equipment/dip/readings?metric=tank_level')
    expect(points.map(([, value]) => value)).toEqual([77])
  })
})
