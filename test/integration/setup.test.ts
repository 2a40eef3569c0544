/** A site set up over REST alone, on the real service: every change counts at once, and over a restart. */
import type { MqttClient } from 'mqtt'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { EquipmentDetail } from '../../server/contract/equipment.ts'
import type { DeviceAnswer } from '../../server/contract/setup.ts'
import type { TicketItem } from '../../server/contract/tickets.ts'
import { connectPublisher } from '../support/publisher.ts'
import { type Api, adminPassword, type Service, startService } from '../support/service.ts'

type Problem = { detail: string; errors?: { field: string; message: string }[] }
const pump = { id: 'pump-1', kind: 'booster_pump', name: '1#生活水泵' }

let service: Service
let admin: Api
beforeAll(async () => {
  service = await startService({ site: null })
  admin = await service.login('admin', adminPassword)
})
afterAll(async () => {
  await service.kill()
  await service.remove()
})

const items = async <Item>(path: string) => (await admin.get<{ items: Item[] }>(path)).items
const login = (username: string, password: string) => connectPublisher({ port: service.mqttPort, username, password })
const refused = (username: string, password: string) => expect(login(username, password)).rejects.toThrow(/refused|authorized/i)
const closing = (client: MqttClient) => new Promise<void>((resolve) => client.once('close', () => resolve()))
const namesOf = (answer: { body: Problem }) => answer.body.errors?.map(({ field }) => field)

