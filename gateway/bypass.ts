/**
 * The way past the broker for what is nearly all of the traffic: telemetry of our own format, QoS 0 or 1, not to be
 * retained. Such a packet is read where it lies in the chunk, handed to the sink, and acknowledged here; the broker
 * and its parser never see it. Everything else goes to the broker, and so does all that follows it in the same chunk,
 * until the broker has dealt with it: one connection's messages are taken, and acknowledged, in the order they came.
 */
import type { Duplex } from 'node:stream'
import { type FieldTopic, parseTopic } from './topics.ts'

export type PlainMessage = { topic: string; field: FieldTopic; payload: Buffer; qos: 0 | 1 }

export type Bypass = {
  /** Whether a packet may be taken at all: the broker has nothing of this connection in hand. */
  isOpen(): boolean
  /** So much waits for its commit that no more should be read. */
  isFull(): boolean
  /** Takes a whole PUBLISH, given as in `PacketCheck`; false leaves it to the broker. */
  take(bytes: Buffer, first: number, start: number, end: number): boolean
  /** Sends what is due, before the broker answers something that came later. */
  flush(): void
}

export type BypassOptions = {
  stream: Duplex
  /** Logged in and answered so, and no publish under way in the broker. */
  isOpen(): boolean
  /** `verdict` as in the broker: an error closes the connection, `divert` is not forwarded. */
  publish(message: PlainMessage, verdict: (error: Error | null, divert: boolean) => void): void
  /** After the acknowledgement; `done` when nothing of it is on its way any more. */
  forward(message: PlainMessage, done: () => void): void
  /** There is room again. */
  resume(): void
  acknowledgements: Acknowledgements
}

/** Two reads of a socket: as much as one connection may have in hand before it waits. */
const maxWaitingBytes = 128 * 1024
/** Of one connection; a device has a few. */
const maxTopics = 256

export function createBypass(options: BypassOptions): Bypass {
  const { stream, acknowledgements } = options
  const topics = createTopics()
  let waitingBytes = 0
  let due: number[] = []

  function settle(bytes: number): void {
    const wasFull = waitingBytes >= maxWaitingBytes
    waitingBytes -= bytes
    if (wasFull && waitingBytes < maxWaitingBytes) options.resume()
  }

  function acknowledge(id: number): void {
    if (due.length === 0) acknowledgements.add(flush)
    due.push(id)
  }

  function flush(): void {
    if (due.length === 0) return
    const packets = encodePubacks(due)
    due = []
    if (!stream.destroyed) stream.write(packets)
  }

  return {
    // A peer that does not read is the broker's to deal with.
    isOpen: () => !stream.writableNeedDrain && options.isOpen(),
    isFull: () => waitingBytes >= maxWaitingBytes,
    flush,
    take(bytes, first, start, end) {
      const qos = (first >> 1) & 3
      if (qos > 1 || first & retainBit) return false
      const topicEnd = start + 2 + bytes.readUInt16BE(start)
      const known = topics.read(bytes, start + 2, topicEnd)
      if (known === undefined) return false
      const id = qos === 1 ? bytes.readUInt16BE(topicEnd) : 0
      const payload = bytes.subarray(qos === 1 ? topicEnd + 2 : topicEnd, end)
      const message: PlainMessage = { topic: known.topic, field: known.field, payload, qos: qos === 1 ? 1 : 0 }
      const size = end - start
      waitingBytes += size
      options.publish(message, (error, divert) => {
        if (error) {
          stream.destroy(error)
          return settle(size)
        }
        if (id > 0) acknowledge(id)
        if (divert) return settle(size)
        options.forward(message, () => settle(size))
      })
      return true
    }
  }
}

const retainBit = 1

/** The topics of one connection, if they are for telemetry: most messages have the same topic as one before. */
function createTopics() {
  type Known = { topic: string; field: FieldTopic; bytes: Buffer }
  const topics = new Map<string, Known | undefined>()
  let last: Known | undefined

  function learn(topic: string): Known | undefined {
    if (topics.size >= maxTopics) topics.clear()
    const field = parseTopic(topic)
    const known = field?.type === 'telemetry' ? { topic, field, bytes: Buffer.from(topic) } : undefined
    topics.set(topic, known)
    return known
  }

  return {
    /** undefined: not for this way. */
    read(bytes: Buffer, from: number, to: number): Known | undefined {
      if (last !== undefined && last.bytes.compare(bytes, from, to) === 0) return last
      const topic = bytes.toString('utf8', from, to)
      const known = topics.has(topic) ? topics.get(topic) : learn(topic)
      if (known) last = known
      return known
    }
  }
}

function encodePubacks(ids: readonly number[]): Buffer {
  const packets = Buffer.allocUnsafe(4 * ids.length)
  let at = 0
  for (const id of ids) {
    packets[at++] = 0x40
    packets[at++] = 2
    packets[at++] = id >> 8
    packets[at++] = id & 0xff
  }
  return packets
}

/** Connections with acknowledgements to send: what one commit made due goes out in one write a connection. */
export type Acknowledgements = { add(flush: () => void): void }

export function createAcknowledgements(): Acknowledgements {
  let waiting: (() => void)[] = []
  function flushAll(): void {
    const flushes = waiting
    waiting = []
    for (const flush of flushes) flush()
  }
  return {
    add(flush) {
      if (waiting.push(flush) === 1) queueMicrotask(flushAll)
    }
  }
}
