import { connectAsync } from 'mqtt'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  type GatewayHouse,
  good,
  hasReceived,
  openGatewayHouse,
  plc,
  plc2,
  receivedBy,
  settle,
  subscribe,
  telemetry
} from '../support/gateway-house.ts'
import { packetTypes, publishPacket, pubrelPacket, readPublish } from '../support/raw-mqtt.ts'

let house: GatewayHouse
beforeEach(async () => {
  house = await openGatewayHouse()
})
afterEach(() => house.close())

describe('a published message', () => {
  it.each([0, 1, 2] as const)('of QoS %i is handed on and forwarded', async (qos) => {
    const client = await connectAsync(`mqtt://127.0.0.1:${house.port}`, { ...plc, reconnectPeriod: 0 })
    await client.subscribeAsync('facility/demo/pump-1/#', { qos })
    const forwarded = new Promise<string>((resolve) => client.once('message', (_, payload) => resolve(payload.toString())))
    await client.publishAsync(telemetry, good, { qos })
    expect(await forwarded).toBe(good)
    expect(house.sink.arrivals).toHaveLength(1)
    expect(house.sink.arrivals[0]?.readings).toMatchObject([
      { equipment: 'pump-1', value: 0.4, ts: house.clock.now(), receivedAt: house.clock.now() }
    ])
    await client.endAsync()
  })

  it.each([
    [1, packetTypes.puback],
    [2, packetTypes.pubrec]
  ] as const)('of QoS %i is acknowledged only when all of it is durable', async (qos, acknowledgement) => {
    house.sink.hold()
    const client = await house.connect(plc)
    const other = await house.connect(plc2)
    client.send(publishPacket({ topic: telemetry, payload: good, qos }))
    await house.sink.reached(1)
    await settle(other)
    expect(hasReceived(client, acknowledgement)).toBe(false)
    house.sink.release()
    await client.next(acknowledgement)
    if (qos === 2) {
      client.send(pubrelPacket())
      await client.next(packetTypes.pubcomp)
    }
    expect(house.sink.arrivals).toHaveLength(1)
  })

  it.each([0, 1, 2] as const)('of QoS %i that could not be committed ends the connection without an answer', async (qos) => {
    house.sink.hold()
    const client = await house.connect(plc)
    const other = await house.connect(plc2)
    const watcher = await house.connect({ ...plc, clientId: 'watcher' })
    await subscribe(watcher, 'facility/demo/pump-1/#')
    client.send(publishPacket({ topic: telemetry, payload: good, qos }))
    await house.sink.reached(1)
    house.sink.release(new Error('disk full'))
    await client.closed
    expect(client.packets.map(({ type }) => type)).toEqual([packetTypes.connack])
    await settle(other)
    await settle(watcher)
    expect(receivedBy(watcher)).toEqual([])
  })

  it('waits for no other client', async () => {
    house.sink.hold()
    const slow = await house.connect(plc)
    slow.send(publishPacket({ topic: telemetry, payload: good }))
    await house.sink.reached(1)
    const quick = await house.connect(plc2)
    quick.send(publishPacket({ topic: 'facility/demo/pump-2/telemetry', payload: good }))
    await house.sink.reached(2)
    house.sink.release()
    await Promise.all([slow.next(packetTypes.puback), quick.next(packetTypes.puback)])
  })

  it.each<[what: string, topic: string, payload: string, reason: string]>([
    ['not JSON', telemetry, 'pressure=4', 'not JSON'],
    ['of unknown equipment', 'facility/demo/ghost/telemetry', good, 'unknown equipment'],
    ["of somebody else's equipment", 'facility/demo/pump-2/telemetry', good, 'forbidden'],
    ['of another site', 'facility/other/pump-1/telemetry', good, 'forbidden'],
    ["of the broker's own topics", '$SYS/x', 'x', 'forbidden'],
    ['of any other topic', 'a/b', 'x', 'forbidden'],
    ['a wrong status', 'facility/demo/pump-1/status', 'gone', 'wrong shape: expected online or offline']
  ])('%s is acknowledged and kept, but neither forwarded nor retained', async (_, topic, payload, reason) => {
    const watchers = [await house.connect({ ...plc, clientId: 'w1' }), await house.connect({ ...plc2, clientId: 'w2' })] as const
    await subscribe(watchers[0], 'facility/demo/pump-1/#')
    await subscribe(watchers[1], 'facility/demo/pump-2/#')
    const client = await house.connect(plc)
    for (const qos of [1, 2] as const) {
      client.send(publishPacket({ topic, payload, qos, retain: true, id: qos }))
      await client.next(qos === 1 ? packetTypes.puback : packetTypes.pubrec)
    }
    client.send(publishPacket({ topic, payload, qos: 0, retain: true }))
    await settle(client)
    expect(house.sink.arrivals).toMatchObject(Array.from({ length: 3 }, () => ({ readings: [], rejects: [{ topic, reason }] })))
    for (const watcher of watchers) {
      await settle(watcher)
      expect(receivedBy(watcher)).toEqual([])
    }
    const late = await house.connect({ ...plc, clientId: 'late' })
    await subscribe(late, 'facility/demo/pump-1/#')
    await settle(late)
    expect(receivedBy(late)).toEqual([])
  })

  it('with one bad value is not forwarded, but its good value is taken', async () => {
    const watcher = await house.connect({ ...plc, clientId: 'w' })
    await subscribe(watcher, 'facility/demo/pump-1/#')
    const client = await house.connect(plc)
    client.send(publishPacket({ topic: telemetry, payload: '{"values":{"outlet_pressure":9,"water_temp":20}}' }))
    await client.next(packetTypes.puback)
    expect(house.sink.arrivals[0]).toMatchObject({ readings: [{ metric: 'water_temp', value: 20 }], rejects: [{}] })
    await settle(watcher)
    expect(receivedBy(watcher)).toEqual([])
  })

  it('of a status is retained for who subscribes later', async () => {
    const client = await house.connect(plc)
    client.send(publishPacket({ topic: 'facility/demo/pump-1/status', payload: 'online', retain: true }))
    await client.next(packetTypes.puback)
    const late = await house.connect({ ...plc, clientId: 'late' })
    await subscribe(late, 'facility/demo/pump-1/status')
    expect(readPublish(await late.next(packetTypes.publish))).toEqual({
      topic: 'facility/demo/pump-1/status',
      payload: 'online',
      retain: true
    })
  })

  it('without ts gets times of its own, also after a restart', async () => {
    house.gateway.seedTime('pump-1', house.clock.now() + 5)
    const client = await house.connect(plc)
    for (const id of [1, 2]) {
      client.send(publishPacket({ topic: telemetry, payload: good, id }))
      await client.next(packetTypes.puback)
    }
    const times = house.sink.arrivals.map(({ readings }) => readings[0]?.ts)
    expect(times).toEqual([house.clock.now() + 6, house.clock.now() + 7])
  })
})