describe('set-up without a file', () => {
  it('goes from nothing to a ticket: site, equipment, device, its first reading', async () => {
    expect(await admin.get('/site')).toMatchObject({ id: 'default', name: '', timezone: 'Asia/Shanghai' })
    const site = await admin.send('PATCH', '/site', { id: 'home', name: '示范小区', timezone: 'Asia/Urumqi' })
    expect(site).toMatchObject({ status: 200, body: { id: 'home', timezone: 'Asia/Urumqi' } })

    const made = await admin.send<EquipmentDetail>('POST', '/equipment', pump)
    expect(made).toMatchObject({ status: 201, body: { ...pump, status: 'offline', feeds: [], ownMetrics: {} } })
    const device = await admin.send<DeviceAnswer>('POST', '/devices', { id: 'plc-1', equipment: ['pump-1'] })
    expect(device).toMatchObject({ status: 201, body: { connected: false, password: expect.stringMatching(/^[0-9a-f]{32}$/) } })
    expect(JSON.stringify(await admin.get('/devices/plc-1'))).not.toContain('password')

    await refused('plc-1', 'wrong')
    expect((await admin.get<DeviceAnswer>('/devices/plc-1')).refusedAt).not.toBeNull()
    const plc = await login('plc-1', device.body.password ?? '')
    expect(await admin.get('/devices/plc-1')).toMatchObject({ connected: true })
    const at = Date.now()
    const send = (ts: number, outlet_pressure: number) =>
      plc.publish('facility/home/pump-1/telemetry', { ts, values: { outlet_pressure } })
    await send(at - 20_000, 0.1)
    await send(at, 0.1)
    expect(await admin.get('/equipment/pump-1')).toMatchObject({ status: 'alarm', latest: { outlet_pressure: { value: 0.1 } } })
    const tickets = await items<TicketItem>('/tickets?equipment=pump-1')
    expect(tickets).toMatchObject([{ rule: 'booster_pump.outlet_low', status: 'open' }])
    await plc.end()
  })

  it('rotates a password: the old connection is closed, the old password refused, the new one taken', async () => {
    const { body } = await admin.send<DeviceAnswer>('POST', '/devices/plc-1/rotate')
    const first = body.password ?? ''
    const old = await login('plc-1', first)
    const closed = closing(old.client)
    const second = (await admin.send<DeviceAnswer>('PATCH', '/devices/plc-1', { password: null })).body.password ?? ''
    await closed
    expect(second).toMatch(/^[0-9a-f]{32}$/)
    await refused('plc-1', first)
    await (await login('plc-1', second)).end()
    await admin.send('PATCH', '/devices/plc-1', { password: 's3cret' })
    await (await login('plc-1', 's3cret')).end()
  })

  it('gives a connected device more equipment without closing it, and takes it away by closing', async () => {
    const plc = await login('plc-1', 's3cret')
    expect((await admin.send('POST', '/equipment', { ...pump, id: 'pump-2', name: '2#' })).status).toBe(201)
    const at = Date.now()
    const report = (ts: number) => plc.publish('facility/home/pump-2/telemetry', { ts, values: { outlet_pressure: 0.4 } })
    await report(at)
    expect(await items('/rejects')).toMatchObject([{ reason: 'forbidden' }])
    await admin.send('PATCH', '/devices/plc-1', { equipment: ['pump-1', 'pump-2'] })
    expect(await report(at + 1)).toBe(true)
    expect(await admin.get('/equipment/pump-2')).toMatchObject({ status: 'normal' })
    const closed = closing(plc.client)
    await admin.send('PATCH', '/devices/plc-1', { equipment: ['pump-1'] })
    await closed
  })

  it('takes a changed kind over at once: an alarm of a rule that no longer applies is cleared', async () => {
    expect(await items('/alarms?equipment=pump-1&active=true')).toHaveLength(1)
    const changed = await admin.send('PATCH', '/equipment/pump-1', { kind: 'sump_pump', location: 'B1' })
    expect(changed).toMatchObject({ status: 200, body: { kind: 'sump_pump', name: pump.name, location: 'B1' } })
    expect(await items('/alarms?equipment=pump-1&active=true')).toEqual([])
    expect(await items('/tickets?equipment=pump-1')).toMatchObject([{ recovered: true }])
    await admin.send('PATCH', '/equipment/pump-1', { kind: 'booster_pump' })
  })

  it('takes equipment out of service and brings it back with what was known', async () => {
    expect(await admin.send('DELETE', '/equipment/pump-1')).toMatchObject({
      status: 409,
      body: { detail: expect.stringContaining('device plc-1') }
    })
    await admin.send('PATCH', '/devices/plc-1', { equipment: [] })
    expect((await admin.send('DELETE', '/equipment/pump-1')).status).toBe(204)
    expect((await items<{ id: string }>('/equipment')).map(({ id }) => id)).toEqual(['pump-2'])
    expect(await admin.get('/equipment/pump-1')).toMatchObject({ enabled: false })
    expect(await admin.send('POST', '/equipment', pump)).toMatchObject({ status: 409, body: { errors: [{ field: 'id' }] } })
    await admin.send('PATCH', '/equipment/pump-1', { enabled: true })
    expect(await admin.get('/equipment/pump-1')).toMatchObject({ latest: { outlet_pressure: { value: 0.1 } } })
    await admin.send('PATCH', '/devices/plc-1', { equipment: ['pump-1'] })
  })

  it('judges custom metrics by rules from the moment they are there, and refuses what is outside their range', async () => {
    const room = { id: 'room-1', kind: 'custom', name: '机房', metrics: { noise: { type: 'number', unit: 'dB[SPL]', max: 120 } } }
    expect((await admin.send('POST', '/equipment', room)).status).toBe(201)
    await admin.send('PATCH', '/devices/plc-1', { equipment: ['pump-1', 'room-1'] })
    const plc = await login('plc-1', 's3cret')
    await plc.publish('facility/home/room-1/telemetry', { values: { noise: 48 } })
    await plc.publish('facility/home/room-1/telemetry', { values: { noise: 480 } })
    expect(await admin.get('/equipment/room-1')).toMatchObject({ latest: { noise: { value: 48 } } })
    await plc.end()
  })

  it('checks what is sent, and the merged result of a patch, naming each wrong field', async () => {
    const wrong = (method: 'POST' | 'PATCH', path: string, body: unknown) => admin.send<Problem>(method, path, body)
    const faults = await Promise.all([
      wrong('POST', '/equipment', { id: 'a b', kind: 'pump', name: '' }),
      wrong('POST', '/equipment', { id: 'x', kind: 'pump', name: 'x' }),
      wrong('POST', '/equipment', { id: 'x', kind: 'custom', name: 'x' }),
      wrong('POST', '/devices', { id: 'd', equipment: ['pump-1', 'nowhere'], topics: ['#/a'] }),
      wrong('POST', '/routes', { id: 'r', name: 'r', checkpoints: ['cp-9'], windows: ['08:00-08:00'] }),
      wrong('POST', '/checkpoints', { id: 'c', name: 'c', tag: 'zz' }),
      wrong('POST', '/users', { id: 'u', name: 'u', role: 'king', password: 'long enough' }),
      wrong('PATCH', '/equipment/room-1', { metrics: {} }),
      wrong('PATCH', '/equipment/room-1', { id: 'room-2' }),
      wrong('PATCH', '/site', { timezone: 'Mars/Olympus' }),
      wrong('POST', '/users', { id: 'u', name: 'u', role: 'guard', password: 's3cret' }),
      wrong('PATCH', '/users/admin', { password: 's3cret' }),
      wrong('PATCH', '/users/admin', { role: 'viewer' })
    ])
    expect(faults.map(({ status }) => status)).toEqual(faults.map(() => 400))
    expect(faults.map(namesOf)).toEqual([
      ['id', 'name'],
      ['kind'],
      ['metrics'],
      ['equipment.1', 'topics.0'],
      ['checkpoints.0', 'windows.0'],
      ['tag'],
      ['role'],
      ['metrics'],
      ['id'],
      ['timezone'],
      ['password'],
      ['password'],
      ['role']
    ])
    expect(await admin.send('POST', '/readers', { id: 'plc-1' })).toMatchObject({
      status: 400,
      body: { errors: [{ field: 'id' }] }
    })
    for (const path of ['/devices/none', '/equipment/none', '/routes/none', '/users/none']) {
      expect((await admin.send('PATCH', path, { enabled: true })).status).toBe(404)
    }
  })

  it('ends the sessions of a changed user at once, and keeps admin able to put things right', async () => {
    const made = await admin.send<{ password?: string }>('POST', '/users', { id: 'wang', name: '王工', role: 'engineer' })
    const wang = await service.login('wang', made.body.password ?? '')
    expect((await wang.send('POST', '/equipment', pump)).status).toBe(403)
    expect((await wang.send('GET', '/devices')).status).toBe(403)
    expect((await wang.send('GET', '/site')).status).toBe(200)
    await admin.send('PATCH', '/users/wang', { name: '王工程师' })
    expect((await wang.send('GET', '/session')).status).toBe(200)
    await admin.send('PATCH', '/users/wang', { password: 'a-new-password' })
    expect((await wang.send('GET', '/session')).status).toBe(401)
    const again = await service.login('wang', 'a-new-password')
    expect((await admin.send('DELETE', '/users/wang')).status).toBe(204)
    expect((await again.send('GET', '/session')).status).toBe(401)
    expect((await items<{ id: string }>('/users')).map(({ id }) => id)).toEqual(['admin'])
    expect(await items('/users?enabled=false')).toMatchObject([{ id: 'wang', enabled: false }])
    expect((await admin.send('DELETE', '/users/admin')).status).toBe(409)
  })

  it('stores checkpoints and routes, and lets go of none that is in use', async () => {
    const gate = { id: 'cp-1', name: '大门', tag: '04A1B2C3D4E5F6' }
    expect((await admin.send('POST', '/checkpoints', gate)).status).toBe(201)
    const twice = await admin.send<Problem>('POST', '/checkpoints', { ...gate, id: 'cp-2' })
    expect(namesOf(twice)).toEqual(['tag'])
    const night = { id: 'night', name: '夜间巡逻', checkpoints: ['cp-1'], windows: ['22:00-23:00', '23:00-24:00'] }
    expect(await admin.send('POST', '/routes', night)).toMatchObject({
      status: 201,
      body: { ...night, order: 'any', enabled: true }
    })
    expect((await admin.send('DELETE', '/checkpoints/cp-1')).status).toBe(409)
    await admin.send('PATCH', '/checkpoints/cp-1', { tag: null })
    expect(await items('/checkpoints')).toEqual([
      { id: 'cp-1', name: '大门', location: '', risks: [], checklist: [], enabled: true }
    ])
    expect((await admin.send('DELETE', '/routes/night')).status).toBe(204)
    expect((await admin.send('DELETE', '/checkpoints/cp-1')).status).toBe(204)
  })

  it('reports how the service is doing', async () => {
    const report = await admin.get<{ totals: { readings: number }; commits: { count: number } }>('/system')
    expect(report).toMatchObject({ mqttPort: service.mqttPort, components: { broker: 'ok' }, passwordGenerated: false })
    expect(report.totals.readings).toBeGreaterThan(3)
    expect(report.commits.count).toBeGreaterThan(3)
  })

  it('keeps all of it over a restart', async () => {
    await service.stop()
    service = await startService({ site: null, dataDir: service.dataDir })
    admin = await service.login('admin', adminPassword)
    expect(await admin.get('/site')).toMatchObject({ id: 'home', name: '示范小区' })
    expect((await items<{ id: string }>('/equipment')).map(({ id }) => id)).toEqual(['pump-1', 'pump-2', 'room-1'])
    await (await login('plc-1', 's3cret')).end()
  })
})

