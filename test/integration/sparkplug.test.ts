/** Sparkplug B by the Tahu library's own encoder and the frames of domain.md, from a real client to REST. */
import { get as getSparkplug } from 'sparkplug-payload'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { arrival, type ForeignHouse, frameTime, openForeignHouse } from '../support/foreign-house.ts'
import { connectPublisher, type Publisher } from '../support/publisher.ts'

const site = `
site: { id: demo, name: Demo, timezone: Asia/Shanghai, defaults: off }
equipment:
  - { id: pump-1, kind: booster_pump, name: 1# }
  - { id: fan-1, kind: smoke_fan, name: F1 }
devices:
  - { id: plc-1, password: s3cret, equipment: [pump-1], topics: ["spBv1.0/+/+/plc-1/#", "spBv1.0/STATE/wuxun"] }
rules:
  - { id: low, equipment: pump-1, metric: outlet_pressure, below: 0.25, clear_above: 0.28, severity: critical, title: low, action: look }
mappings:
  - { source: sparkplug, device: g/plc-1, field: Cabinet/Volts, equipment: pump-1, metric: inlet_pressure, from_unit: bar, scale: 0.01 }
`

/** domain.md §7: made and decoded with npm sparkplug-payload. */
const frames = {
  nbirth:
    '0880ccb0d5aa3312120a0562645365711880ccb0d5aa332004580012210a144e6f646520436f6e74726f6c2f526562697274681880ccb0d5aa33200b70001800',
  dbirth:
    '0880ccb0d5aa3312250a0f6f75746c65745f707265737375726510011880ccb0d5aa33200a69e17a14ae47e1da3f12160a0772756e6e696e6710021880ccb0d5aa33200b70011801',
  ddata: '0888f3b0d5aa33121410011888f3b0d5aa33200a69b81e85eb51b8ce3f1802',
  ndeath: '0880ccb0d5aa3312120a0562645365711880ccb0d5aa3320045800'
}
const dataTopic = 'spBv1.0/g/DDATA/plc-1/pump-1'

const found = getSparkplug('spBv1.0')
if (!found) throw new Error('no spBv1.0')
const codec = found
type Payload = Parameters<typeof codec.encodePayload>[0]
const encode = (payload: Payload) => Buffer.from(codec.encodePayload(payload))
const hex = (text: string) => Buffer.from(text, 'hex')

let house: ForeignHouse
let plc: Publisher
let heard: { topic: string; payload: Buffer }[]
let wake: (() => void)[]

beforeEach(async () => {
  house = await openForeignHouse(site)
  plc = await house.connect('plc-1')
  heard = []
  wake = []
  plc.client.on('message', (topic, payload) => {
    heard.push({ topic, payload })
    for (const resolve of wake.splice(0)) resolve()
  })
})
afterEach(() => house.close())

async function born(): Promise<void> {
  await plc.publish('spBv1.0/g/NBIRTH/plc-1', hex(frames.nbirth))
  await plc.publish('spBv1.0/g/DBIRTH/plc-1/pump-1', hex(frames.dbirth))
}

async function nextCommand(): Promise<ReturnType<typeof codec.decodePayload>> {
  for (;;) {
    const index = heard.findIndex(({ topic }) => topic === 'spBv1.0/g/NCMD/plc-1')
    const [command] = index < 0 ? [] : heard.splice(index, 1)
    if (command) return codec.decodePayload(command.payload)
    await new Promise<void>((resolve) => wake.push(resolve))
  }
}

const listen = () => plc.client.subscribeAsync('spBv1.0/g/NCMD/plc-1', { qos: 0 })
const rebirth = { metrics: [{ name: 'Node Control/Rebirth', type: 'Boolean', value: true }] }

