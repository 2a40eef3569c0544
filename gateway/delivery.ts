/**
 * How a message leaves. Its QoS is the lower one of the message's and of the highest that the client was granted for
 * its topic [MQTT-3.3.5-1, MQTT-3.8.4-6]. aedes compares only with a filter that is the topic itself, lets
 * the first of overlapping filters decide, and lets a publisher wait until each subscriber's socket is free.
 */
import { isWithin } from './topics.ts'

export type QoS = 0 | 1 | 2

/** The filters of one connection. */
export type Grants = {
  readonly size: number
  has(filter: string): boolean
  set(filter: string, qos: QoS): void
  delete(filter: string): void
  /** The highest QoS of those that match; undefined when none does. When all were granted the same, that. */
  qosOf(topic: string): QoS | undefined
}

/** Topics whose QoS is remembered: matching a thousand filters costs half a millisecond. */
const maxRemembered = 1000

export function createGrants(): Grants {
  const filters = new Map<string, QoS>()
  const remembered = new Map<string, QoS | undefined>()
  /** How many filters were granted each QoS. */
  const counts: [number, number, number] = [0, 0, 0]

  function forget(filter: string): void {
    const qos = filters.get(filter)
    if (qos !== undefined) counts[qos]--
    filters.delete(filter)
    remembered.clear()
  }

  function match(topic: string): QoS | undefined {
    let highest: QoS | undefined
    for (const [filter, qos] of filters) if ((highest === undefined || qos > highest) && isWithin(topic, filter)) highest = qos
    if (remembered.size >= maxRemembered) remembered.clear()
    remembered.set(topic, highest)
    return highest
  }

  return {
    get size() {
      return filters.size
    },
    has: (filter) => filters.has(filter),
    set(filter, qos) {
      forget(filter)
      filters.set(filter, qos)
      counts[qos]++
    },
    delete: forget,
    qosOf(topic) {
      for (const qos of [0, 1, 2] as const) if (counts[qos] === filters.size) return filters.size > 0 ? qos : undefined
      return remembered.has(topic) ? remembered.get(topic) : match(topic)
    }
  }
}

type Packet = { topic: string; qos: number; retain: boolean }
type Deliver = (packet: Packet, done: () => void) => void

/** The part of aedes' client that is used here; aedes does not declare it. */
export type Receiver = { deliver0: Deliver; deliverQoS: Deliver }

/**
 * Lets a message that comes by a filter of QoS 0 leave with more where another filter grants it, and no publisher
 * wait for a subscriber's socket: one that falls behind is dropped by the broker. What was retained does wait, or
 * the many that a new subscription brings would look like falling behind. Before the first subscription.
 */
export function improveDelivery(receiver: Receiver, grants: Grants): void {
  const { deliver0, deliverQoS } = receiver
  const send = (deliver: Deliver, packet: Packet, done: () => void) => {
    if (packet.retain) return deliver(packet, done)
    deliver(packet, () => undefined)
    setImmediate(done)
  }
  receiver.deliver0 = (packet, done) => {
    const isGrantedMore = packet.qos > 0 && (grants.qosOf(packet.topic) ?? 0) > 0
    send(isGrantedMore ? deliverQoS : deliver0, packet, done)
  }
  receiver.deliverQoS = (packet, done) => send(deliverQoS, packet, done)
}
