/** Each foreign format from a real MQTT client to the readings of REST, with the traps of its documentation. */
import { createRequire } from 'node:module'
import gateways from '@chirpstack/chirpstack-api/gw/gw_pb.js'
import chirpstack from '@chirpstack/chirpstack-api/integration/integration_pb.js'
import { Encoder } from 'cbor-x'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { arrival, type ForeignHouse, frameTime, openForeignHouse } from '../support/foreign-house.ts'
import type { Publisher } from '../support/publisher.ts'

// Google's own part of these messages ships without types.
const google = createRequire(import.meta.url)
const { Struct } = google('google-protobuf/google/protobuf/struct_pb.js')
const { Timestamp } = google('google-protobuf/google/protobuf/timestamp_pb.js')

const site = `
site: { id: demo, name: Demo, timezone: Asia/Shanghai, defaults: off }
equipment:
  - { id: pump-1, kind: booster_pump, name: 1# }
  - { id: pump-2, kind: booster_pump, name: 2# }
  - { id: pump-3, kind: booster_pump, name: 3# }
  - { id: tb-pump, kind: booster_pump, name: TB }
  - { id: leak-1, kind: leak_sensor, name: L1 }
  - { id: leak-2, kind: leak_sensor, name: L2 }
  - { id: leak-3, kind: leak_sensor, name: L3 }
  - { id: leak-4, kind: leak_sensor, name: L4 }
  - { id: room-1, kind: environment, name: R1 }
  - { id: room-2, kind: environment, name: R2 }
  - { id: door-1, kind: fire_door, name: D1 }
devices:
  - { id: edge, password: s3cret, equipment: [pump-1, pump-2, pump-3], topics: ["senml/demo/#", "v1/gateway/#"] }
  - { id: lora, password: s3cret, equipment: [leak-1, leak-3, leak-4], topics: ["application/#", "v3/#"] }
  - { id: hub, password: s3cret, topics: ["zigbee2mqtt/#", "tele/#"] }
  - { id: A1TOKEN, password: A1TOKEN, equipment: [tb-pump], topics: ["v1/devices/me/telemetry"] }
  - { id: plc-1, password: s3cret, equipment: [pump-1] }
mappings:
  - { source: zigbee2mqtt, device: bath/leak, field: water_leak, equipment: leak-2, metric: leak }
  - { source: zigbee2mqtt, device: bath/leak, field: battery, equipment: leak-2, metric: battery }
  - { source: hub, device: door, field: contact, equipment: door-1, metric: open, invert: true }
  - { source: zigbee2mqtt, device: room, field: temperature, equipment: room-2, metric: temperature, from_unit: "°F" }
  - { source: tasmota, device: boiler, field: DS18B20.Temperature, equipment: room-1, metric: temperature }
  - { source: senml, device: "urn:dev:mac:0024befffe804ff1", field: level, equipment: pump-3, metric: tank_level, from_unit: "1" }
  - { source: ttn, device: meter, field: p, equipment: pump-3, metric: inlet_pressure, from_unit: kPa, scale: 0.1, offset: 5 }
`

let house: ForeignHouse
const clients: Record<string, Publisher> = {}
beforeAll(async () => {
  house = await openForeignHouse(site)
  for (const id of ['edge', 'lora', 'hub', 'plc-1']) clients[id] = await house.connect(id)
})
afterAll(() => house.close())

async function say(who: string, topic: string, payload: unknown): Promise<void> {
  const client = clients[who]
  if (!client) throw new Error(`nobody called ${who}`)
  expect(await client.publish(topic, payload)).toBe(true)
}