describe('births and data', () => {
  it('are stored under the names that the births gave', async () => {
    await born()
    await plc.publish(dataTopic, hex(frames.ddata))
    expect(await house.readings('pump-1', 'outlet_pressure')).toEqual([
      [frameTime, 0.42],
      [frameTime + 5000, 0.24]
    ])
    expect(await house.readings('pump-1', 'running')).toEqual([[frameTime, true]])
    expect(await house.reasons(dataTopic)).toEqual([])
    const { body } = await house.call('GET', '/alarms')
    expect((body as { items: { rule: string }[] }).items.map(({ rule }) => rule)).toEqual(['low'])
  })

  it('may leave the datatype out: it is the birth that tells it', async () => {
    await plc.publish('spBv1.0/g/NBIRTH/plc-1', hex(frames.nbirth))
    const birth = encode({
      timestamp: frameTime,
      seq: 1,
      metrics: [
        { name: 'bearing_temp', alias: 7, type: 'Int8', value: 20 },
        { name: 'flow', alias: 8, type: 'Float', value: 1.1 },
        { name: 'run_hours', alias: 9, type: 'UInt32', value: 100 }
      ]
    })
    await plc.publish('spBv1.0/g/DBIRTH/plc-1/pump-1', birth)
    // Aliases 7, 8 and 9 without datatype: -5 as Int8, 0.42 as Float, 150000 as UInt32, at frameTime + 5000.
    const time = '1888f3b0d5aa33'
    const metrics = ['1007', '1008', '1009'].map((alias, index) => {
      const value = ['50fbffffff0f', '653d0ad73e', '58f09309'][index]
      const metric = alias + time + value
      return `12${(metric.length / 2).toString(16).padStart(2, '0')}${metric}`
    })
    await plc.publish(dataTopic, hex(`0888f3b0d5aa33${metrics.join('')}1802`))
    expect(await house.reasons(dataTopic)).toEqual([])
    expect((await house.readings('pump-1', 'bearing_temp')).at(-1)).toEqual([frameTime + 5000, -5])
    expect((await house.readings('pump-1', 'flow')).map(([, value]) => value)).toEqual([1.1, 0.42])
    expect((await house.readings('pump-1', 'run_hours')).at(-1)).toEqual([frameTime + 5000, 150_000])
  })

  it('that are null are no values', async () => {
    await born()
    const gone = { alias: 1, type: 'Double', value: null, isNull: true, timestamp: frameTime + 1 } as const
    await plc.publish(dataTopic, encode({ timestamp: frameTime + 1, seq: 2, metrics: [gone] }))
    expect(await house.readings('pump-1', 'outlet_pressure')).toEqual([[frameTime, 0.42]])
    expect(await house.reasons(dataTopic)).toEqual([])
  })

  it('that are historical are stored, raise no alarm and are never latest, also after a restart', async () => {
    await born()
    const kept = { alias: 1, type: 'Double', value: 0.1, isHistorical: true, timestamp: frameTime + 6000 } as const
    await plc.publish(dataTopic, encode({ timestamp: frameTime + 6000, seq: 2, metrics: [kept] }))
    const look = async () => {
      expect((await house.readings('pump-1', 'outlet_pressure')).at(-1)).toEqual([frameTime + 6000, 0.1])
      expect(((await house.call('GET', '/alarms')).body as { items: unknown[] }).items).toEqual([])
      const { body } = await house.call('GET', '/equipment/pump-1')
      expect((body as { latest: Record<string, { value: number }> }).latest['outlet_pressure']?.value).toBe(0.42)
    }
    await look()
    await house.close({ keep: true })
    house = await openForeignHouse(site, house.dataDir)
    await look()
  })

  it('of the node itself go by mapping', async () => {
    const volts = { name: 'Cabinet/Volts', alias: 4, type: 'Int32', value: 150 } as const
    const bdSeq = { name: 'bdSeq', type: 'UInt64', value: 3 } as const
    await plc.publish('spBv1.0/g/NBIRTH/plc-1', encode({ timestamp: frameTime, seq: 17, metrics: [bdSeq, volts] }))
    expect(await house.readings('pump-1', 'inlet_pressure')).toEqual([[frameTime, 0.15]])
  })

  it('is nobody else’s: a device it may not speak for is a reject', async () => {
    await born()
    const birth = encode({ timestamp: frameTime, seq: 2, metrics: [{ name: 'running', type: 'Boolean', value: true }] })
    await plc.publish('spBv1.0/g/DBIRTH/plc-1/fan-1', birth)
    expect(await house.reasons('spBv1.0/g/DBIRTH/plc-1/fan-1')).toEqual(['forbidden: fan-1'])
    await plc.publish('spBv1.0/g/NBIRTH/plc-2', hex(frames.nbirth))
    expect(await house.reasons('spBv1.0/g/NBIRTH/plc-2')).toEqual(['forbidden'])
  })
})

describe('after a restart of ours', () => {
  async function restart(): Promise<void> {
    await house.close({ keep: true })
    house = await openForeignHouse(site, house.dataDir)
    plc = await house.connect('plc-1')
  }
  /** The 4th message of a node: what it said while we were away is missing. */
  const later = encode({
    timestamp: frameTime + 7000,
    seq: 77,
    metrics: [{ alias: 1, type: 'Double', value: 0.39, timestamp: frameTime + 7000 }]
  })

  it('a node that stayed may go on with the aliases of its last birth', async () => {
    await born()
    await restart()
    await plc.publish(dataTopic, later)
    expect(await house.reasons(dataTopic)).toEqual([])
    expect((await house.readings('pump-1', 'outlet_pressure')).at(-1)).toEqual([frameTime + 7000, 0.39])
    house.clock.advance(1)
    await plc.publish('spBv1.0/g/NDEATH/plc-1', hex(frames.ndeath))
    expect(await house.status('pump-1')).toBe('offline')
  })

  it('a node that had died, or a device, is asked for a birth', async () => {
    await born()
    await plc.publish('spBv1.0/g/NDEATH/plc-1', hex(frames.ndeath))
    await restart()
    await plc.publish(dataTopic, later)
    expect(await house.reasons(dataTopic)).toEqual(['DDATA before NBIRTH: its metrics are not known'])
    await born()
    await plc.publish('spBv1.0/g/DDEATH/plc-1/pump-1', encode({ timestamp: frameTime, seq: 2, metrics: [] }))
    await restart()
    await plc.publish(dataTopic, later)
    expect((await house.reasons(dataTopic))[0]).toBe('DDATA before DBIRTH: its metrics are not known')
  })
})

