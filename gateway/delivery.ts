/**
 * With which QoS a message leaves: the lower one of the message's and of the highest that the client was
 * granted for its topic [MQTT-3.3.5-1, MQTT-3.8.4-6]. aedes compares only with a filter that is the topic
 * itself, and of overlapping filters lets the first one decide.
 */
import { isWithin } from './topics.ts'

type Packet = { topic: string; qos: number }
type Deliver<Message> = (packet: Message, done: () => void) => void

/** The part of aedes' client that is used here; aedes does not declare it. */
export type Receiver = {
  subscriptions: Readonly<Record<string, { qos: number } | undefined>>
  deliver0: Deliver<Packet>
  deliverQoS: Deliver<Packet>
}

/** undefined: no filter matches, e.g. because it was given up while the message was kept. */
export function grantedQos({ subscriptions }: Pick<Receiver, 'subscriptions'>, topic: string): number | undefined {
  let granted: number | undefined
  for (const filter in subscriptions) {
    const qos = subscriptions[filter]?.qos ?? 0
    if ((granted === undefined || qos > granted) && isWithin(topic, filter)) granted = qos
  }
  return granted
}

/** Lets a message that comes by a filter of QoS 0 leave with more where another filter grants it. Before the first subscription. */
export function deliverByHighestFilter(receiver: Receiver): void {
  const plain = receiver.deliver0
  receiver.deliver0 = (packet, done) => {
    if (packet.qos > 0 && (grantedQos(receiver, packet.topic) ?? 0) > 0) receiver.deliverQoS(packet, done)
    else plain(packet, done)
  }
}
