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
  /** Whether a device or reader of this id is connected. */
  isConnected(id: string): boolean
  /** Closes its connections: what it may do has changed, or its password. */
  disconnect(id: string): void
}

const guest: Identity = { id: 'anonymous', kind: 'anonymous', equipment: 'all', topics: [] }

export function createGateway({ host, port, register, retentionMs, now, sink, onError }: GatewayOptions): Gateway {
  const stamps = createStamps()
  const presence = createPresenceWatch()
  const decoding = { register, retentionMs, stamps }

  /** As the register knows it now: equipment given to a device counts from its next message on. */
  function current(identity: Identity): Identity {
    if (identity.kind === 'anonymous') return identity
    return register.identity(identity.id) ?? { ...identity, equipment: new Set(), topics: [] }
  }

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
      const { topic, payload } = message
      const arrival = decodeMessage({ topic, payload, receivedAt: now() }, current(identity), decoding)
      const divert = arrival.rejects.length > 0
      sink.accept(arrival, (error) => verdict(error, divert))
    },
    onError,
    maySubscribe: (identity, filter) => maySubscribe(current(identity), filter, register.site.id),
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
    connections: broker.connections,
    isConnected: broker.isConnected,
    disconnect: broker.disconnect
  }
}
