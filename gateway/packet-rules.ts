/**
 * The rules of MQTT 3.1.1 that aedes and its parser do not keep, checked on each complete packet
 * in front of them: flags, packet ids, text, topics and filters, the order of packets. A packet
 * that breaks one ends the connection [MQTT-4.8.0-1]. Costs a PUBLISH some 100 ns.
 */
import { isUtf8 } from 'node:buffer'

export type Fault =
  | 'packet type'
  | 'flags'
  | 'length'
  | 'packet id'
  | 'text'
  | 'topic'
  | 'filter'
  | 'qos'
  | 'connect'
  | 'protocol version'
  | 'client id'
  | 'order'

export type PacketCheck = {
  /** One whole packet: its first byte, where its variable header begins and its payload ends. */
  whole(bytes: Buffer, first: number, start: number, end: number): Fault | undefined
  /** What can be told of one by its first byte: the rest need not be waited for. */
  begun(first: number): Fault | undefined
}

export const packetTypes = {
  connect: 1,
  publish: 3,
  pubrel: 6,
  subscribe: 8,
  unsubscribe: 10,
  pingreq: 12,
  disconnect: 14
} as const

/** CONNACK return codes that are due before the broker has seen the packet [MQTT-3.1.2-2, MQTT-3.1.3-8]. */
export const answeredFaults: Partial<Record<Fault, number>> = { 'protocol version': 1, 'client id': 2 }

/** Low four bits of the first byte by type [MQTT-2.2.2-1]; undefined: nothing that a client may send. */
const requiredFlags: readonly (number | undefined)[] = [
  ...[undefined, 0, undefined, undefined, 0, 0, 2, 0],
  ...[2, undefined, 2, undefined, 0, undefined, 0, undefined]
]
const [slash, hash, plus] = [0x2f, 0x23, 0x2b]
/** What bridges of mosquitto add to the protocol level. */
const bridgeBit = 0x80

/** For one connection: CONNECT comes first, and once [MQTT-3.1.0-1, MQTT-3.1.0-2]. */
export function createPacketCheck(): PacketCheck {
  let introduced = false
  const begun = (first: number) => {
    if ((first >> 4 === packetTypes.connect) === introduced) return 'order'
    return checkFlags(first)
  }
  return {
    begun,
    whole(bytes, first, start, end) {
      const fault = begun(first)
      if (fault) return fault
      introduced = true
      return first >> 4 === packetTypes.publish ? checkPublish(bytes, first, start, end) : checkOther(bytes, first, start, end)
    }
  }
}

function checkFlags(first: number): Fault | undefined {
  if (first >> 4 === packetTypes.publish) {
    const qos = (first >> 1) & 3
    if (qos === 3) return 'qos'
    // [MQTT-3.3.1-2]
    return qos === 0 && first & 8 ? 'flags' : undefined
  }
  const flags = requiredFlags[first >> 4]
  if (flags === undefined) return 'packet type'
  return flags === (first & 15) ? undefined : 'flags'
}

function checkPublish(bytes: Buffer, first: number, start: number, end: number): Fault | undefined {
  const next = textEnd(bytes, start, end)
  if (next < 0) return 'length'
  const fault = checkTopic(bytes, start + 2, next)
  return fault !== undefined || (first & 6) === 0 ? fault : checkId(bytes, next, end)
}

function checkOther(bytes: Buffer, first: number, start: number, end: number): Fault | undefined {
  const type = first >> 4
  if (type === packetTypes.connect) return checkConnect(bytes, start, end)
  if (type === packetTypes.subscribe) return checkFilters(bytes, start, end, true)
  if (type === packetTypes.unsubscribe) return checkFilters(bytes, start, end, false)
  if (type >= packetTypes.pingreq) return end === start ? undefined : 'length'
  return end - start === 2 ? checkId(bytes, start, end) : 'length'
}