/** Retained messages go through the broker, all others of this kind past it. */
describe('telemetry takes one of two ways, and', () => {
  const foreign = 'facility/demo/pump-2/telemetry'
  const cases: [what: string, topic: string, payload: string][] = [
    ['a good message', telemetry, good],
    ['one with a time', telemetry, '{"ts":1700000000000,"values":{"outlet_pressure":0.4,"flow":3}}'],
    ['a list', telemetry, '[{"values":{"flow":1}},{"values":{"flow":2}}]'],
    ['a good value beside a bad one', telemetry, '{"values":{"outlet_pressure":0.4,"flow":"much"}}'],
    ['an unknown metric', telemetry, '{"values":{"colour":1}}'],
    ['no JSON', telemetry, '{"values":'],
    ['no bytes at all', telemetry, ''],
    ['bytes that are no text', telemetry, '\u0000\u0001'],
    ["somebody else's equipment", foreign, good],
    ['unknown equipment', 'facility/demo/nobody/telemetry', good],
    ['another site', 'facility/elsewhere/pump-1/telemetry', good]
  ]
  const rows = cases.flatMap(([what, topic, payload]) =>
    [0, 1].map((qos) => ({ what, topic, payload, qos: qos === 1 ? 1 : 0 }) as const)
  )

  it.each(rows)('$what of QoS $qos means the same on both', async ({ topic, payload, qos }) => {
    const heard = []
    for (const retain of [false, true]) {
      const one = await openGatewayHouse()
      const client = await one.connect(plc)
      const listener = await one.connect(plc2)
      await subscribe(listener, 'facility/demo/pump-2/#')
      client.send(publishPacket({ topic, payload, qos, retain, id: 77 }))
      await one.sink.reached(1)
      if (qos === 1) expect((await client.next(packetTypes.puback)).body).toEqual(Buffer.from([0, 77]))
      await settle(client)
      await settle(listener)
      heard.push({ arrivals: one.sink.arrivals, sent: client.packets.length, forwarded: receivedBy(listener) })
      await one.close()
    }
    expect(heard[0]).toEqual(heard[1])
  })

  it('is acknowledged in the order it came, whichever way each message took', async () => {
    const client = await house.connect(plc)
    const retained = (id: number) => id % 3 === 0
    const ids = Array.from({ length: 60 }, (_, index) => index + 1)
    house.sink.hold()
    client.send(Buffer.concat(ids.map((id) => publishPacket({ topic: telemetry, payload: good, id, retain: retained(id) }))))
    await house.sink.reached(1)
    house.sink.release()
    const acknowledged = () =>
      client.packets.filter(({ type }) => type === packetTypes.puback).map(({ body }) => body.readUInt16BE(0))
    await expect.poll(acknowledged).toEqual(ids)
    expect(house.sink.arrivals).toHaveLength(ids.length)
  })

  it('reaches who listens, also a session that is away', async () => {
    const away = await house.connect({ ...plc, clientId: 'keeps', clean: false })
    await subscribe(away, 'facility/demo/pump-1/#')
    away.destroy()
    await away.closed
    const client = await house.connect(plc)
    client.send(publishPacket({ topic: telemetry, payload: good }))
    await client.next(packetTypes.puback)
    const back = await house.connect({ ...plc, clientId: 'keeps', clean: false })
    expect(readPublish(await back.next(packetTypes.publish)).payload).toBe(good)
  })
})
