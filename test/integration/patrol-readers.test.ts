/** Readers over a real broker: what was acknowledged is there, once, also after the process was killed. */
import mqtt, { type MqttClient } from 'mqtt'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { RoundItem, ScanItem } from '../../server/contract/patrol.ts'
import { type Api, adminPassword, type Service, startService } from '../support/service.ts'

const site = `
site: { id: demo, name: 示范小区 }
readers:
  - { id: reader-1, password: s3cret, location: 大门 }
  - { id: reader-2, password: s3cret, location: 车库 }
checkpoints:
  - { id: gate, name: 大门, tag: "04A1B2C3D4E5F6" }
  - { id: garage, name: 车库, tag: "04A1B2C3D4E5F7" }
routes:
  - { id: day, name: 全天巡逻, checkpoints: [gate, garage], windows: ["00:00-24:00"] }
users:
  - { id: li, name: 李保安, role: guard, password: s3cret }
`

let service: Service
let api: Api
let reader: MqttClient

async function connect(): Promise<void> {
  api = await service.login('admin', adminPassword)
  reader = await mqtt.connectAsync(`mqtt://127.0.0.1:${service.mqttPort}`, {
    username: 'reader-1',
    password: 's3cret',
    reconnectPeriod: 0
  })
}

beforeAll(async () => {
  service = await startService({ site })
  await connect()
})
afterAll(async () => {
  await reader.endAsync(true)
  await service.stop()
  await service.remove()
})

const tell = (payload: unknown, name = 'reader-1') =>
  reader.publishAsync(`facility/demo/patrol/${name}/scan`, typeof payload === 'string' ? payload : JSON.stringify(payload), {
    qos: 1
  })
const rounds = async () => (await api.get<{ items: RoundItem[] }>('/patrol/rounds?route=day')).items
const scans = async () => (await api.get<{ items: ScanItem[] }>('/patrol/scans')).items

describe('A scan of a reader', () => {
  it('is there when its PUBACK is, once, however often it is sent', async () => {
    const scan = { ts: Date.now(), tag: '04A1B2C3D4E5F6', guard: 'li' }
    await tell(scan)
    await tell(scan)
    expect(await rounds()).toMatchObject([{ route: 'day', status: 'in_progress', missed: ['garage'] }])
    expect(await scans()).toMatchObject([{ checkpoint: 'gate', guard: 'li', reader: 'reader-1', assurance: 'uid', suspect: [] }])
  })

  it('with an issue opens a hazard', async () => {
    await tell({ id: 'issue-1', ts: Date.now(), tag: '04A1B2C3D4E5F7', guard: 'li', result: 'issue', note: '灯坏了' })
    const [scan] = await scans()
    expect(scan).toMatchObject({ id: 'issue-1', result: 'issue', note: '灯坏了' })
    expect(await api.get(`/tickets/${scan?.ticket}`)).toMatchObject({ type: 'hazard', source: 'patrol', title: '车库：灯坏了' })
    expect(await rounds()).toMatchObject([{ status: 'complete' }])
  })

  it('outlives a kill -9', async () => {
    await service.kill()
    service = await startService({ site, dataDir: service.dataDir })
    await reader.endAsync(true)
    await connect()
    expect(await scans()).toHaveLength(2)
    expect(await rounds()).toMatchObject([{ status: 'complete' }])
  })

  it.each([
    ['that is not JSON', 'scan', 'reader-1', 'not JSON'],
    ['of a tag nobody knows', { ts: 1, tag: '04FFFFFFFFFFFF', guard: 'li' }, 'reader-1', 'tag: '],
    ['of a guard nobody knows', { tag: '04A1B2C3D4E5F6', guard: 'zhao' }, 'reader-1', 'guard: '],
    ['with a number for a tag', { tag: 12345678, guard: 'li' }, 'reader-1', 'tag: '],
    ['without a time', { ts: null, tag: '04A1B2C3D4E5F6', guard: 'li' }, 'reader-1', 'ts: '],
    ['of last year', { ts: 1_600_000_000_000, tag: '04A1B2C3D4E5F6', guard: 'li' }, 'reader-1', 'ts: '],
    ['under the id of another scan', { id: 'issue-1', tag: '04A1B2C3D4E5F6', guard: 'li' }, 'reader-1', 'id: '],
    ['of 31 days ago', { ts: Date.now() - 31 * 86_400_000, tag: '04A1B2C3D4E5F6', guard: 'li' }, 'reader-1', 'ts: '],
    ['25 h in the future', { ts: Date.now() + 25 * 3_600_000, tag: '04A1B2C3D4E5F6', guard: 'li' }, 'reader-1', 'ts'],
    ['in the name of another reader', { tag: '04A1B2C3D4E5F6', guard: 'li' }, 'reader-2', 'forbidden']
  ])('%s is acknowledged and a reject', async (_, payload, name, reason) => {
    await tell(typeof payload === 'string' ? payload : { ts: Date.now(), ...payload }, name)
    const { items } = await api.get<{ items: { reason: string; topic: string }[] }>('/rejects?limit=1')
    expect(items[0]?.topic).toBe(`facility/demo/patrol/${name}/scan`)
    expect(items[0]?.reason).toContain(reason)
    expect(await scans()).toHaveLength(2)
  })
})
