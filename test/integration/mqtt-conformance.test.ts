/** MQTT 3.1.1 as clients rely on it, after the basics of the Paho interoperability tests. Numbers are clauses of the specification. */
import { connectAsync } from 'mqtt'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { good, type MqttHouse, openMqttHouse, plc, plc2, settle, subscribe, telemetry } from '../support/mqtt-house.ts'
import {
  connectPacket,
  disconnectPacket,
  openRaw,
  packetTypes,
  pingPacket,
  pubackPacket,
  pubcompPacket,
  publishPacket,
  pubrecPacket,
  pubrelPacket,
  type RawClient,
  readDelivery,
  readPublish,
  unsubscribePacket
} from '../support/raw-mqtt.ts'

const status = 'facility/demo/pump-1/status'
let house: MqttHouse
beforeEach(async () => {
  house = await openMqttHouse()
})
afterEach(() => house[Symbol.asyncDispose]())

async function publish(client: RawClient, topic: string, payload: string, options: { qos?: 1 | 2; retain?: boolean } = {}) {
  const { qos = 1, retain = false } = options
  client.send(publishPacket({ topic, payload, qos, retain, id: 99 }))
  if (qos === 1) await client.next(packetTypes.puback)
  else {
    await client.next(packetTypes.pubrec)
    client.send(pubrelPacket(99))
    await client.next(packetTypes.pubcomp)
  }
}
async function leave(client: RawClient): Promise<void> {
  const before = house.gateway.connections()
  client.send(disconnectPacket())
  await client.closed
  await expect.poll(house.gateway.connections).toBe(before - 1)
}
const received = (client: RawClient) => client.packets.filter(({ type }) => type === packetTypes.publish)
const value = (pressure: number) => `{"values":{"outlet_pressure":${pressure}}}`

describe('retained messages (3.3.1.3)', () => {
  it('are sent to a new subscription with the flag, live ones without it', async () => {
    const publisher = await house.connect(plc)
    await publish(publisher, telemetry, value(0.1), { retain: true })
    await publish(publisher, telemetry, value(0.2), { retain: true, qos: 2 })
    const late = await house.connect({ ...plc, clientId: 'late' })
    await subscribe(late, ['facility/demo/pump-1/+'])
    expect(readPublish(await late.next(packetTypes.publish))).toMatchObject({ payload: value(0.2), retain: true })
    await publish(publisher, telemetry, value(0.3), { retain: true })
    expect(readPublish(await late.next(packetTypes.publish))).toMatchObject({ payload: value(0.3), retain: false })
  })

  it('are sent again to a repeated subscription', async () => {
    const client = await house.connect(plc)
    await publish(client, status, 'online', { retain: true })
    for (let time = 0; time < 2; time++) {
      await subscribe(client, [status])
      expect(readPublish(await client.next(packetTypes.publish))).toMatchObject({ payload: 'online', retain: true })
    }
  })
})