describe('a rebirth is asked for', () => {
  it('when data come before any birth, once in 30 s', async () => {
    await listen()
    await plc.publish(dataTopic, hex(frames.ddata))
    expect(await nextCommand()).toMatchObject(rebirth)
    expect(await house.reasons(dataTopic)).toEqual(['DDATA before NBIRTH: its metrics are not known'])
    expect(await house.readings('pump-1', 'outlet_pressure')).toEqual([])
    await plc.publish(dataTopic, hex(frames.ddata))
    expect(heard).toEqual([])
    house.clock.advance(30_000)
    await plc.publish(dataTopic, hex(frames.ddata))
    expect(await nextCommand()).toMatchObject(rebirth)
  })

  it('when an alias is not in the birth; what is known of the message is taken', async () => {
    await listen()
    await born()
    const metrics = [
      { alias: 99, type: 'Double', value: 1, timestamp: frameTime + 1 },
      { alias: 1, type: 'Double', value: 0.4, timestamp: frameTime + 1 }
    ] as const
    await plc.publish(dataTopic, encode({ timestamp: frameTime + 1, seq: 2, metrics: [...metrics] }))
    expect(await nextCommand()).toMatchObject(rebirth)
    expect(await house.reasons(dataTopic)).toEqual(['alias 99: not in the birth'])
    expect((await house.readings('pump-1', 'outlet_pressure')).at(-1)).toEqual([frameTime + 1, 0.4])
  })

  it('when a number stays missing for 2 s, but not when it comes late', async () => {
    await listen()
    await born()
    const data = (seq: number) =>
      encode({ timestamp: frameTime + seq, seq, metrics: [{ alias: 1, type: 'Double', value: 0.4, timestamp: frameTime + seq }] })
    await plc.publish(dataTopic, data(3))
    await plc.publish(dataTopic, data(2))
    house.clock.advance(5000)
    await plc.publish(dataTopic, data(6))
    expect(heard).toEqual([])
    house.clock.advance(2000)
    expect(await nextCommand()).toMatchObject(rebirth)
    // A birth makes everything good again.
    await born()
    await plc.publish(dataTopic, hex(frames.ddata))
    expect(heard).toEqual([])
  })
})

describe('a death', () => {
  it('of the last birth makes the devices offline, one of an older connection does not', async () => {
    await born()
    house.clock.advance(1)
    const older = encode({ timestamp: frameTime, metrics: [{ name: 'bdSeq', type: 'Int64', value: 255 }] })
    await plc.publish('spBv1.0/g/NDEATH/plc-1', older)
    expect(await house.status('pump-1')).toBe('normal')
    await plc.publish('spBv1.0/g/NDEATH/plc-1', hex(frames.ndeath))
    expect(await house.status('pump-1')).toBe('offline')
    await plc.publish(dataTopic, hex(frames.ddata))
    expect(await house.reasons(dataTopic)).toEqual(['DDATA before NBIRTH: its metrics are not known'])
    house.clock.advance(1)
    await born()
    expect(await house.status('pump-1')).toBe('normal')
  })

  it('is the will of a connection that ends without a word', async () => {
    const will = { topic: 'spBv1.0/g/NDEATH/plc-1', payload: hex(frames.ndeath), qos: 1, retain: false } as const
    const edge = await connectPublisher({ port: house.mqttPort, username: 'plc-1', password: 's3cret', will })
    await edge.publish('spBv1.0/g/NBIRTH/plc-1', hex(frames.nbirth))
    await edge.publish('spBv1.0/g/DBIRTH/plc-1/pump-1', hex(frames.dbirth))
    house.clock.advance(1)
    edge.client.stream.destroy()
    await expect.poll(() => house.status('pump-1')).toBe('offline')
    await edge.end()
  })

  it('of a device is its own', async () => {
    await born()
    house.clock.advance(1)
    await plc.publish('spBv1.0/g/DDEATH/plc-1/pump-1', encode({ timestamp: frameTime, seq: 2, metrics: [] }))
    expect(await house.status('pump-1')).toBe('offline')
  })
})

it('we say that we are there, retained', async () => {
  await plc.client.subscribeAsync('spBv1.0/STATE/wuxun', { qos: 1 })
  while (heard.length === 0) await new Promise<void>((resolve) => wake.push(resolve))
  expect(JSON.parse(String(heard[0]?.payload))).toEqual({ online: true, timestamp: arrival })
})

it.each([
  ['no protobuf', dataTopic, Buffer.from('garbage!!'), 'not a Sparkplug B payload'],
  ['nothing', dataTopic, Buffer.alloc(0), 'wrong shape: seq: expected 0 to 255'],
  ['another message', 'spBv1.0/g/XDATA/plc-1', Buffer.alloc(0), 'not a Sparkplug topic'],
  ['a death without number', 'spBv1.0/g/NDEATH/plc-1', Buffer.alloc(0), 'wrong shape: NDEATH without bdSeq']
])('%s is a reject', async (_, topic, payload, reason) => {
  await plc.publish(topic, payload)
  expect(await house.reasons(topic)).toEqual([reason])
})