describe('SenML', () => {
  const topic = 'senml/demo/pump-1'
  const pack = [
    { bn: 'pump-1/', bt: 1763800000, n: 'outlet_pressure', u: 'Pa', v: 420000 },
    { n: 'running', vb: true },
    { n: 'bearing_temp', u: 'Cel', v: 51.2, t: -5 }
  ]

  it('in JSON is stored in our units, at its times', async () => {
    await say('edge', topic, pack)
    expect(await house.readings('pump-1', 'outlet_pressure')).toEqual([[frameTime, 0.42]])
    expect(await house.readings('pump-1', 'running')).toEqual([[frameTime, true]])
    expect(await house.readings('pump-1', 'bearing_temp')).toEqual([[frameTime - 5000, 51.2]])
    expect(await house.reasons(topic)).toEqual([])
  })

  it('in CBOR is the same: integer labels, as cbor-x writes them', async () => {
    const first = new Map<number, unknown>([
      [-2, 'pump-2/'],
      [-3, 1763800000],
      [-4, 'Pa'],
      [-5, 400000],
      [0, 'outlet_pressure'],
      [2, 20000]
    ])
    const second = new Map<number, unknown>([
      [0, 'inlet_pressure'],
      [6, 1],
      [2, -300000]
    ])
    await say('edge', 'senml/demo/pump-2', new Encoder({ mapsAsObjects: false }).encode([first, second]))
    expect(await house.readings('pump-2', 'outlet_pressure')).toEqual([[frameTime, 0.42]])
    expect(await house.readings('pump-2', 'inlet_pressure')).toEqual([[frameTime + 1000, 0.1]])
  })

  it('with a field that must be understood is refused whole', async () => {
    await say('edge', 'senml/demo/pump-3', [
      { bn: 'pump-3/', n: 'outlet_pressure', u: 'Pa', v: 1 },
      { n: 'running', vb: true, secret_: 1 }
    ])
    expect(await house.reasons('senml/demo/pump-3')).toEqual(['record 1: secret_: a field that must be understood'])
    expect(await house.readings('pump-3', 'outlet_pressure')).toEqual([])
  })

  it('with relative times counts from its arrival, and maps the hardware by its own name', async () => {
    await say('edge', 'senml/demo/pump-3', [{ bn: 'urn:dev:mac:0024befffe804ff1:', n: 'level', u: '/', v: 0.55, t: -120 }])
    expect(await house.readings('pump-3', 'tank_level')).toEqual([[arrival - 120_000, 55]])
  })

  it.each<[what: string, payload: unknown, reason: string]>([
    ['cut off', '[{"n":"running"', 'not SenML: expected a list of records, JSON or CBOR'],
    ['two values', [{ n: 'running', v: 1, vb: true }], 'record 0: expected one of v, vb, vs, vd, got v and vb'],
    ['number as text', [{ n: 'flow', v: '1' }], 'record 0: v: expected a number'],
    ['a later version', [{ bver: 11, n: 'flow', v: 1 }], 'record 0: bver: version 11 is not known'],
    ['a unit of another sort', [{ n: 'flow', u: 'Cel', v: 1 }], 'values.flow: Cel cannot be told in m3/h'],
    [
      'outside the range',
      [{ n: 'outlet_pressure', u: 'Pa', v: 9e6 }],
      'values.outlet_pressure: 9 is outside the physical range 0…2.5'
    ]
  ])('that is wrong (%s) is a reject', async (_, payload, reason) => {
    await say('edge', 'senml/demo/pump-2', payload)
    expect((await house.reasons('senml/demo/pump-2'))[0]).toBe(reason)
  })

  it('is forbidden to a device whose topics do not allow it', async () => {
    await say('plc-1', topic, pack)
    expect(await house.reasons(topic)).toEqual(['forbidden'])
  })
})

