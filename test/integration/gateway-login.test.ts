import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createFieldSite, password } from '../support/field-site.ts'
import { type GatewayHouse, good, openGatewayHouse, plc, plc2, settle, telemetry } from '../support/gateway-house.ts'
import { createRandom } from '../support/random.ts'
import {
  type ConnectOptions,
  connectPacket,
  disconnectPacket,
  lengthBytes,
  packetTypes,
  pingPacket,
  publishPacket,
  pubrelPacket,
  subscribePacket
} from '../support/raw-mqtt.ts'

let house: GatewayHouse
beforeEach(async () => {
  house = await openGatewayHouse()
})
afterEach(() => house.close())

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
    const client = await house.connect(options)
    expect(client.code).toBe(code)
    if (code !== 0) await client.closed
    expect(house.gateway.connections()).toBe(code === 0 ? 1 : 0)
  })

  it('without credentials is let in where the site is open, with wrong ones it is not', async () => {
    await house.close()
    house = await openGatewayHouse(createFieldSite({ anonymous: true }))
    const guest = await house.connect({ clientId: 'g' })
    expect(guest.code).toBe(0)
    guest.send(publishPacket({ topic: telemetry, payload: good }))
    await guest.next(packetTypes.puback)
    expect(house.sink.arrivals[0]?.readings).toHaveLength(1)
    expect((await house.connect({ username: 'plc-1', password: 'guess' })).code).toBe(4)
  })

  it('is refused with code 3 while nothing can be acknowledged', async () => {
    house.sink.setAvailable(false)
    expect((await house.connect(plc)).code).toBe(3)
    house.sink.setAvailable(true)
    expect((await house.connect(plc)).code).toBe(0)
  })

  it('with an id in use by another user name is refused, and the owner stays', async () => {
    const owner = await house.connect({ ...plc, clientId: 'x' })
    expect((await house.connect({ ...plc2, clientId: 'x' })).code).toBe(2)
    expect((await house.connect({ username: 'plc-2', password: 'guess', clientId: 'x' })).code).toBe(4)
    await settle(owner)
    owner.destroy()
    await expect.poll(() => house.gateway.connections()).toBe(0)
    expect((await house.connect({ ...plc2, clientId: 'x' })).code).toBe(0)
  })

  it('with an id in use by the same user name takes the session over', async () => {
    const first = await house.connect({ ...plc, clientId: 'x' })
    const second = await house.connect({ ...plc, clientId: 'x' })
    await first.closed
    await settle(second)
    expect((await house.connect({ ...plc2, clientId: 'x' })).code).toBe(2)
  })

  it('with the id of a kept session is refused to another user name while the owner is away', async () => {
    const owner = await house.connect({ ...plc, clientId: 'x', clean: false })
    owner.send(disconnectPacket())
    await owner.closed
    expect((await house.connect({ ...plc2, clientId: 'x' })).code).toBe(2)
    expect((await house.connect({ ...plc, clientId: 'x', clean: false })).code).toBe(0)
  })
})

describe('a packet', () => {
  it('over 4 KiB before the login ends the connection, and no other', async () => {
    const served = await house.connect(plc)
    const stranger = await house.open()
    stranger.send(Buffer.from([0x10, ...lengthBytes(4097)]))
    await stranger.closed
    await settle(served)
  })

  it('of 48 MB is not even waited for', async () => {
    const stranger = await house.open()
    stranger.send(Buffer.from([0x10, ...lengthBytes(48_000_000)]))
    await stranger.closed
  })

  it('over 256 KiB after the login ends the connection, one of just so much is taken', async () => {
    const served = await house.connect(plc2)
    const client = await house.connect(plc)
    const overhead = 2 + telemetry.length + 2
    client.send(publishPacket({ topic: telemetry, payload: good.padEnd(256 * 1024 - overhead) }))
    await client.next(packetTypes.puback)
    client.send(publishPacket({ topic: telemetry, payload: good.padEnd(256 * 1024 - overhead + 1) }))
    await client.closed
    expect(house.sink.arrivals).toHaveLength(1)
    await settle(served)
  })

  it('that is no MQTT ends the connection', async () => {
    const stranger = await house.open()
    stranger.send(Buffer.from('GET / HTTP/1.1\r\nHost: x\r\n\r\n'))
    await stranger.closed
  })

  it.each([1, 2, 3])('that is damaged harms nobody else, whatever the damage (seed %i)', async (seed) => {
    const random = createRandom(seed)
    const served = await house.connect(plc2)
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
      const client = await house.open()
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
    const client = await house.connect(plc)
    client.send(bytes)
    await client.closed
    expect(house.sink.arrivals).toEqual([])
  })

  it('before the CONNECT ends the connection', async () => {
    const stranger = await house.open()
    stranger.send(publishPacket({ topic: telemetry, payload: good }))
    await stranger.closed
    expect(house.sink.arrivals).toEqual([])
  })
})