describe('set-up beside a site file', () => {
  it('what was changed over REST stays as long as the file says the same', async () => {
    const site = (name: string) => `
site: { id: demo, name: ${name} }
equipment: [{ id: pump-1, kind: booster_pump, name: Pump }]
devices: [{ id: plc-1, password: s3cret, equipment: [pump-1] }]
checkpoints: [{ id: cp-1, name: Gate }]
rules: [{ id: dry, equipment: pump-1, metric: outlet_pressure, below: 0.1, severity: major, title: Dry, action: Look }]
`
    const first = await startService({ site: site('One') })
    const api = await first.login('admin', adminPassword)
    await api.send('PATCH', '/site', { name: 'Ours' })
    await api.send('PATCH', '/equipment/pump-1', { location: 'B2' })
    const silenced = await api.send<Problem>('PATCH', '/equipment/pump-1', { kind: 'leak_sensor' })
    expect(silenced).toMatchObject({
      status: 400,
      body: { errors: [{ field: 'metrics', message: expect.stringMatching(/^rule dry: metric/) }] }
    })
    await api.send('DELETE', '/checkpoints/cp-1')
    const { password } = (await api.send<DeviceAnswer>('POST', '/devices/plc-1/rotate')).body
    await first.stop()

    const { dataDir } = first
    const second = await startService({ site: site('One'), dataDir })
    const again = await second.login('admin', adminPassword)
    expect(await again.get('/site')).toMatchObject({ name: 'Ours' })
    expect(await again.get('/equipment/pump-1')).toMatchObject({ location: 'B2' })
    expect(await again.get('/checkpoints')).toMatchObject({ items: [] })
    await (await connectPublisher({ port: second.mqttPort, username: 'plc-1', password: password ?? '' })).end()
    await second.stop()

    const third = await startService({ site: site('Two'), dataDir })
    expect(await (await third.login('admin', adminPassword)).get('/site')).toMatchObject({ name: 'Two' })
    await third.stop()
    await third.remove()
  })
})