describe('ChirpStack', () => {
  const topic = 'application/17c82e96-be03-4f38-aef3-f83d48582d97/device/0102030405060708/event/up'
  const uplink = {
    deduplicationId: '3ac7e3c4-4401-4b8d-9386-a5c902f9202d',
    time: '2025-11-22T08:26:40+00:00',
    deviceInfo: {
      tenantId: '52f14cd4-c6f1-4fbd-8f87-4025e1d49242',
      applicationId: '17c82e96-be03-4f38-aef3-f83d48582d97',
      applicationName: 'facility',
      deviceProfileName: 'leak',
      deviceName: 'leak-1',
      devEui: '0102030405060708',
      tags: { equipment: 'leak-1' }
    },
    devAddr: '00189440',
    adr: true,
    dr: 5,
    fCnt: 42,
    fPort: 2,
    confirmed: false,
    data: 'AWQ=',
    object: { leak: true, battery: 100 },
    rxInfo: [{ gatewayId: '0016c001f153a14c', rssi: -87, snr: 8.5 }],
    txInfo: { frequency: 486300000 }
  }

  it('in JSON is stored once, redelivered or not', async () => {
    await say('lora', topic, uplink)
    // The same uplink again, as another server of a cluster would tell it.
    await say('lora', topic, { ...uplink, time: '2025-11-22T08:26:41+00:00' })
    expect(await house.readings('leak-1', 'leak')).toEqual([[frameTime, true]])
    expect(await house.readings('leak-1', 'battery')).toEqual([[frameTime, 100]])
    expect(await house.readings('leak-1', 'rssi')).toEqual([[frameTime, -87]])
    expect(await house.reasons(topic)).toEqual([])
  })

  it('leaves out what is zero or false', async () => {
    const { fCnt, fPort, adr, dr, confirmed, rxInfo, ...rest } = uplink
    const deviceInfo = { devEui: '0102030405060708', deviceName: 'leak-1' }
    await say('lora', topic, {
      ...rest,
      deviceInfo,
      deduplicationId: 'b',
      time: '2025-11-22T08:26:45Z',
      object: { leak: false, battery: 0 }
    })
    expect((await house.readings('leak-1', 'leak')).at(-1)).toEqual([frameTime + 5000, false])
    expect((await house.readings('leak-1', 'battery')).at(-1)).toEqual([frameTime + 5000, 0])
    expect([fCnt, fPort, adr, dr, confirmed, rxInfo]).toHaveLength(6)
  })

  it('in protobuf, by its own library, is the same', async () => {
    const info = new chirpstack.DeviceInfo()
    info.setDevEui('0102030405060709')
    info.setDeviceName('leak-4')
    const event = new chirpstack.UplinkEvent()
    event.setDeduplicationId('c')
    event.setDeviceInfo(info)
    const time = new Timestamp()
    time.fromDate(new Date(frameTime + 250))
    event.setTime(time)
    event.setData(Buffer.from('AWQ=', 'base64'))
    event.setObject(Struct.fromJavaScript({ leak: true, battery: 0 }))
    const reception = new gateways.UplinkRxInfo()
    reception.setRssi(-90)
    event.addRxInfo(reception)
    await say('lora', 'application/a/device/0102030405060709/event/up', Buffer.from(event.serializeBinary()))
    expect(await house.readings('leak-4', 'leak')).toEqual([[frameTime + 250, true]])
    expect(await house.readings('leak-4', 'battery')).toEqual([[frameTime + 250, 0]])
    expect(await house.readings('leak-4', 'rssi')).toEqual([[frameTime + 250, -90]])
  })

  it('without a codec is a reject that says what to do', async () => {
    const { object, ...raw } = uplink
    await say('lora', topic, { ...raw, deduplicationId: 'd' })
    expect(await house.reasons(topic)).toEqual([
      'no object: set a codec in the device profile of ChirpStack, raw data is not read'
    ])
    expect(object).toBeDefined()
  })

  it('that is something else is a reject', async () => {
    await say('lora', topic, Buffer.from([0x0a, 0x03, 1, 2, 3]))
    expect((await house.reasons(topic))[0]).toBe('neither JSON nor a ChirpStack UplinkEvent')
  })
})

