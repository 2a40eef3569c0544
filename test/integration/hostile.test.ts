/** Whatever somebody sends, the others are served; and nobody takes more than his share. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { usualLimits } from '../../gateway/admission.ts'
import { sendingRates } from '../../gateway/line.ts'
import { createFieldSite, device } from '../support/field-site.ts'
import { fromDevices, fromStrangers } from '../support/hostile-bytes.ts'
import { good, type MqttHouse, openMqttHouse, plc, plc2, settle, subscribe, telemetry } from '../support/mqtt-house.ts'
import { publishAll } from '../support/publish-load.ts'
import {
  connectPacket,
  disconnectPacket,
  lengthBytes,
  openRaw,
  packetTypes,
  publishPacket,
  type RawClient,
  subscribePacket
} from '../support/raw-mqtt.ts'
import { reportFigures } from '../support/report-figures.ts'

const others = 'facility/demo/pump-2/telemetry'

describe('hostile bytes', () => {
  let house: MqttHouse
  let served: RawClient
  beforeAll(async () => {
    house = await openMqttHouse()
    served = await house.connect({ ...plc2, clientId: 'served' })
    await subscribe(served, ['facility/demo/pump-2/#'])
  })
  afterAll(() => house[Symbol.asyncDispose]())

  /** The well-behaved one publishes, is acknowledged, and gets its message. */
  async function expectService(): Promise<void> {
    const taken = house.sink.arrivals.length
    served.send(publishPacket({ topic: others, payload: good, id: 77 }))
    await served.next(packetTypes.puback)
    await served.next(packetTypes.publish)
    expect(house.sink.arrivals).toHaveLength(taken + 1)
  }

  it.each(fromStrangers)('of a stranger end only his own connection: $what', async ({ bytes, code }) => {
    const before = house.sink.arrivals.length
    const stranger = await openRaw(house.port)
    stranger.send(bytes)
    await stranger.closed
    expect(stranger.packets.map(({ body }) => body[1])).toEqual(code === undefined ? [] : [code])
    expect(house.sink.arrivals).toHaveLength(before)
    await expectService()
  })

  it.each(fromDevices)('of a device end only its own connection: $what', async ({ bytes }) => {
    const before = house.sink.arrivals.length
    const device = await house.connect({ ...plc, clientId: 'hostile' })
    device.send(bytes)
    await device.closed
    const readings = house.sink.arrivals.slice(before).flatMap((arrival) => arrival.readings)
    expect(readings).toEqual([])
    await expectService()
  })

  it.each([1, 2, 3, 7])('are judged alike in pieces of %i bytes', async (size) => {
    for (const { what, bytes } of fromStrangers) {
      const stranger = await openRaw(house.port)
      for (let at = 0; at < bytes.length; at += size) stranger.send(bytes.subarray(at, at + size))
      await stranger.closed
      expect(what).toBeDefined()
    }
    await expectService()
  })

  it('behind a DISCONNECT are not looked at', async () => {
    const before = house.sink.arrivals.length
    const device = await house.connect({ ...plc, will: { topic: telemetry, payload: good } })
    device.send(Buffer.concat([disconnectPacket(), publishPacket({ topic: telemetry, payload: good }), Buffer.alloc(9)]))
    await device.closed
    await expectService()
    expect(house.sink.arrivals).toHaveLength(before + 1)
  })

  it('are counted', () => {
    const { refused } = house.gateway.figures()
    expect(refused).toMatchObject({ 'code 1': expect.any(Number), 'code 2': expect.any(Number), 'too large': expect.any(Number) })
    expect(refused.malformed).toBeGreaterThan(60)
  })
})

describe('a sender that is too fast', () => {
  let house: MqttHouse
  beforeEach(async () => {
    const rates = { ...sendingRates, messages: { perSecond: 200, burst: 100 } }
    house = await openMqttHouse({ rates })
  })
  afterEach(() => house[Symbol.asyncDispose]())

  it('is held back, and loses nothing; others are served meanwhile', async () => {
    const fast = await house.connect({ ...plc, keepalive: 1 })
    const other = await house.connect(plc2)
    const begun = performance.now()
    for (let part = 0; part < 4; part++) {
      const ids = Array.from({ length: 100 }, (_, index) => part * 100 + index + 1)
      fast.send(Buffer.concat(ids.map((id) => publishPacket({ topic: telemetry, payload: good, id }))))
      await house.sink.reached(part * 100 + 100)
      await settle(other)
    }
    await settle(fast)
    // 100 at once, the others at 200 a second: longer than the keepalive lasts.
    expect(performance.now() - begun).toBeGreaterThan(1300)
    expect(house.sink.arrivals).toHaveLength(400)
    expect(fast.packets.filter(({ type }) => type === packetTypes.puback)).toHaveLength(400)
    expect(house.gateway.figures().heldBack).toBeGreaterThan(0)
    expect(house.gateway.figures().refused).toEqual({})
  })
})

