/**
 * aedes' in-memory sessions, with what they lack put around them: only granted filters are kept,
 * what is sent again says so, and a session that nobody comes back for does not fill the memory.
 */
import { Readable } from 'node:stream'

type Owner = { id: string }
type Filter = { topic: string }
type Stored = { cmd?: string; payload?: string | Buffer; messageId?: number; dup?: boolean }

/** The part of aedes' persistence that is used here; aedes does not declare it. */
export type SessionStore<Client extends Owner> = {
  addSubscriptions(client: Client, filters: Filter[]): Promise<unknown>
  outgoingEnqueueCombi(subscriptions: { clientId: string }[], packet: Stored): Promise<unknown>
  outgoingClearMessageId(client: Client, packet: Stored): Promise<Stored | undefined>
  outgoingStream(client: Client): Readable
}

/** What is kept for one client id. Mosquitto keeps 1,000 messages; a device's own are few and small. */
const maxQueued = { messages: 10_000, bytes: 16 * 1024 * 1024 }

export function improveSessions<Client extends Owner>(
  store: SessionStore<Client>,
  isGranted: (client: Client, filter: Filter) => boolean
): void {
  const queues = new Map<string, { messages: number; bytes: number }>()
  const add = store.addSubscriptions.bind(store)
  const enqueue = store.outgoingEnqueueCombi.bind(store)
  const clear = store.outgoingClearMessageId.bind(store)
  const stream = store.outgoingStream.bind(store)

  function hasRoom(clientId: string, bytes: number): boolean {
    const queue = queues.get(clientId) ?? { messages: 0, bytes: 0 }
    if (queue.messages >= maxQueued.messages || queue.bytes + bytes > maxQueued.bytes) return false
    queue.messages++
    queue.bytes += bytes
    queues.set(clientId, queue)
    return true
  }

  // aedes stores every filter of a SUBSCRIBE as soon as one of them is granted.
  store.addSubscriptions = (client, filters) =>
    add(
      client,
      filters.filter((filter) => isGranted(client, filter))
    )

  store.outgoingEnqueueCombi = (subscriptions, packet) => {
    if (subscriptions.length === 0) return Promise.resolve()
    const bytes = packet.payload?.length ?? 0
    // Overlapping filters of a client would queue it as often.
    const once = new Map(subscriptions.map((subscription) => [subscription.clientId, subscription]))
    return enqueue(
      [...once.values()].filter(({ clientId }) => hasRoom(clientId, bytes)),
      packet
    )
  }

  store.outgoingClearMessageId = async (client, packet) => {
    const cleared = await clear(client, packet)
    const queue = cleared && queues.get(client.id)
    if (queue) {
      queue.messages--
      // A PUBREL stands in for its message in the end: what it weighed is forgotten when the queue is empty.
      queue.bytes -= cleared.payload?.length ?? 0
      if (queue.messages <= 0) queues.delete(client.id)
    }
    return cleared
  }

  store.outgoingStream = (client) => Readable.from(markSent(stream(client)))
}

/** What has a packet id was sent before [MQTT-3.3.1-1]. */
async function* markSent(packets: AsyncIterable<Stored>): AsyncGenerator<Stored> {
  for await (const packet of packets) {
    if (packet.cmd === 'publish' && packet.messageId) packet.dup = true
    yield packet
  }
}
