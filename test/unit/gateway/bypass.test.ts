import { Duplex } from 'node:stream'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createAcknowledgements, createBypass, type PlainMessage } from '../../../gateway/bypass.ts'
import { guardPackets } from '../../../gateway/packet-guard.ts'
import { createPacketCheck } from '../../../gateway/packet-rules.ts'
import { connectPacket, lengthBytes, pingPacket, publishPacket, subscribePacket } from '../../support/raw-mqtt.ts'

const topic = 'facility/demo/泵-1/telemetry'

/** One connection whose broker is a list: it reads like aedes and has each PUBLISH in hand until told otherwise. */
function openLine() {
  const sent: number[] = []
  const asked = { count: 0 }
  const stream = new Duplex({
    read() {
      asked.count++
    },
    write(chunk: Buffer, _encoding, done) {
      sent.push(...chunk)
      done()
    }
  })
  stream.on('error', () => undefined)
  const log: { way: 'bypass' | 'broker'; packet: string }[] = []
  const verdicts: ((error: Error | null, divert: boolean) => void)[] = []
  const forwarded: string[] = []
  const inBroker = { count: 0 }
  let isReady = false
  const bypass = createBypass({
    stream,
    isOpen: () => isReady && inBroker.count === 0,
    publish({ topic, payload, qos }, verdict) {
      log.push({ way: 'bypass', packet: `${topic} ${payload} ${qos}` })
      verdicts.push(verdict)
    },
    forward(message: PlainMessage, done) {
      forwarded.push(String(message.payload))
      done()
    },
    resume: () => guard.resume(),
    acknowledgements: createAcknowledgements()
  })
  const limits = { beforeLoginBytes: 4096, afterLoginBytes: 4096 }
  const guard = guardPackets(stream, { limits, check: createPacketCheck(), bypass, now: () => 0 })
  let unread = Buffer.alloc(0)
  const readAll = () => {
    const bytes = stream.read() as Buffer | null
    if (!bytes) return
    unread = Buffer.concat([unread, bytes])
    for (let packet = cut(unread); packet; packet = cut(unread)) {
      unread = unread.subarray(packet.length)
      log.push({ way: 'broker', packet: describePacket(packet) })
      if ((packet[0] ?? 0) >> 4 === 3) inBroker.count++
    }
  }
  stream.on('readable', readAll)
  return {
    stream,
    log,
    sent,
    verdicts,
    forwarded,
    inBroker,
    asked,
    feed(chunk: Buffer) {
      stream.push(chunk)
      readAll()
    },
    logIn() {
      stream.push(connectPacket({ clientId: 'a' }))
      readAll()
      isReady = true
      log.length = 0
    }
  }
}

function cut(bytes: Buffer): Buffer | undefined {
  for (let at = 1, length = 0; at < bytes.length; at++) {
    length += ((bytes[at] ?? 0) & 0x7f) * 128 ** (at - 1)
    if (((bytes[at] ?? 0) & 0x80) === 0) return at + 1 + length <= bytes.length ? bytes.subarray(0, at + 1 + length) : undefined
  }
  return undefined
}

/** As the bypass tells of a PUBLISH; others by their bytes. */
function describePacket(bytes: Buffer): string {
  const first = bytes[0] ?? 0
  if (first >> 4 !== 3) return bytes.toString('hex')
  const qos = (first >> 1) & 3
  const at = 1 + lengthBytes(bytes.length - 2).length
  const topicEnd = at + 2 + bytes.readUInt16BE(at)
  return `${bytes.toString('utf8', at + 2, topicEnd)} ${bytes.subarray(topicEnd + (qos > 0 ? 2 : 0))} ${qos}`
}