describe('too many connections', () => {
  it('of one user name are refused with code 3, others are not', async () => {
    await using house = await openMqttHouse({ limits: { ...usualLimits, perUser: 3 } })
    const first = await house.connect(plc)
    expect([await house.connect(plc), await house.connect(plc), await house.connect(plc)].map(({ code }) => code)).toEqual([
      0, 0, 3
    ])
    expect((await house.connect(plc2)).code).toBe(0)
    first.destroy()
    await expect.poll(house.gateway.connections).toBe(3)
    expect((await house.connect(plc)).code).toBe(0)
  })

  it('in all are closed at once', async () => {
    await using house = await openMqttHouse({ limits: { ...usualLimits, connections: 2 } })
    const first = await house.connect(plc)
    await house.connect(plc2)
    await (await openRaw(house.port)).closed
    first.destroy()
    await expect.poll(house.gateway.connections).toBe(1)
    expect((await house.connect(plc)).code).toBe(0)
  })

  it('of one address in a short time are closed at once, and served again when it is quieter', async () => {
    await using house = await openMqttHouse({ limits: { ...usualLimits, connects: { perSecond: 50, burst: 5 } } })
    const clients = await Promise.all(Array.from({ length: 20 }, () => openRaw(house.port)))
    await expect.poll(() => house.gateway.figures().refused['connect rate'] ?? 0).toBeGreaterThan(10)
    for (const client of clients) client.destroy()
    await expect
      .poll(async () => {
        const client = await openRaw(house.port)
        client.send(connectPacket(plc))
        return client.next(packetTypes.connack).then(
          ({ body }) => body[1],
          () => 'closed'
        )
      })
      .toBe(0)
  })

  it('that say nothing give way, the oldest first, to those that do', async () => {
    await using house = await openMqttHouse({ limits: { ...usualLimits, strangers: 10 } })
    const silent = []
    for (let count = 0; count < 10; count++) silent.push(await openRaw(house.port))
    expect((await house.connect(plc)).code).toBe(0)
    await silent[0]?.closed
    expect(house.gateway.figures().refused).toEqual({ 'too many connections': 1 })
    for (const client of silent) client.destroy()
  })
})

describe('a slow CONNECT', () => {
  it('is given up after its time, however diligently it drips', async () => {
    await using house = await openMqttHouse({ limits: { ...usualLimits, introductionMs: 700 } })
    const bytes = connectPacket({ ...plc, clientId: 'slow' })
    const silent = await openRaw(house.port)
    const dripping = await openRaw(house.port)
    let at = 0
    const drip = setInterval(() => dripping.send(bytes.subarray(at, ++at)), 100)
    await Promise.all([silent.closed, dripping.closed])
    clearInterval(drip)
    expect(at).toBeLessThan(bytes.length)
    expect(house.gateway.figures().refused).toEqual({ 'no CONNECT': 2 })
    await settle(await house.connect(plc))
  })
})

describe('changed credentials', () => {
  it('end the connections of that device, which may come back; others stay', async () => {
    await using house = await openMqttHouse()
    const mine = [await house.connect(plc), await house.connect({ ...plc, clientId: 'b' })]
    const other = await house.connect(plc2)
    house.gateway.dropUser('plc-1')
    await Promise.all(mine.map(({ closed }) => closed))
    await settle(other)
    expect((await house.connect(plc)).code).toBe(0)
  })

  it('are not slipped past by a login that was on its way', async () => {
    let answer: () => void = () => undefined
    let asked: () => void = () => undefined
    const isAsked = new Promise<void>((resolve) => {
      asked = resolve
    })
    const register = {
      ...createFieldSite(),
      authenticate: () =>
        new Promise<typeof device>((resolve) => {
          answer = () => resolve(device)
          asked()
        })
    }
    await using house = await openMqttHouse({ register })
    const login = house.connect(plc)
    await isAsked
    house.gateway.dropUser('plc-1')
    answer()
    expect((await login).code).toBe(3)
  })
})

/** The whole flood is for `npm run soak`, which sets 100. */
const scale = Number(process.env['FLOOD_SCALE'] ?? 1)

