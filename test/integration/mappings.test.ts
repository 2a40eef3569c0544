/** Unknown points and mappings over REST: a device that nobody knows is seen, mapped and read without a restart. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { arrival, type ForeignHouse, openForeignHouse } from '../support/foreign-house.ts'
import type { Publisher } from '../support/publisher.ts'

const site = `
site: { id: demo, name: Demo, timezone: Asia/Shanghai, defaults: off }
equipment:
  - { id: leak-1, kind: leak_sensor, name: L1 }
  - { id: room-1, kind: environment, name: R1 }
devices:
  - { id: hub, password: s3cret, topics: ["zigbee2mqtt/#"] }
users:
  - { id: boss, name: Boss, role: manager, password: s3cret }
  - { id: wang, name: Wang, role: engineer, password: s3cret }
mappings:
  - { source: hub, device: attic, field: t, equipment: room-1, metric: temperature }
`

type Item = Record<string, unknown>
let house: ForeignHouse
let hub: Publisher
beforeAll(async () => {
  house = await openForeignHouse(site)
  hub = await house.connect('hub')
})
afterAll(() => house.close())

async function unknown(): Promise<Item[]> {
  const { status, body } = await house.call('GET', '/unknown-points')
  expect(status).toBe(200)
  return (body as { items: Item[] }).items
}

const topic = 'zigbee2mqtt/cellar'
const mapping = { source: 'zigbee2mqtt', device: 'cellar', field: 'water_leak', equipment: 'leak-1', metric: 'leak' }
let mappingId = ''

describe('a device that nobody has mapped', () => {
  it('is a reject, and is listed with its last message', async () => {
    await hub.publish(topic, { water_leak: false, battery: 80 })
    house.clock.advance(1000)
    await hub.publish(topic, { water_leak: true, battery: 79 })
    expect(await house.reasons(topic)).toEqual(Array(2).fill('unmapped: cellar/water_leak; unmapped: cellar/battery'))
    const common = { source: 'zigbee2mqtt', sender: 'hub', device: 'cellar', topic, messages: 2 }
    const times = { firstSeenAt: new Date(arrival).toISOString(), lastSeenAt: new Date(arrival + 1000).toISOString() }
    const payload = '{"water_leak":true,"battery":79}'
    expect(await unknown()).toEqual([
      { ...common, ...times, field: 'battery', value: 79, payload },
      { ...common, ...times, field: 'water_leak', value: true, payload }
    ])
  })

  it('is still listed after a restart', async () => {
    const before = await unknown()
    await house.close({ keep: true })
    house = await openForeignHouse(site, house.dataDir)
    hub = await house.connect('hub')
    // The last value is written at most every 10 min.
    const identity = ({ field, device, firstSeenAt }: Item) => ({ field, device, firstSeenAt })
    const after = await unknown()
    expect(after.map(identity)).toEqual(expect.arrayContaining(before.map(identity)))
    expect(after).toHaveLength(before.length)
  })

  it('is neither forwarded nor retained', async () => {
    await hub.client.subscribeAsync('zigbee2mqtt/#')
    const heard: string[] = []
    hub.client.on('message', (name) => heard.push(name))
    await hub.client.publishAsync(topic, '{"water_leak":true}', { qos: 1, retain: true })
    await hub.client.publishAsync('zigbee2mqtt/attic', '{"t":20}', { qos: 1 })
    await expect.poll(() => heard).toEqual(['zigbee2mqtt/attic'])
  })

  it('is read from the moment it is mapped, without a restart', async () => {
    const { status, body } = await house.call('POST', '/mappings', mapping)
    expect(status).toBe(201)
    expect(body).toEqual({ id: expect.stringMatching(/^map_[0-9a-f]{20}$/), ...mapping })
    mappingId = String((body as Item)['id'])
    await hub.publish(topic, { water_leak: true, battery: 78 })
    expect((await house.readings('leak-1', 'leak')).map(([, value]) => value)).toEqual([true])
    expect((await unknown()).map(({ field }) => field)).toEqual(['battery'])
  })
})

describe('mappings', () => {
  it('are listed, those of the site file too', async () => {
    const { body } = await house.call('GET', '/mappings')
    expect((body as { items: Item[] }).items.map(({ device }) => device).sort()).toEqual(['attic', 'cellar'])
  })

  it.each<[what: string, change: Item, field: string]>([
    ['equipment that is not there', { equipment: 'ghost' }, 'equipment'],
    ['a metric it does not have', { metric: 'colour' }, 'metric'],
    ['a unit for a flag', { from_unit: 'V' }, 'from_unit'],
    ['a source nobody knows', { source: 'ghost' }, 'source'],
    ['an unknown key', { colour: 1 }, 'colour']
  ])('with %s are refused', async (_, change, field) => {
    const { status, body } = await house.call('POST', '/mappings', { ...mapping, field: 'other', ...change })
    expect(status).toBe(400)
    expect(JSON.stringify((body as { errors: unknown }).errors)).toContain(field)
  })

  it('for a field that has one are refused', async () => {
    expect((await house.call('POST', '/mappings', mapping)).status).toBe(409)
  })

  it('are for admins, unknown points for managers too', async () => {
    const boss = await house.login('boss', 's3cret')
    const wang = await house.login('wang', 's3cret')
    expect((await house.call('GET', '/unknown-points', undefined, boss)).status).toBe(200)
    expect((await house.call('GET', '/unknown-points', undefined, wang)).status).toBe(403)
    expect((await house.call('GET', '/mappings', undefined, boss)).status).toBe(403)
    expect((await house.call('POST', '/mappings', mapping, boss)).status).toBe(403)
    expect((await house.call('DELETE', `/mappings/${mappingId}`, undefined, boss)).status).toBe(403)
  })

  it('made and removed by REST stay so over a restart with the same file', async () => {
    const { body } = await house.call('GET', '/mappings')
    const ofFile = (body as { items: Item[] }).items.find(({ device }) => device === 'attic')
    expect((await house.call('DELETE', `/mappings/${ofFile?.['id']}`)).status).toBe(204)
    expect((await house.call('DELETE', `/mappings/${ofFile?.['id']}`)).status).toBe(404)
    await house.close({ keep: true })
    house = await openForeignHouse(site, house.dataDir)
    const after = await house.call('GET', '/mappings')
    expect((after.body as { items: Item[] }).items.map(({ device }) => device)).toEqual(['cellar'])
  })
})