const payload = fc.string({ maxLength: 200 })
const plain = fc.record({
  packet: fc
    .record({ topic: fc.constantFrom(topic, 'facility/demo/b/telemetry'), payload, qos: fc.constantFrom(0, 1) })
    .chain((given) =>
      fc.integer({ min: 1, max: 65_535 }).map((id) => publishPacket({ ...given, qos: given.qos === 1 ? 1 : 0, id }))
    ),
  isPlain: fc.constant(true)
})
const other = fc.record({
  packet: fc.oneof(
    fc.constant(pingPacket()),
    fc.constant(subscribePacket(['a/#'])),
    payload.map((text) => publishPacket({ topic, payload: text, retain: true })),
    payload.map((text) => publishPacket({ topic, payload: text, qos: 2 })),
    payload.map((text) => publishPacket({ topic: 'zigbee2mqtt/a', payload: text }))
  ),
  isPlain: fc.constant(false)
})
const packets = fc.array(fc.oneof({ weight: 4, arbitrary: plain }, { weight: 1, arbitrary: other }), {
  minLength: 1,
  maxLength: 30
})
const chunkings = fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 1, maxLength: 40 })

describe('the way past the broker', () => {
  it('and the broker together get each packet once and in order, however the bytes are cut', () => {
    fc.assert(
      fc.property(packets, chunkings, fc.array(fc.boolean(), { minLength: 1, maxLength: 10 }), (given, sizes, finishes) => {
        const line = openLine()
        line.logIn()
        const bytes = Buffer.concat(given.map(({ packet }) => packet))
        for (let at = 0, turn = 0; at < bytes.length; turn++) {
          const size = sizes[turn % sizes.length] ?? 1
          line.feed(bytes.subarray(at, at + size))
          at += size
          if (finishes[turn % finishes.length]) line.inBroker.count = 0
        }
        expect(line.log.map(({ packet }) => packet)).toEqual(given.map(({ packet }) => describePacket(packet)))
        for (const [index, { way }] of line.log.entries()) if (way === 'bypass') expect(given[index]?.isPlain).toBe(true)
      })
    )
  })

  it('takes telemetry of QoS 0 and 1 and leaves all else to the broker', () => {
    fc.assert(
      fc.property(fc.oneof(plain, other), ({ packet, isPlain }) => {
        const line = openLine()
        line.logIn()
        line.feed(packet)
        expect(line.log.map(({ way }) => way)).toEqual([isPlain ? 'bypass' : 'broker'])
      })
    )
  })

  it('is closed before the login, and while the broker has a message of the connection in hand', () => {
    const line = openLine()
    line.feed(Buffer.concat([connectPacket({ clientId: 'a' }), publishPacket({ topic, payload: '1' })]))
    expect(line.log.map(({ way }) => way)).toEqual(['broker', 'broker'])
    const later = openLine()
    later.logIn()
    later.feed(publishPacket({ topic, payload: '1', retain: true }))
    later.feed(publishPacket({ topic, payload: '2' }))
    later.feed(publishPacket({ topic, payload: '3' }))
    expect(later.log.map(({ way }) => way)).toEqual(['broker', 'broker', 'broker'])
    later.inBroker.count = 0
    later.feed(publishPacket({ topic, payload: '4' }))
    expect(later.log.at(-1)?.way).toBe('bypass')
  })

  it('acknowledges after the verdict, in one write and in order; nothing for QoS 0', async () => {
    const line = openLine()
    line.logIn()
    const messages = [1, 2, 0x1234].map((id) => publishPacket({ topic, payload: `${id}`, id }))
    line.feed(Buffer.concat([...messages, publishPacket({ topic, payload: 'q', qos: 0 })]))
    expect(line.sent).toEqual([])
    for (const verdict of line.verdicts) verdict(null, false)
    await Promise.resolve()
    expect(line.sent).toEqual([0x40, 2, 0, 1, 0x40, 2, 0, 2, 0x40, 2, 0x12, 0x34])
    expect(line.forwarded).toEqual(['1', '2', '4660', 'q'])
  })

  it('acknowledges a refused message, and forwards it to nobody', async () => {
    const line = openLine()
    line.logIn()
    line.feed(publishPacket({ topic, payload: '1', id: 1 }))
    line.verdicts[0]?.(null, true)
    await Promise.resolve()
    expect(line.sent).toEqual([0x40, 2, 0, 1])
    expect(line.forwarded).toEqual([])
  })

  it('ends the connection without a word when the commit failed', async () => {
    const line = openLine()
    line.logIn()
    line.feed(publishPacket({ topic, payload: '1', id: 1 }))
    line.verdicts[0]?.(new Error('commit failed'), false)
    await Promise.resolve()
    expect(line.stream.destroyed).toBe(true)
    expect(line.sent).toEqual([])
  })

  it('reads no more of a connection that has much in hand, and goes on when that is committed', async () => {
    const line = openLine()
    line.logIn()
    const packet = publishPacket({ topic, payload: 'x'.repeat(4000) })
    const count = 100
    for (let index = 0; index < count; index++) line.feed(packet)
    const taken = line.log.length
    expect(taken).toBeLessThan(40)
    for (let done = 0; done < count; done++) {
      line.verdicts[done]?.(null, false)
      await Promise.resolve()
    }
    expect(line.log).toHaveLength(count)
  })

  it('needs no reader for what it takes, and lets the source rest while it has much in hand', async () => {
    const line = openLine()
    line.logIn()
    line.feed(publishPacket({ topic, payload: '0' }))
    const packet = publishPacket({ topic, payload: 'x'.repeat(4000) })
    let goesOn = true
    while (goesOn) goesOn = line.stream.push(packet)
    const taken = line.log.length
    expect(taken).toBeGreaterThan(20)
    expect(line.stream.readableLength).toBe(0)
    const before = line.asked.count
    for (const verdict of line.verdicts.splice(0)) verdict(null, false)
    await Promise.resolve()
    expect(line.asked.count).toBe(before + 1)
    expect(line.stream.push(packet)).toBe(true)
    expect(line.log).toHaveLength(taken + 1)
  })

  it('overtakes nothing that waits for the reader', () => {
    const line = openLine()
    line.logIn()
    line.feed(publishPacket({ topic, payload: '1' }))
    line.stream.push(Buffer.concat([publishPacket({ topic, payload: '2' }), pingPacket()]))
    line.stream.push(publishPacket({ topic, payload: '3' }))
    expect(line.log.map(({ way }) => way)).toEqual(['bypass', 'bypass'])
    line.feed(publishPacket({ topic, payload: '4' }))
    line.feed(Buffer.alloc(0))
    expect(line.log.map(({ way }) => way)).toEqual(['bypass', 'bypass', 'broker', 'bypass', 'bypass'])
    expect(line.log.at(-1)?.packet).toBe(`${topic} 4 1`)
  })

  it('takes a stream that asks its own source for no reader', () => {
    const line = openLine()
    line.logIn()
    line.feed(publishPacket({ topic, payload: '1' }))
    line.feed(Buffer.concat([publishPacket({ topic, payload: '2' }), pingPacket()]))
    // The broker has the ping and has not asked for more.
    line.stream.read(0)
    line.stream.push(publishPacket({ topic, payload: '3' }))
    expect(line.log.map(({ way }) => way)).toEqual(['bypass', 'bypass', 'broker'])
    line.feed(Buffer.concat([publishPacket({ topic, payload: '4' }), pingPacket()]))
    line.stream.push(Buffer.concat([publishPacket({ topic, payload: '5' }), pingPacket()]))
    line.stream.read(0)
    for (let turn = 0; turn < 4; turn++) line.feed(Buffer.alloc(0))
    expect(line.log.map(({ packet }) => packet)).toEqual(
      ['1', '2', 'c000', '3', '4', 'c000', '5', 'c000'].map((what) => (what === 'c000' ? what : `${topic} ${what} 1`))
    )
  })
})
