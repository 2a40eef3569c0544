import { connectAsync } from 'mqtt'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createGateway, type Gateway } from '../../gateway/gateway.ts'
import { createFakeClock, type FakeClock } from '../support/fake-clock.ts'
import { createFieldSite, password } from '../support/field-site.ts'
import { createRandom } from '../support/random.ts'
import {
  type ConnectOptions,
  connectPacket,
  connectRaw,
  disconnectPacket,
  lengthBytes,
  openRaw,
  packetTypes,
  pingPacket,
  publishPacket,
  pubrelPacket,
  type RawClient,
  readPublish,
  subscribePacket
} from '../support/raw-mqtt.ts'
import { createRecordingSink, type RecordingSink } from '../support/recording-sink.ts'

const plc = { username: 'plc-1', password }
const plc2 = { username: 'plc-2', password }
const telemetry = 'facility/demo/pump-1/telemetry'
const good = '{"values":{"outlet_pressure":0.4}}'

let clock: FakeClock
let sink: RecordingSink
let gateway: Gateway
let port: number
const clients: RawClient[] = []

async function start(site = createFieldSite()): Promise<void> {
  clock = createFakeClock()
  sink = createRecordingSink()
  gateway = createGateway({ host: '127.0.0.1', port: 0, register: site, retentionMs: 1e12, now: clock.now, sink })
  port = (await gateway.start()).port
}

async function connect(options: ConnectOptions): Promise<RawClient & { code: number }> {
  const client = await connectRaw(port, options)
  clients.push(client)
  return client
}

/** A ping that is answered: whatever was sent before has been dealt with. */
async function settle(client: RawClient): Promise<void> {
  client.send(pingPacket())
  await client.next(packetTypes.pingresp)
}

async function subscribe(client: RawClient, ...filters: string[]): Promise<number[]> {
  client.send(subscribePacket(filters))
  const { body } = await client.next(packetTypes.suback)
  return [...body.subarray(2)]
}

const receivedBy = (client: RawClient) =>
  client.packets.filter(({ type }) => type === packetTypes.publish).map((packet) => readPublish(packet).payload)

const has = (client: RawClient, type: number) => client.packets.some((packet) => packet.type === type)

beforeEach(() => start())
afterEach(async () => {
  for (const client of clients.splice(0)) client.destroy()
  await gateway.stop()
})

describe('a login', () => {
  it.each<[what: string, options: ConnectOptions, code: number]>([
    ['with user name and password', plc, 0],
    ['of a reader', { username: 'reader-1', password }, 0],
    ['with an empty client id and clean session 1', { ...plc, clientId: '', clean: true }, 0],
    ['with an empty client id and clean session 0', { ...plc, clientId: '', clean: false }, 2],
    ['with a client id of 1000 letters', { ...plc, clientId: 'x'.repeat(1000) }, 0],
    ['with a prototype name as client id', { ...plc, clientId: '__proto__' }, 0],
    ['with a wrong password', { username: 'plc-1', password: 'guess' }, 4],
    ['with an empty password', { username: 'plc-1', password: '' }, 4],
    ['without password', { username: 'plc-1' }, 4],
    ['of somebody unknown', { username: 'ghost', password }, 4],
    ['under an empty user name', { username: '', password }, 4],
    ['under a prototype name', { username: 'constructor', password }, 4],
    ['without credentials', {}, 5]
  ])('%s is answered with %o: code %i', async (_, options, code) => {
    const client = await connect(options)
    expect(client.code).toBe(code)
    if (code !== 0) await client.closed
    expect(gateway.connections()).toBe(code === 0 ? 1 : 0)
  })

  it('without credentials is let in where the site is open, with wrong ones it is not', async () => {
    await gateway.stop()
    await start(createFieldSite({ anonymous: true }))
    const guest = await connect({ clientId: 'g' })
    expect(guest.code).toBe(0)
    guest.send(publishPacket({ topic: telemetry, payload: good }))
    await guest.next(packetTypes.puback)
    expect(sink.arrivals[0]?.readings).toHaveLength(1)
    expect((await connect({ username: 'plc-1', password: 'guess' })).code).toBe(4)
  })

  it('is refused with code 3 while nothing can be acknowledged', async () => {
    sink.setAvailable(false)
    expect((await connect(plc)).code).toBe(3)
    sink.setAvailable(true)
    expect((await connect(plc)).code).toBe(0)
  })

  it('with an id in use by another user name is refused, and the owner stays', async () => {
    const owner = await connect({ ...plc, clientId: 'x' })
    expect((await connect({ ...plc2, clientId: 'x' })).code).toBe(2)
    expect((await connect({ username: 'plc-2', password: 'guess', clientId: 'x' })).code).toBe(4)
    await settle(owner)
    owner.destroy()
    await expect.poll(() => gateway.connections()).toBe(0)
    expect((await connect({ ...plc2, clientId: 'x' })).code).toBe(0)
  })

  it('with an id in use by the same user name takes the session over', async () => {
    const first = await connect({ ...plc, clientId: 'x' })
    const second = await connect({ ...plc, clientId: 'x' })
    await first.closed
    await settle(second)
    expect((await connect({ ...plc2, clientId: 'x' })).code).toBe(2)
  })

  it('with the id of a kept session is refused to another user name while the owner is away', async () => {
    const owner = await connect({ ...plc, clientId: 'x', clean: false })
    owner.send(disconnectPacket())
    await owner.closed
    expect((await connect({ ...plc2, clientId: 'x' })).code).toBe(2)
    expect((await connect({ ...plc, clientId: 'x', clean: false })).code).toBe(0)
  })
})