describe('The Things Stack', () => {
  const topic = 'v3/facility@demo/devices/leak-3/up'
  const uplink = {
    end_device_ids: {
      device_id: 'leak-3',
      application_ids: { application_id: 'facility' },
      dev_eui: '0004A30B001C0530',
      dev_addr: '00BCB929'
    },
    correlation_ids: ['as:up:01'],
    received_at: '2025-11-22T08:26:40.250Z',
    uplink_message: {
      f_port: 2,
      f_cnt: 42,
      frm_payload: 'AWQ=',
      decoded_payload: { leak: true, battery: 100 },
      rx_metadata: [{ gateway_ids: { gateway_id: 'gw-1' }, rssi: -87, snr: 8.5 }],
      settings: { frequency: '486300000' },
      received_at: '2025-11-22T08:26:40.050Z'
    }
  }

  it('is stored once at the time of the network server, however often it comes', async () => {
    await say('lora', topic, uplink)
    await say('lora', topic, { ...uplink, received_at: '2025-11-22T08:26:49Z', correlation_ids: ['as:up:02'] })
    expect(await house.readings('leak-3', 'leak')).toEqual([[frameTime + 50, true]])
    expect(await house.readings('leak-3', 'battery')).toEqual([[frameTime + 50, 100]])
    expect(await house.readings('leak-3', 'rssi')).toEqual([[frameTime + 50, -87]])
  })

  it('has no f_cnt in its first frame', async () => {
    const { f_cnt, f_port, ...first } = uplink.uplink_message
    const message = { ...first, received_at: '2025-11-22T08:26:45Z', decoded_payload: { leak: false } }
    await say('lora', topic, { ...uplink, uplink_message: message })
    expect((await house.readings('leak-3', 'leak')).at(-1)).toEqual([frameTime + 5000, false])
    expect(f_cnt + f_port).toBe(44)
  })

  it('is scaled, moved and converted as the mapping says', async () => {
    const message = { ...uplink.uplink_message, decoded_payload: { p: 950 } }
    await say('lora', 'v3/facility/devices/meter/up', {
      ...uplink,
      end_device_ids: { device_id: 'meter' },
      uplink_message: message
    })
    expect(await house.readings('pump-3', 'inlet_pressure')).toEqual([[frameTime + 50, 0.1]])
  })

  it('without a formatter is a reject that says what to do', async () => {
    const { decoded_payload, ...raw } = uplink.uplink_message
    await say('lora', topic, { ...uplink, uplink_message: raw })
    expect(await house.reasons(topic)).toEqual(['no decoded_payload: set a payload formatter for the device in The Things Stack'])
    expect(decoded_payload).toBeDefined()
  })
})

describe('Zigbee2MQTT', () => {
  it('brings no time: each delivery is a reading of its own', async () => {
    const state = { water_leak: true, battery: 97, battery_low: false, linkquality: 120 }
    await say('hub', 'zigbee2mqtt/bath/leak', state)
    await say('hub', 'zigbee2mqtt/bath/leak', { ...state, water_leak: false })
    expect(await house.readings('leak-2', 'leak')).toEqual([
      [arrival, true],
      [arrival + 1, false]
    ])
    expect((await house.readings('leak-2', 'battery')).map(([, value]) => value)).toEqual([97, 97])
    // What is not mapped is told once, and listed.
    expect(await house.reasons('zigbee2mqtt/bath/leak')).toEqual([
      'unmapped: bath/leak/battery_low; unmapped: bath/leak/linkquality'
    ])
  })

  it('says null for what it does not know, and Fahrenheit where it is set to', async () => {
    await say('hub', 'zigbee2mqtt/room', { temperature: null })
    expect(await house.readings('room-2', 'temperature')).toEqual([])
    await say('hub', 'zigbee2mqtt/room', { temperature: 68 })
    expect(await house.readings('room-2', 'temperature')).toEqual([[arrival, 20]])
  })

  it('has contacts that are true when closed', async () => {
    await say('hub', 'zigbee2mqtt/door', { contact: true })
    await say('hub', 'zigbee2mqtt/door', { contact: false })
    expect((await house.readings('door-1', 'open')).map(([, value]) => value)).toEqual([false, true])
  })

  it.each([
    ['{"state":"offline"}', 'offline'],
    ['{"state":"online"}', 'normal'],
    ['offline', 'offline']
  ])('availability %s makes it %s', async (payload, status) => {
    house.clock.advance(1)
    await say('hub', 'zigbee2mqtt/bath/leak/availability', payload)
    expect(await house.status('leak-2')).toBe(status)
  })

  it.each(['zigbee2mqtt/bridge/state', 'zigbee2mqtt/bridge/logging', 'zigbee2mqtt/lamp/set', 'zigbee2mqtt/lamp/get/state'])(
    '%s is no reading and no reject',
    async (topic) => {
      await say('hub', topic, '{"state":"online"}')
      expect(await house.reasons(topic)).toEqual([])
    }
  )

  it('that is not JSON is a reject', async () => {
    await say('hub', 'zigbee2mqtt/room', 'hello')
    expect(await house.reasons('zigbee2mqtt/room')).toEqual(['not JSON'])
  })
})