describe('a session that is kept (3.1.2.4)', () => {
  it('queues QoS 1 and 2 while the client is away, in order, each once', async () => {
    const first = await house.connect({ ...plc, clientId: 'kept', clean: false })
    expect(first.sessionPresent).toBe(false)
    await subscribe(first, [telemetry], 2)
    await leave(first)
    const publisher = await house.connect(plc)
    for (let count = 1; count <= 5; count++) await publish(publisher, telemetry, value(count / 10), { qos: count % 2 ? 1 : 2 })
    const back = await house.connect({ ...plc, clientId: 'kept', clean: false })
    expect(back.sessionPresent).toBe(true)
    for (let count = 1; count <= 5; count++) {
      const packet = await back.next(packetTypes.publish)
      expect(readPublish(packet).payload).toBe(value(count / 10))
      const { qos, id, dup } = readDelivery(packet)
      expect({ qos, dup }).toEqual({ qos: count % 2 ? 1 : 2, dup: false })
      if (qos === 1) back.send(pubackPacket(id))
      else {
        back.send(pubrecPacket(id))
        await back.next(packetTypes.pubrel)
        back.send(pubcompPacket(id))
      }
    }
    await leave(back)
    const again = await house.connect({ ...plc, clientId: 'kept', clean: false })
    await settle(again)
    expect(received(again)).toEqual([])
  })

  it('sends again, as a duplicate with its id, what was not acknowledged (4.4)', async () => {
    const first = await house.connect({ ...plc, clientId: 'kept', clean: false })
    await subscribe(first, [telemetry], 1)
    const publisher = await house.connect(plc)
    await publish(publisher, telemetry, value(0.1))
    const { id } = readDelivery(await first.next(packetTypes.publish))
    first.destroy()
    await expect.poll(house.gateway.connections).toBe(1)
    const back = await house.connect({ ...plc, clientId: 'kept', clean: false })
    expect(readDelivery(await back.next(packetTypes.publish))).toEqual({ qos: 1, dup: true, id })
    back.send(pubackPacket(id))
    await settle(back)
    await leave(back)
    const again = await house.connect({ ...plc, clientId: 'kept', clean: false })
    await settle(again)
    expect(received(again)).toEqual([])
  })

  it('goes on with PUBREL where a QoS 2 delivery was cut off (4.4)', async () => {
    const first = await house.connect({ ...plc, clientId: 'kept', clean: false })
    await subscribe(first, [telemetry], 2)
    await publish(await house.connect(plc), telemetry, value(0.1), { qos: 2 })
    const { id } = readDelivery(await first.next(packetTypes.publish))
    first.send(pubrecPacket(id))
    await first.next(packetTypes.pubrel)
    first.destroy()
    await expect.poll(house.gateway.connections).toBe(1)
    const back = await house.connect({ ...plc, clientId: 'kept', clean: false })
    expect((await back.next(packetTypes.pubrel)).body.readUInt16BE(0)).toBe(id)
    back.send(pubcompPacket(id))
    await settle(back)
    expect(received(back)).toEqual([])
  })

  it('ends with a clean one, and what it had queued with it', async () => {
    const first = await house.connect({ ...plc, clientId: 'kept', clean: false })
    await subscribe(first, [telemetry])
    await leave(first)
    await publish(await house.connect(plc), telemetry, value(0.1))
    const clean = await house.connect({ ...plc, clientId: 'kept', clean: true })
    expect(clean.sessionPresent).toBe(false)
    await settle(clean)
    await leave(clean)
    const back = await house.connect({ ...plc, clientId: 'kept', clean: false })
    expect(back.sessionPresent).toBe(false)
    await settle(back)
    expect([...received(clean), ...received(back)]).toEqual([])
  })

  describe('takes a QoS 2 message once however often it is sent again (4.3.3)', () => {
    // Without `ts`: nothing else would tell the second one from a new reading.
    const message = (id: number, dup = false) => publishPacket({ topic: telemetry, payload: good, qos: 2, id, dup })
    const taken = () => house.sink.arrivals.length
    const kept = { ...plc, clientId: 'x', clean: false }

    it('before its PUBREL, and afterwards its id is free again', async () => {
      const client = await house.connect(plc)
      for (let time = 0; time < 2; time++) {
        client.send(message(3, time > 0))
        await client.next(packetTypes.pubrec)
      }
      expect(taken()).toBe(1)
      for (let time = 0; time < 2; time++) {
        client.send(pubrelPacket(3))
        await client.next(packetTypes.pubcomp)
      }
      client.send(message(3))
      await client.next(packetTypes.pubrec)
      expect(taken()).toBe(2)
    })

    it('over a new connection of its session, also while the first one is being committed', async () => {
      const lost = await house.connect(kept)
      house.sink.hold()
      lost.send(message(3))
      await house.sink.reached(1)
      lost.destroy()
      await expect.poll(house.gateway.connections).toBe(0)
      const back = await house.connect(kept)
      back.send(message(3, true))
      back.send(message(4))
      await house.sink.reached(2)
      house.sink.release()
      await back.next(packetTypes.pubrec)
      await back.next(packetTypes.pubrec)
      expect(taken()).toBe(2)
    })

    it('but anew when it could not be committed', async () => {
      const lost = await house.connect(kept)
      house.sink.hold()
      lost.send(message(3))
      await house.sink.reached(1)
      house.sink.release(new Error('disk full'))
      await lost.closed
      const back = await house.connect(kept)
      back.send(message(3, true))
      await back.next(packetTypes.pubrec)
      expect(taken()).toBe(2)
    })

    it('and not the same id of another session', async () => {
      const first = await house.connect({ ...plc, clientId: 'x' })
      first.send(message(3))
      await first.next(packetTypes.pubrec)
      const second = await house.connect({ ...plc, clientId: 'y' })
      second.send(message(3))
      await second.next(packetTypes.pubrec)
      await leave(first)
      const anew = await house.connect({ ...plc, clientId: 'x' })
      anew.send(message(3))
      await anew.next(packetTypes.pubrec)
      expect(taken()).toBe(3)
    })
  })
})