describe('a packet', () => {
  it('over 4 KiB before the login ends the connection, and no other', async () => {
    const served = await connect(plc)
    const stranger = await openRaw(port)
    stranger.send(Buffer.from([0x10, ...lengthBytes(4097)]))
    await stranger.closed
    await settle(served)
  })

  it('of 48 MB is not even waited for', async () => {
    const stranger = await openRaw(port)
    stranger.send(Buffer.from([0x10, ...lengthBytes(48_000_000)]))
    await stranger.closed
  })

  it('over 256 KiB after the login ends the connection, one of just so much is taken', async () => {
    const served = await connect(plc2)
    const client = await connect(plc)
    const overhead = 2 + telemetry.length + 2
    client.send(publishPacket({ topic: telemetry, payload: good.padEnd(256 * 1024 - overhead) }))
    await client.next(packetTypes.puback)
    client.send(publishPacket({ topic: telemetry, payload: good.padEnd(256 * 1024 - overhead + 1) }))
    await client.closed
    expect(sink.arrivals).toHaveLength(1)
    await settle(served)
  })

  it('that is no MQTT ends the connection', async () => {
    const stranger = await openRaw(port)
    stranger.send(Buffer.from('GET / HTTP/1.1\r\nHost: x\r\n\r\n'))
    await stranger.closed
  })

  it.each([1, 2, 3])('that is damaged harms nobody else, whatever the damage (seed %i)', async (seed) => {
    const random = createRandom(seed)
    const served = await connect(plc2)
    const session = [
      connectPacket({ ...plc, clientId: 'x', will: { topic: telemetry, payload: good } }),
      subscribePacket(['facility/demo/pump-1/#', '#']),
      publishPacket({ topic: telemetry, payload: good, qos: 2 }),
      pubrelPacket(),
      publishPacket({ topic: telemetry, payload: good, qos: 1, retain: true }),
      pingPacket()
    ]
    for (let round = 0; round < 100; round++) {
      const bytes = Buffer.concat(session)
      // The CONNECT is left whole in most rounds, or little else would be tried.
      const from = random.chance(0.8) ? (session[0]?.length ?? 0) : 0
      for (let damage = 1 + random.below(4); damage > 0; damage--)
        bytes[from + random.below(bytes.length - from)] = random.below(256)
      const client = await openRaw(port)
      clients.push(client)
      client.send(bytes)
      client.socket.end()
      await client.closed
    }
    await settle(served)
    served.send(publishPacket({ topic: 'facility/demo/pump-2/telemetry', payload: good }))
    await served.next(packetTypes.puback)
  })

  it.each<[what: string, bytes: Buffer]>([
    ['a second CONNECT', connectPacket(plc)],
    ['a PUBLISH to a filter', publishPacket({ topic: 'facility/demo/+/telemetry', payload: good })],
    ['a PUBLISH to nothing', publishPacket({ topic: '', payload: good })],
    ['a SUBSCRIBE to nothing', subscribePacket([''])],
    ['a SUBSCRIBE to a # in the middle', subscribePacket(['facility/#/x'])],
    ['a packet of no type', Buffer.from([0x00, 0x00])]
  ])('that is against the protocol ends the connection: %s', async (_, bytes) => {
    const client = await connect(plc)
    client.send(bytes)
    await client.closed
    expect(sink.arrivals).toEqual([])
  })

  it('before the CONNECT ends the connection', async () => {
    const stranger = await openRaw(port)
    stranger.send(publishPacket({ topic: telemetry, payload: good }))
    await stranger.closed
    expect(sink.arrivals).toEqual([])
  })
})