describe('Tasmota', () => {
  const topic = 'tele/boiler/SENSOR'

  it('tells the time of the site, without saying so', async () => {
    const body = { Time: '2025-11-22T16:26:40', DS18B20: { Id: '01131B123456', Temperature: 20.6 }, TempUnit: 'C' }
    await say('hub', topic, body)
    expect(await house.readings('room-1', 'temperature')).toEqual([[frameTime, 20.6]])
    expect(await house.reasons(topic)).toEqual([])
  })

  it('may be set to Fahrenheit, and says so', async () => {
    await say('hub', topic, { Time: '2025-11-22T16:26:45', DS18B20: { Temperature: 68 }, TempUnit: 'F' })
    expect((await house.readings('room-1', 'temperature')).at(-1)).toEqual([frameTime + 5000, 20])
  })

  it('before it knows the time is a reject', async () => {
    await say('hub', topic, { Time: '1970-01-01T00:00:07', DS18B20: { Temperature: 20 }, TempUnit: 'C' })
    expect(await house.reasons(topic)).toEqual(['ts: older than RETENTION'])
  })

  it('is offline and online by its last will', async () => {
    house.clock.advance(1)
    await say('hub', 'tele/boiler/LWT', 'Offline')
    expect(await house.status('room-1')).toBe('offline')
    house.clock.advance(1)
    await say('hub', 'tele/boiler/LWT', 'Online')
    expect(await house.status('room-1')).toBe('normal')
  })
})

describe('ThingsBoard', () => {
  it('takes the token as user name, and no password', async () => {
    const client = await house.connect('A1TOKEN', null)
    clients['tb'] = client
    await say('tb', 'v1/devices/me/telemetry', { ts: frameTime, values: { outlet_pressure: 0.42, running: true } })
    await say('tb', 'v1/devices/me/telemetry', [
      { ts: frameTime + 1, values: { outlet_pressure: 0.43 } },
      { inlet_pressure: 0.2 }
    ])
    expect(await house.readings('tb-pump', 'outlet_pressure')).toEqual([
      [frameTime, 0.42],
      [frameTime + 1, 0.43]
    ])
    expect((await house.readings('tb-pump', 'inlet_pressure')).map(([, value]) => value)).toEqual([0.2])
    expect(await house.readings('tb-pump', 'running')).toEqual([[frameTime, true]])
  })

  it('without the right token is refused', async () => {
    await expect(house.connect('plc-1', null)).rejects.toThrow(/[Bb]ad username or password|Not authorized/)
  })

  it('by a gateway speaks for several, and repeats are stored once', async () => {
    const topic = 'v1/gateway/telemetry'
    const body = {
      'pump-1': [{ ts: frameTime + 100, values: { outlet_pressure: 0.42, running: true } }],
      'pump-2': [{ ts: frameTime + 100, values: { flow: 12 } }]
    }
    await say('edge', topic, body)
    await say('edge', topic, body)
    expect((await house.readings('pump-1', 'outlet_pressure')).at(-1)).toEqual([frameTime + 100, 0.42])
    expect(await house.readings('pump-2', 'flow')).toEqual([[frameTime + 100, 12]])
  })

  it('may not speak for equipment of others, nor in seconds, nor in text', async () => {
    const topic = 'v1/gateway/telemetry'
    await say('edge', topic, { 'leak-1': [{ ts: frameTime, values: { leak: true } }] })
    expect((await house.reasons(topic))[0]).toBe('forbidden: leak-1')
    await say('edge', topic, { 'pump-1': [{ ts: 1_763_800_000, values: { flow: 1 } }] })
    expect((await house.reasons(topic))[0]).toBe('ts: older than RETENTION')
    await say('edge', topic, { 'pump-1': [{ flow: '1' }] })
    expect((await house.reasons(topic))[0]).toBe('values.flow: expected a number, got text')
  })
})

describe('a topic of no format', () => {
  it('is a reject even where the device may publish', async () => {
    await say('hub', 'zigbee2mqtt', '{}')
    expect(await house.reasons('zigbee2mqtt')).toEqual(['unknown format'])
  })
})
