import { PassThrough } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { guardPackets } from '../../../gateway/packet-guard.ts'

const limits = { beforeLoginBytes: 100, afterLoginBytes: 20_000 }
const [connect, publish, pingreq, disconnect] = [1, 3, 12, 14]

/** A packet of this type with so many bytes after its fixed header. */
function aPacket(type: number, bodyBytes: number): Buffer {
  const header = [type << 4]
  let rest = bodyBytes
  do {
    const more = rest > 127 ? 0x80 : 0
    header.push((rest % 128) | more)
    rest = Math.floor(rest / 128)
  } while (rest > 0)
  // 0xe0 is how a DISCONNECT begins: bodies must not be taken for headers.
  return Buffer.concat([Buffer.from(header), Buffer.alloc(bodyBytes, 0xe0)])
}

function guarded() {
  const stream = new PassThrough({ highWaterMark: 1 << 20 })
  const errors: Error[] = []
  stream.on('error', (error) => errors.push(error))
  const guard = guardPackets(stream, { limits, check: { whole: () => undefined, begun: () => undefined }, now: () => 0 })
  return {
    guard,
    stream,
    /** Feeds the bytes in chunks of this size; gives what could be read of them. */
    feed(bytes: Buffer, chunkBytes = bytes.length): number {
      let read = 0
      for (let at = 0; at < bytes.length && !stream.destroyed; at += chunkBytes) {
        stream.write(bytes.subarray(at, at + chunkBytes))
        read += (stream.read() as Buffer | null)?.length ?? 0
      }
      return read
    }
  }
}

const chunkings = [1, 2, 3, 7, 64, 100_000]

describe('the packet guard', () => {
  it.each(chunkings)('lets packets within the limit through, read in chunks of %i bytes', (chunkBytes) => {
    const { feed, stream, guard } = guarded()
    const bytes = Buffer.concat([aPacket(connect, 100), aPacket(pingreq, 0), aPacket(publish, 99)])
    expect(feed(bytes, chunkBytes)).toBe(bytes.length)
    expect(stream.destroyed).toBe(false)
    expect(guard.saidGoodbye()).toBe(false)
  })

  it.each(chunkings)('destroys the stream at a packet over the limit, read in chunks of %i bytes', (chunkBytes) => {
    const { feed, stream } = guarded()
    feed(Buffer.concat([aPacket(connect, 50), aPacket(publish, 101)]), chunkBytes)
    expect(stream.destroyed).toBe(true)
  })

  it('destroys the stream as soon as the length is announced, not when the bytes have come', () => {
    const { feed, stream } = guarded()
    feed(aPacket(publish, 101).subarray(0, 2))
    expect(stream.destroyed).toBe(true)
  })

  it('allows more after the login', () => {
    const { feed, guard, stream } = guarded()
    feed(aPacket(connect, 20))
    guard.loggedIn()
    expect(feed(aPacket(publish, 20_000), 999)).toBe(20_004)
    expect(stream.destroyed).toBe(false)
    feed(aPacket(publish, 20_001))
    expect(stream.destroyed).toBe(true)
  })

  it('destroys the stream at a length of more than four bytes', () => {
    const { feed, stream } = guarded()
    feed(Buffer.from([0x30, 0x80, 0x80, 0x80, 0x80, 0x01]))
    expect(stream.destroyed).toBe(true)
  })

  it('notes a DISCONNECT, not what looks like one inside another packet', () => {
    const { feed, guard } = guarded()
    feed(aPacket(publish, 60), 1)
    expect(guard.saidGoodbye()).toBe(false)
    feed(aPacket(disconnect, 0), 1)
    expect(guard.saidGoodbye()).toBe(true)
  })
})

describe('a guard with budgets', () => {
  const never = { take: () => 0, isFull: () => true }

  it('reads nothing more until the debt is paid, and then tells the reader', async () => {
    const stream = new PassThrough({ highWaterMark: 1 << 20 })
    let debtMs = 20
    let held = 0
    const guard = guardPackets(stream, {
      limits,
      check: { whole: () => undefined, begun: () => undefined },
      now: () => 0,
      budgets: { messages: { ...never, take: () => debtMs }, bytes: never },
      heldBack: () => held++
    })
    stream.write(aPacket(pingreq, 0))
    expect(stream.read()).toHaveLength(2)
    expect(guard.isHolding()).toBe(true)
    stream.write(aPacket(pingreq, 0))
    expect(stream.read()).toBeNull()
    debtMs = 0
    const told = await new Promise<Buffer>((resolve) => {
      stream.on('readable', () => {
        const bytes = stream.read() as Buffer | null
        if (bytes) resolve(bytes)
      })
    })
    expect(told).toHaveLength(2)
    expect([held, guard.isHolding()]).toEqual([1, false])
  })
})

describe('the bytes that the guard hands on', () => {
  it.each([1, 5, 33, 100, 1000, 1461, 65_536])('are those that came, in order, in chunks of %i', (chunkBytes) => {
    const stream = new PassThrough({ highWaterMark: 1 << 24 })
    const checked: number[] = []
    const guard = guardPackets(stream, {
      limits: { beforeLoginBytes: 100, afterLoginBytes: 300_000 },
      check: {
        whole: (bytes, _first, start, end) => {
          checked.push(end - start)
          expect(bytes.subarray(start, end).every((byte) => byte === 0xe0)).toBe(true)
          return undefined
        },
        begun: () => undefined
      },
      now: () => 0
    })
    guard.loggedIn()
    const sizes = [10, 0, 99, 1500, 0, 127, 128, 70_000, 3, 250_000, 5, 5, 16_384]
    const bytes = Buffer.concat(sizes.map((size) => aPacket(publish, size)))
    const read: Buffer[] = []
    for (let at = 0; at < bytes.length; at += chunkBytes) {
      stream.write(bytes.subarray(at, at + chunkBytes))
      const part = stream.read() as Buffer | null
      if (part) read.push(part)
    }
    expect(checked).toEqual(sizes)
    expect(Buffer.concat(read).equals(bytes)).toBe(true)
  })
})