describe('a flood', () => {
  it('of CONNECTs, 300 a second, half of them wrong, leaves the others served', async () => {
    await using house = await openMqttHouse()
    const served = await house.connect(plc2)
    const seconds = Math.max(1, scale / 10)
    const memory = process.memoryUsage().rss
    const waits: number[] = []
    const flood: Promise<void>[] = []
    for (let count = 0; count < 300 * seconds; count++) {
      const wrong = count % 2 === 1
      flood.push(
        openRaw(house.port).then(async (client) => {
          client.send(connectPacket({ ...plc, clientId: `flood-${count}`, ...(wrong && { password: `guess ${count}` }) }))
          await client.next(packetTypes.connack).catch(() => undefined)
          client.destroy()
        })
      )
      if (count % 30 !== 29) continue
      const begun = performance.now()
      await settle(served)
      waits.push(performance.now() - begun)
      await new Promise((resolve) => setTimeout(resolve, Math.max(0, 100 - (performance.now() - begun))))
    }
    await Promise.all(flood)
    await expect.poll(house.gateway.connections).toBe(1)
    const grown = (process.memoryUsage().rss - memory) / 2 ** 20
    reportFigures(
      `connect flood: ${300 * seconds} connects, ping answered in at most ${Math.max(...waits).toFixed(1)} ms, +${grown.toFixed(0)} MiB`
    )
    expect(Math.max(...waits)).toBeLessThan(1000)
    expect(grown).toBeLessThan(150)
    const { connects, refused } = house.gateway.figures()
    expect({ connects, refused }).toMatchObject({ connects: 300 * seconds + 1, refused: { 'code 4': 150 * seconds } })
  })

  it('of 50 MB in one CONNECT from strangers is not taken', async () => {
    await using house = await openMqttHouse()
    const memory = process.memoryUsage().rss
    const megabyte = Buffer.alloc(2 ** 20, 0x61)
    for (let stranger = 0; stranger < 5; stranger++) {
      const client = await openRaw(house.port)
      client.send(Buffer.from([0x10, ...lengthBytes(50_000_000)]))
      for (let count = 0; count < 50 && !client.socket.destroyed; count++) client.send(megabyte)
      await client.closed
      expect(client.socket.bytesWritten).toBeLessThan(60 * 2 ** 20)
    }
    const { receivedBytes } = house.gateway.figures()
    const grown = (process.memoryUsage().rss - memory) / 2 ** 20
    reportFigures(`50 MB CONNECT: ${receivedBytes} bytes taken of 5 strangers, +${grown.toFixed(0)} MiB`)
    expect(receivedBytes).toBeLessThan(5 * 2 ** 20)
    await settle(await house.connect(plc))
  })

  it('of strangers who drip their CONNECT leaves the others served, and ends', async () => {
    await using house = await openMqttHouse({ limits: { ...usualLimits, introductionMs: 1500 } })
    const served = await house.connect(plc2)
    const count = 100 * Math.max(1, scale / 10)
    const memory = process.memoryUsage().rss
    const strangers = await Promise.all(Array.from({ length: count }, () => openRaw(house.port)))
    const bytes = connectPacket({ ...plc, clientId: 'slow' })
    const waits: number[] = []
    let at = 0
    const drip = setInterval(() => {
      for (const stranger of strangers) stranger.send(bytes.subarray(at, at + 1))
      at++
      const begun = performance.now()
      void settle(served).then(() => waits.push(performance.now() - begun))
    }, 100)
    await Promise.all(strangers.map(({ closed }) => closed))
    clearInterval(drip)
    await settle(served)
    const grown = (process.memoryUsage().rss - memory) / 2 ** 20
    reportFigures(
      `slow CONNECT: ${count} strangers at once, ping answered in at most ${Math.max(...waits).toFixed(1)} ms, +${grown.toFixed(0)} MiB`
    )
    expect(at).toBeLessThan(bytes.length)
    expect(waits.length).toBeGreaterThan(0)
    expect(Math.max(...waits)).toBeLessThan(1000)
    expect(house.gateway.figures().refused).toEqual({ 'no CONNECT': count })
    expect(house.gateway.connections()).toBe(1)
  })

  it('of messages is not stalled by a subscriber that does not read', async () => {
    await using house = await openMqttHouse()
    const messages = 20_000 * Math.max(1, scale / 10)
    const load = {
      port: house.port,
      connections: 10,
      messages,
      window: 100,
      login: plc,
      topic: telemetry,
      payload: good.padEnd(400)
    }
    const alone = await publishAll(load)
    const frozen = await house.connect({ ...plc, clientId: 'frozen' })
    await subscribe(frozen, ['facility/demo/pump-1/#'])
    frozen.socket.pause()
    const memory = process.memoryUsage().rss
    const beside = await publishAll(load)
    const grown = (process.memoryUsage().rss - memory) / 2 ** 20
    reportFigures(
      `${messages} messages acknowledged at ${alone.toFixed(0)}/s, beside a subscriber that does not read at ${beside.toFixed(0)}/s, +${grown.toFixed(0)} MiB`
    )
    expect(house.sink.arrivals).toHaveLength(2 * messages)
    expect(grown).toBeLessThan(400)
    await expect.poll(house.gateway.connections, { timeout: 10_000 }).toBe(0)
    expect(house.gateway.figures().refused).toEqual({ 'does not read': 1 })
  })

  it('of subscriptions and packets of one byte a time leaves the others served', async () => {
    await using house = await openMqttHouse()
    const served = await house.connect(plc2)
    const client = await house.connect(plc)
    const bytes = subscribePacket(Array.from({ length: 5000 }, (_, index) => `facility/demo/pump-1/${index}`))
    for (let at = 0; at < 20_000; at++) client.socket.write(bytes.subarray(at, at + 1))
    client.send(bytes.subarray(20_000))
    await client.next(packetTypes.suback)
    await settle(served)
    expect(house.gateway.figures().subscriptions).toBe(1000)
  })
})