describe('a published message', () => {
  it.each([0, 1, 2] as const)('of QoS %i is handed on and forwarded', async (qos) => {
    const client = await connectAsync(`mqtt://127.0.0.1:${port}`, { ...plc, reconnectPeriod: 0 })
    await client.subscribeAsync('facility/demo/pump-1/#', { qos })
    const forwarded = new Promise<string>((resolve) => client.once('message', (_, payload) => resolve(payload.toString())))
    await client.publishAsync(telemetry, good, { qos })
    expect(await forwarded).toBe(good)
    expect(sink.arrivals).toHaveLength(1)
    expect(sink.arrivals[0]?.readings).toMatchObject([
      { equipment: 'pump-1', value: 0.4, ts: clock.now(), receivedAt: clock.now() }
    ])
    await client.endAsync()
  })

  it.each([
    [1, packetTypes.puback],
    [2, packetTypes.pubrec]
  ] as const)('of QoS %i is acknowledged only when all of it is durable', async (qos, acknowledgement) => {
    sink.hold()
    const client = await connect(plc)
    const other = await connect(plc2)
    client.send(publishPacket({ topic: telemetry, payload: good, qos }))
    await sink.reached(1)
    await settle(other)
    expect(has(client, acknowledgement)).toBe(false)
    sink.release()
    await client.next(acknowledgement)
    if (qos === 2) {
      client.send(pubrelPacket())
      await client.next(packetTypes.pubcomp)
    }
    expect(sink.arrivals).toHaveLength(1)
  })

  it.each([0, 1, 2] as const)('of QoS %i that could not be committed ends the connection without an answer', async (qos) => {
    sink.hold()
    const client = await connect(plc)
    const other = await connect(plc2)
    const watcher = await connect({ ...plc, clientId: 'watcher' })
    await subscribe(watcher, 'facility/demo/pump-1/#')
    client.send(publishPacket({ topic: telemetry, payload: good, qos }))
    await sink.reached(1)
    sink.release(new Error('disk full'))
    await client.closed
    expect(client.packets.map(({ type }) => type)).toEqual([packetTypes.connack])
    await settle(other)
    await settle(watcher)
    expect(receivedBy(watcher)).toEqual([])
  })

  it('waits for no other client', async () => {
    sink.hold()
    const slow = await connect(plc)
    slow.send(publishPacket({ topic: telemetry, payload: good }))
    await sink.reached(1)
    const quick = await connect(plc2)
    quick.send(publishPacket({ topic: 'facility/demo/pump-2/telemetry', payload: good }))
    await sink.reached(2)
    sink.release()
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
    const watchers = [await connect({ ...plc, clientId: 'w1' }), await connect({ ...plc2, clientId: 'w2' })] as const
    await subscribe(watchers[0], 'facility/demo/pump-1/#')
    await subscribe(watchers[1], 'facility/demo/pump-2/#')
    const client = await connect(plc)
    for (const qos of [1, 2] as const) {
      client.send(publishPacket({ topic, payload, qos, retain: true, id: qos }))
      await client.next(qos === 1 ? packetTypes.puback : packetTypes.pubrec)
    }
    client.send(publishPacket({ topic, payload, qos: 0, retain: true }))
    await settle(client)
    expect(sink.arrivals).toMatchObject(Array.from({ length: 3 }, () => ({ readings: [], rejects: [{ topic, reason }] })))
    for (const watcher of watchers) {
      await settle(watcher)
      expect(receivedBy(watcher)).toEqual([])
    }
    const late = await connect({ ...plc, clientId: 'late' })
    await subscribe(late, 'facility/demo/pump-1/#')
    await settle(late)
    expect(receivedBy(late)).toEqual([])
  })

  it('with one bad value is not forwarded, but its good value is taken', async () => {
    const watcher = await connect({ ...plc, clientId: 'w' })
    await subscribe(watcher, 'facility/demo/pump-1/#')
    const client = await connect(plc)
    client.send(publishPacket({ topic: telemetry, payload: '{"values":{"outlet_pressure":9,"water_temp":20}}' }))
    await client.next(packetTypes.puback)
    expect(sink.arrivals[0]).toMatchObject({ readings: [{ metric: 'water_temp', value: 20 }], rejects: [{}] })
    await settle(watcher)
    expect(receivedBy(watcher)).toEqual([])
  })

  it('of a status is retained for who subscribes later', async () => {
    const client = await connect(plc)
    client.send(publishPacket({ topic: 'facility/demo/pump-1/status', payload: 'online', retain: true }))
    await client.next(packetTypes.puback)
    const late = await connect({ ...plc, clientId: 'late' })
    await subscribe(late, 'facility/demo/pump-1/status')
    expect(readPublish(await late.next(packetTypes.publish))).toEqual({
      topic: 'facility/demo/pump-1/status',
      payload: 'online',
      retain: true
    })
  })

  it('without ts gets times of its own, also after a restart', async () => {
    gateway.seedTime('pump-1', clock.now() + 5)
    const client = await connect(plc)
    for (const id of [1, 2]) {
      client.send(publishPacket({ topic: telemetry, payload: good, id }))
      await client.next(packetTypes.puback)
    }
    const times = sink.arrivals.map(({ readings }) => readings[0]?.ts)
    expect(times).toEqual([clock.now() + 6, clock.now() + 7])
  })
})

