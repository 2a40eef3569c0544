/**
 * MQTT in, arrivals out. Connects broker, decoding and presence, and holds each PUBACK
 * until the sink says that the arrival, and all that it caused, is durable.
 */
import { maySubscribe } from './access.ts'
import { connackCodes, createBroker } from './broker.ts'
import { createStamps } from './codecs/sample-time.ts'
import { decodeMessage, presencesOf } from './decode.ts'
import { createPresenceWatch } from './presence-watch.ts'
import { type Arrival, createArrival } from './reading.ts'
import type { FieldRegister, Identity } from './register.ts'

/** Where arrivals go. */
export type Sink = {
  /** Calls `done` once: without error when all of the arrival is durable, with one when it is not. */
  accept(arrival: Arrival, done: (error: Error | null) => void): void
  /** False while commits fail or stall: new connections are refused with code 3. */
  available(): boolean
}

export type GatewayOptions = {
  host: string
  port: number
  register: FieldRegister
  retentionMs: number
  now: () => number
  sink: Sink
  onError: (error: Error) => void
}

export type Gateway = {
  start(): Promise<{ port: number }>
  /** Newest known reading time of an equipment: keeps times given at arrival apart over a restart. */
  seedTime(equipment: string, ts: number): void
  /** Reports devices that were lost 30 s ago. Call about once a second. */
  tick(): void
  drain(): void
  stop(): Promise<void>
  connections(): number
}

const guest: Identity = { id: 'anonymous', kind: 'anonymous', equipment: 'all', topics: [] }

export function createGateway({ host, port, register, retentionMs, now, sink, onError }: GatewayOptions): Gateway {
  const stamps = createStamps()
  const presence = createPresenceWatch()
  const decoding = { register, retentionMs, stamps }

  const broker = createBroker({
    host,
    port,
    async login(username, password) {
      if (!sink.available()) return connackCodes.unavailable
      if (username === undefined) return register.site.anonymous ? guest : connackCodes.notAuthorized
      const identity = await register.authenticate(username, password?.toString('utf8') ?? '')
      return identity ?? connackCodes.badCredentials
    },
    publish(identity, message, verdict) {
      const arrival = decodeMessage({ topic: message.topic, payload: message.payload, receivedAt: now() }, identity, decoding)
      const divert = arrival.rejects.length > 0
      sink.accept(arrival, (error) => verdict(error, divert))
    },
    onError,
    maySubscribe: (identity, filter) => maySubscribe(identity, filter, register.site.id),
    connected: (identity) => presence.connected(identity.id),
    disconnected: (identity, orderly) => {
      if (identity.kind === 'device') presence.disconnected(identity.id, orderly, now())
    }
  })

  return {
    start: broker.start,
    seedTime: stamps.note,
    tick() {
      for (const id of presence.due(now())) {
        const device = register.identity(id)
        if (!device) continue
        const arrival = createArrival()
        arrival.presences.push(...presencesOf(device, false, now()))
        // Nobody waits for this commit: should it fail, silence itself tells the same (`no_data`).
        if (arrival.presences.length > 0) sink.accept(arrival, () => undefined)
      }
    },
    drain: broker.drain,
    stop: () => broker.stop(),
    connections: broker.connections
  }
}