describe('keepalive (3.1.2.10)', () => {
  it('ends a silent connection after one and a half times of it, and sends its will', async () => {
    const watcher = await house.connect({ ...plc, clientId: 'w' })
    await subscribe(watcher, [status])
    const begun = performance.now()
    const silent = await house.connect({ ...plc, keepalive: 1, will: { topic: status, payload: 'offline' } })
    await silent.closed
    expect(performance.now() - begun).toBeGreaterThan(1400)
    expect(performance.now() - begun).toBeLessThan(4000)
    expect(readPublish(await watcher.next(packetTypes.publish)).payload).toBe('offline')
    expect(house.gateway.figures().refused).toEqual({ silent: 1 })
  })

  it('lets one stay that pings, and one without', async () => {
    const pinging = await house.connect({ ...plc, keepalive: 1 })
    const without = await house.connect({ ...plc2, keepalive: 0 })
    const silent = await house.connect({ ...plc, clientId: 's', keepalive: 2 })
    const pings = setInterval(() => pinging.send(pingPacket()), 300)
    await silent.closed
    clearInterval(pings)
    await settle(pinging)
    await settle(without)
  })

  it('does not count the time in which a commit keeps us from listening', async () => {
    house.sink.hold()
    const waiting = await house.connect({ ...plc, keepalive: 1 })
    waiting.send(publishPacket({ topic: telemetry, payload: good }))
    await house.sink.reached(1)
    const silent = await house.connect({ ...plc, clientId: 's', keepalive: 2 })
    await silent.closed
    house.sink.release()
    await waiting.next(packetTypes.puback)
    await settle(waiting)
  })
})

describe('subscriptions (3.8, 4.7)', () => {
  it.each([
    [1, 2, 2],
    [2, 1, 2],
    [0, 1, 1],
    [1, 0, 1],
    [0, 2, 2],
    [0, 0, 0]
  ] as const)('that overlap with QoS %i and %i bring a message once, with the higher one', async (wide, narrow, qos) => {
    const client = await house.connect(plc)
    await subscribe(client, ['facility/demo/pump-1/#'], wide)
    await subscribe(client, ['facility/demo/pump-1/+'], narrow)
    await publish(await house.connect({ ...plc, clientId: 'p' }), telemetry, good, { qos: 2 })
    const packet = await client.next(packetTypes.publish)
    expect(readDelivery(packet).qos).toBe(qos)
    await settle(client)
    expect(received(client)).toHaveLength(1)
  })

  it.each([
    [0, 2, 0],
    [1, 2, 1],
    [2, 2, 2],
    [2, 1, 1]
  ] as const)('of QoS %i bring a message of QoS %i with QoS %i (3.8.4)', async (granted, sent, delivered) => {
    const client = await house.connect(plc)
    await subscribe(client, ['facility/demo/pump-1/+'], granted)
    await publish(await house.connect({ ...plc, clientId: 'p' }), telemetry, good, { qos: sent, retain: true })
    expect(readDelivery(await client.next(packetTypes.publish)).qos).toBe(delivered)
    const late = await house.connect({ ...plc, clientId: 'late' })
    await subscribe(late, ['facility/demo/pump-1/#'], granted)
    expect(readDelivery(await late.next(packetTypes.publish)).qos).toBe(delivered)
  })

  it('of QoS 1 bring what was kept of QoS 2 with QoS 1', async () => {
    const first = await house.connect({ ...plc, clientId: 'kept', clean: false })
    await subscribe(first, ['facility/demo/pump-1/+'], 1)
    await leave(first)
    await publish(await house.connect(plc), telemetry, good, { qos: 2 })
    const back = await house.connect({ ...plc, clientId: 'kept', clean: false })
    expect(readDelivery(await back.next(packetTypes.publish)).qos).toBe(1)
  })

  it('that are refused are answered with 0x80 beside those that are granted (3.9.3)', async () => {
    const client = await connectAsync(`mqtt://127.0.0.1:${house.port}`, { ...plc, reconnectPeriod: 0 })
    await expect(client.subscribeAsync('facility/demo/pump-2/#')).rejects.toThrow()
    const [granted] = await client.subscribeAsync(telemetry, { qos: 2 })
    expect(granted).toMatchObject({ qos: 2 })
    await client.endAsync()
  })

  it('beyond a thousand of one connection are refused', async () => {
    const client = await house.connect(plc)
    const filters = Array.from({ length: 1001 }, (_, index) => `facility/demo/pump-1/${index}`)
    const granted = await subscribe(client, filters)
    expect([granted.filter((qos) => qos === 1).length, granted.at(-1)]).toEqual([1000, 128])
    expect(house.gateway.figures().subscriptions).toBe(1000)
    client.send(unsubscribePacket(filters.slice(0, 10)))
    await client.next(packetTypes.unsuback)
    expect(await subscribe(client, ['facility/demo/pump-1/x'])).toEqual([1])
  })

  it('end with UNSUBSCRIBE, which is answered also for unknown ones (3.10.4)', async () => {
    const client = await house.connect(plc)
    await subscribe(client, [telemetry])
    client.send(unsubscribePacket([telemetry, 'never/subscribed'], 5))
    expect((await client.next(packetTypes.unsuback)).body.readUInt16BE(0)).toBe(5)
    await publish(client, telemetry, good)
    await settle(client)
    expect(received(client)).toEqual([])
  })

  it('take names with empty levels, spaces and any script', async () => {
    const client = await house.connect(plc)
    const names = ['facility/demo/pump-1//', 'facility/demo/pump-1/一 号泵', 'facility/demo/pump-1/💧']
    expect(await subscribe(client, names)).toEqual([1, 1, 1])
  })
})