describe('a subscription', () => {
  it.each([
    ['facility/demo/pump-1/telemetry', 1],
    ['facility/demo/plc-1/#', 1],
    ['$share/x/facility/demo/pump-1/#', 1],
    ['#', 128],
    ['+', 128],
    ['+/+/+/+', 128],
    ['facility/demo/#', 128],
    ['facility/demo/+/telemetry', 128],
    ['facility/demo/pump-2/telemetry', 128],
    ['$SYS/#', 128],
    ['$SYS/+/heartbeat', 128],
    ['$share/x/#', 128],
    ['$share/x/facility/demo/pump-2/#', 128],
    ['$reject', 128]
  ])('to %s is granted with %i', async (filter, granted) => {
    expect(await subscribe(await connect(plc), filter)).toEqual([granted])
  })

  it('to several filters is answered one by one', async () => {
    expect(await subscribe(await connect(plc), '#', 'facility/demo/pump-1/#', '$SYS/#')).toEqual([128, 1, 128])
  })

  it("brings only one's own messages, also those kept while away", async () => {
    const away = await connect({ ...plc, clientId: 'away', clean: false })
    expect(await subscribe(away, 'facility/demo/pump-1/#', 'facility/demo/pump-2/#', '#')).toEqual([1, 128, 128])
    away.send(disconnectPacket())
    await away.closed

    const others = await connect(plc2)
    others.send(publishPacket({ topic: 'facility/demo/pump-2/telemetry', payload: good }))
    await others.next(packetTypes.puback)
    const own = await connect({ ...plc, clientId: 'own' })
    own.send(publishPacket({ topic: telemetry, payload: '{"values":{"water_temp":20}}' }))
    await own.next(packetTypes.puback)

    const back = await connect({ ...plc, clientId: 'away', clean: false })
    expect(readPublish(await back.next(packetTypes.publish)).topic).toBe(telemetry)
    await settle(back)
    expect(receivedBy(back)).toHaveLength(1)
  })

  it('of somebody who does not read is ended rather than let stall the others', async () => {
    const frozen = await connect({ ...plc, clientId: 'frozen' })
    await subscribe(frozen, 'facility/demo/pump-1/#')
    frozen.socket.pause()
    const client = await connect(plc)
    const payload = good.padEnd(200_000)
    for (let id = 1; id <= 100; id++) client.send(publishPacket({ topic: telemetry, payload, id }))
    for (let id = 1; id <= 100; id++) await client.next(packetTypes.puback)
    await expect.poll(() => gateway.connections(), { timeout: 10_000 }).toBe(1)
    await settle(client)
  })
})