function checkConnect(bytes: Buffer, start: number, end: number): Fault | undefined {
  const level = textEnd(bytes, start, end)
  if (level < 0 || level + 4 > end) return 'connect'
  const name = bytes.toString('latin1', start + 2, level)
  if (name !== 'MQTT' && name !== 'MQIsdp') return 'connect'
  const version = (bytes[level] ?? 0) & ~bridgeBit
  if (version !== (name === 'MQTT' ? 4 : 3)) return 'protocol version'
  const flags = bytes[level + 1] ?? 0
  const [hasUser, hasPassword, hasWill, isClean] = [flags & 0x80, flags & 0x40, flags & 0x04, flags & 0x02]
  if (flags & 1 || (hasPassword && !hasUser) || (hasWill ? (flags & 0x18) === 0x18 : flags & 0x38)) return 'connect'

  const idAt = level + 4
  let at = textEnd(bytes, idAt, end)
  if (at < 0) return 'connect'
  if (!isText(bytes, idAt + 2, at)) return 'text'
  if (at === idAt + 2 && !isClean) return 'client id'
  if (hasWill) {
    const topicAt = at + 2
    at = textEnd(bytes, at, end)
    if (at < 0) return 'connect'
    const fault = checkTopic(bytes, topicAt, at)
    if (fault) return fault
    at = textEnd(bytes, at, end)
    if (at < 0) return 'connect'
  }
  if (hasUser) {
    const nameAt = at + 2
    at = textEnd(bytes, at, end)
    if (at < 0) return 'connect'
    if (!isText(bytes, nameAt, at)) return 'text'
  }
  if (hasPassword) at = textEnd(bytes, at, end)
  return at === end ? undefined : 'connect'
}

/** SUBSCRIBE has a QoS behind each filter, UNSUBSCRIBE has not; both have at least one filter [MQTT-3.8.3-3]. */
function checkFilters(bytes: Buffer, start: number, end: number, withQos: boolean): Fault | undefined {
  const fault = checkId(bytes, start, end)
  if (fault) return fault
  let at = start + 2
  if (at === end) return 'filter'
  while (at < end) {
    const next = textEnd(bytes, at, end)
    if (next < 0) return 'length'
    if (!isFilter(bytes, at + 2, next)) return 'filter'
    if (!isText(bytes, at + 2, next)) return 'text'
    at = next
    if (!withQos) continue
    if (at === end) return 'length'
    if ((bytes[at] ?? 0) > 2) return 'qos'
    at++
  }
  return undefined
}

/** Wildcards stand alone in their level, `#` in the last one only [MQTT-4.7.1-2, MQTT-4.7.1-3]. */
function isFilter(bytes: Buffer, from: number, to: number): boolean {
  if (from === to) return false
  for (let at = from; at < to; at++) {
    const byte = bytes[at]
    if (byte !== hash && byte !== plus) continue
    if (at > from && bytes[at - 1] !== slash) return false
    if (at + 1 < to && (byte === hash || bytes[at + 1] !== slash)) return false
  }
  return true
}

/** A topic to publish to: not empty, no wildcard, well-formed text; one walk, it is on the way of every reading. */
function checkTopic(bytes: Buffer, from: number, to: number): Fault | undefined {
  if (from === to) return 'topic'
  let high = 0
  for (let at = from; at < to; at++) {
    const byte = bytes[at] ?? 0
    if (byte === hash || byte === plus) return 'topic'
    if (byte === 0) return 'text'
    high |= byte
  }
  return high < 0x80 || isUtf8(bytes.subarray(from, to)) ? undefined : 'text'
}

/** UTF-8 without U+0000 [MQTT-1.5.3-1, MQTT-1.5.3-2]. */
function isText(bytes: Buffer, from: number, to: number): boolean {
  const text = bytes.subarray(from, to)
  return isUtf8(text) && !text.includes(0)
}

/** [MQTT-2.3.1-1] */
function checkId(bytes: Buffer, at: number, end: number): Fault | undefined {
  if (at + 2 > end) return 'length'
  return bytes[at] === 0 && bytes[at + 1] === 0 ? 'packet id' : undefined
}

/** Where the text with its two bytes of length ends; -1: beyond the packet. */
function textEnd(bytes: Buffer, at: number, end: number): number {
  if (at + 2 > end) return -1
  const next = at + 2 + ((bytes[at] ?? 0) << 8) + (bytes[at + 1] ?? 0)
  return next <= end ? next : -1
}