describe('client ids (3.1.3.1)', () => {
  it('may be empty with a clean session, and are then told apart', async () => {
    const clients = await Promise.all([1, 2].map(() => house.connect({ ...plc, clientId: '', clean: true })))
    for (const client of clients) await settle(client)
    expect(house.gateway.connections()).toBe(2)
  })

  it('may not be empty with a kept session: return code 2, then the end', async () => {
    const client = await house.connect({ ...plc, clientId: '', clean: false })
    expect(client.code).toBe(2)
    await client.closed
  })

  it('in use by the same user take the session over, with the will of the one that is thrown out (3.1.4)', async () => {
    const watcher = await house.connect({ ...plc, clientId: 'w' })
    await subscribe(watcher, [status])
    const first = await house.connect({ ...plc, clientId: 'x', will: { topic: status, payload: 'offline' } })
    const second = await house.connect({ ...plc, clientId: 'x' })
    await first.closed
    expect(readPublish(await watcher.next(packetTypes.publish)).payload).toBe('offline')
    await settle(second)
    expect(house.gateway.connections()).toBe(2)
  })

  it('in use by another user are refused', async () => {
    const owner = await house.connect({ ...plc, clientId: 'x' })
    expect((await house.connect({ ...plc2, clientId: 'x' })).code).toBe(2)
    await settle(owner)
  })
})

describe('a protocol version', () => {
  it.each([5, 6, 0])('of %i is answered with return code 1 (3.1.2.2)', async (level) => {
    const client = await openRaw(house.port)
    const bytes = connectPacket({ ...plc, clientId: 'x' })
    bytes[8] = level
    client.send(bytes)
    expect((await client.next(packetTypes.connack)).body[1]).toBe(1)
    await client.closed
  })

  it('of 3.1 is served', async () => {
    const client = await connectAsync(`mqtt://127.0.0.1:${house.port}`, {
      ...plc,
      protocolId: 'MQIsdp',
      protocolVersion: 3,
      reconnectPeriod: 0
    })
    await client.publishAsync(telemetry, good, { qos: 1 })
    await client.endAsync()
  })
})

describe('a will (3.1.2.5)', () => {
  const will = { topic: status, payload: 'offline', qos: 1 as const, retain: true }

  it('is sent when the connection is lost, and retained when it says so', async () => {
    const watcher = await house.connect({ ...plc, clientId: 'w' })
    await subscribe(watcher, [status])
    const lost = await house.connect({ ...plc, will })
    lost.destroy()
    expect(readPublish(await watcher.next(packetTypes.publish)).payload).toBe('offline')
    const late = await house.connect({ ...plc, clientId: 'late' })
    await subscribe(late, [status])
    expect(readPublish(await late.next(packetTypes.publish))).toMatchObject({ payload: 'offline', retain: true })
  })

  it('is sent when the client breaks the protocol, and not after a DISCONNECT', async () => {
    const watcher = await house.connect({ ...plc, clientId: 'w' })
    await subscribe(watcher, [status])
    const breaking = await house.connect({ ...plc, will: { ...will, payload: 'offline' } })
    breaking.send(publishPacket({ topic: telemetry, payload: good, id: 0 }))
    await breaking.closed
    expect(readPublish(await watcher.next(packetTypes.publish)).payload).toBe('offline')
    await leave(await house.connect({ ...plc, clientId: 'l', will }))
    await settle(watcher)
    expect(received(watcher)).toHaveLength(1)
  })
})