describe('a connection that ends', () => {
  const presences = () => sink.arrivals.flatMap((arrival) => arrival.presences)
  const offline = (equipment: string) => ({ equipment, online: false, receivedAt: clock.now() })

  async function lose(client: RawClient): Promise<void> {
    const before = gateway.connections()
    client.destroy()
    await expect.poll(() => gateway.connections()).toBe(before - 1)
  }

  it('with DISCONNECT says nothing about the equipment', async () => {
    const client = await connect(plc)
    client.send(disconnectPacket())
    await client.closed
    await expect.poll(() => gateway.connections()).toBe(0)
    clock.advance(60_000)
    gateway.tick()
    expect(presences()).toEqual([])
  })

  it('without DISCONNECT shows all of the equipment offline 30 s later, once', async () => {
    await lose(await connect(plc))
    clock.advance(29_999)
    gateway.tick()
    expect(presences()).toEqual([])
    clock.advance(1)
    gateway.tick()
    gateway.tick()
    expect(presences()).toEqual([offline('pump-1'), offline('lift-1')])
  })

  it('shows nothing when the device is back within 30 s', async () => {
    await lose(await connect(plc))
    clock.advance(20_000)
    await connect(plc)
    clock.advance(60_000)
    gateway.tick()
    expect(presences()).toEqual([])
  })

  it('shows nothing while the device has another one', async () => {
    await connect({ ...plc, clientId: 'a' })
    await lose(await connect({ ...plc, clientId: 'b' }))
    clock.advance(60_000)
    gateway.tick()
    expect(presences()).toEqual([])
  })

  it('shows nothing when it was taken over', async () => {
    const first = await connect({ ...plc, clientId: 'x' })
    await connect({ ...plc, clientId: 'x' })
    await first.closed
    clock.advance(60_000)
    gateway.tick()
    expect(presences()).toEqual([])
  })

  it('brings its will, as a message like any other', async () => {
    const watcher = await connect({ ...plc, clientId: 'w' })
    await subscribe(watcher, 'facility/demo/plc-1/status')
    const will = { topic: 'facility/demo/plc-1/status', payload: 'offline', qos: 1 as const, retain: true }
    await lose(await connect({ ...plc, will }))
    expect(readPublish(await watcher.next(packetTypes.publish)).payload).toBe('offline')
    expect(presences()).toEqual([offline('pump-1'), offline('lift-1')])
  })

  it('brings no will after a DISCONNECT', async () => {
    const will = { topic: 'facility/demo/plc-1/status', payload: 'offline' }
    const client = await connect({ ...plc, will })
    client.send(disconnectPacket())
    await client.closed
    await expect.poll(() => gateway.connections()).toBe(0)
    expect(sink.arrivals).toEqual([])
  })

  it('brings a will to where it may not speak as a reject only', async () => {
    const watcher = await connect({ ...plc2, clientId: 'w' })
    await subscribe(watcher, 'facility/demo/pump-2/#')
    await lose(
      await connect({ ...plc, will: { topic: 'facility/demo/pump-2/status', payload: 'offline', qos: 1, retain: true } })
    )
    await sink.reached(1)
    expect(sink.arrivals).toMatchObject([{ presences: [], rejects: [{ reason: 'forbidden' }] }])
    await settle(watcher)
    expect(receivedBy(watcher)).toEqual([])
  })
})

describe('a gateway that stops', () => {
  const will = { topic: 'facility/demo/pump-1/status', payload: 'offline', qos: 1 as const, retain: true }

  it('ends every connection, also those that never said who they are', async () => {
    const client = await connect(plc)
    const stranger = await openRaw(port)
    await gateway.stop()
    await Promise.all([client.closed, stranger.closed])
    await expect(openRaw(port)).rejects.toThrow('ECONNREFUSED')
  })

  it('takes no will and shows nobody offline', async () => {
    const client = await connect({ ...plc, will })
    gateway.drain()
    await gateway.stop()
    await client.closed
    clock.advance(60_000)
    gateway.tick()
    expect(sink.arrivals).toEqual([])
  })

  it('acknowledges what it had taken, and takes nothing more', async () => {
    sink.hold()
    const waiting = await connect(plc)
    waiting.send(publishPacket({ topic: telemetry, payload: good }))
    await sink.reached(1)
    const late = await connect({ ...plc2, will })
    gateway.drain()
    late.send(publishPacket({ topic: 'facility/demo/pump-2/telemetry', payload: good }))
    await late.closed
    expect(has(late, packetTypes.puback)).toBe(false)
    await expect(openRaw(port)).rejects.toThrow('ECONNREFUSED')
    sink.release()
    await waiting.next(packetTypes.puback)
    expect(sink.arrivals).toHaveLength(1)
  })

  it('may be stopped twice', async () => {
    await gateway.stop()
    await gateway.stop()
  })

  it('says which port is taken', async () => {
    const second = createGateway({
      host: '127.0.0.1',
      port,
      register: createFieldSite(),
      retentionMs: 1e12,
      now: clock.now,
      sink
    })
    await expect(second.start()).rejects.toMatchObject({ code: 'EADDRINUSE' })
    await second.stop()
  })
})
