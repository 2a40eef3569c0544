/**
 * MQTT in, arrivals out. Connects broker, decoding and presence, and holds each PUBACK
 * until the sink says that the arrival, and all that it caused, is durable.
 */
import type { IncomingHttpHeaders, Server } from 'node:http'
import { maySubscribe } from './access.ts'
import { type AdmissionLimits, createAdmission, usualLimits } from './admission.ts'
import { connackCodes, createBroker } from './broker.ts'
import { createStamps } from './codecs/sample-time.ts'
import { decodeMessage, presencesOf } from './decode.ts'
import { createTally, type GatewayFigures } from './figures.ts'
import type { sendingRates } from './line.ts'
import { createPresenceWatch } from './presence-watch.ts'
import { type Arrival, createArrival } from './reading.ts'
import type { FieldRegister, Identity } from './register.ts'
import { type Certificate, createTcpDoor, createTlsDoor, type House, type TlsDoor } from './tcp-doors.ts'
import { attachWebSocketDoor } from './websocket-door.ts'

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
  /** Left out: the usual ones. */
  limits?: AdmissionLimits
  rates?: typeof sendingRates
}

export type Gateway = {
  start(): Promise<{ port: number }>
  /** MQTT over TLS, after `start`. Resolves with the port. */
  startTls(options: { port: number; certificate: Certificate }): Promise<number>
  /** The certificate of TLS connections from now on; open ones stay. */
  renewCertificate(certificate: Certificate): void
  /** MQTT over WebSocket at `/mqtt` of a web server. `isForeign`: whether a page of another origin asks. */
  attachTo(server: Server, isForeign: (headers: IncomingHttpHeaders) => boolean): void
  /** Ends the connections of a device or reader whose entry changed: it logs in again, if it may. */
  dropUser(id: string): void
  /** Newest known reading time of an equipment: keeps times given at arrival apart over a restart. */
  seedTime(equipment: string, ts: number): void
  /** Reports devices that were lost 30 s ago. Call about once a second. */
  tick(): void
  drain(): void
  stop(): Promise<void>
  connections(): number
  figures(): GatewayFigures
}

const guest: Identity = { id: 'anonymous', kind: 'anonymous', equipment: 'all', topics: [] }

const webSocketPath = '/mqtt'
/** For spans of time: the clock of the wall may jump. */
const monotonic = () => performance.now()

export function createGateway(options: GatewayOptions): Gateway {
  const { host, port, register, retentionMs, now, sink, onError, limits = usualLimits } = options
  const stamps = createStamps()
  const presence = createPresenceWatch()
  const decoding = { register, retentionMs, stamps }

  const tally = createTally()
  const admission = createAdmission(limits, tally, monotonic)
  let tlsDoor: TlsDoor | undefined

  const broker = createBroker({
    tally,
    now: monotonic,
    ...(options.rates && { rates: options.rates }),
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

  const house: House = { enter: admission.enter, handle: broker.handle }
  const tcpDoor = createTcpDoor(house)

  return {
    async start() {
      await broker.start()
      return { port: await tcpDoor.open(host, port) }
    },
    startTls({ port: tlsPort, certificate }) {
      tlsDoor = createTlsDoor(house, certificate)
      return tlsDoor.open(host, tlsPort)
    },
    renewCertificate: (certificate) => tlsDoor?.renew(certificate),
    attachTo(server, isForeign) {
      const { enter, handle, isDraining } = { ...admission, ...broker }
      attachWebSocketDoor(server, { path: webSocketPath, isForeign, enter, handle, isClosing: isDraining, tally })
    },
    dropUser: broker.dropUser,
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
    drain,
    stop() {
      drain()
      return broker.stop()
    },
    connections: broker.connections,
    figures() {
      let [receivedBytes, sentBytes, subscriptions] = [tally.receivedBytes, tally.sentBytes, 0]
      for (const { meter, filters } of broker.lines()) {
        receivedBytes += meter.bytesRead
        sentBytes += meter.bytesWritten
        subscriptions += filters.size
      }
      const { connects, heldBack } = tally
      const connections = broker.connections()
      return { connections, connects, refused: tally.refused(), receivedBytes, sentBytes, heldBack, subscriptions }
    }
  }

  function drain(): void {
    broker.drain()
    tcpDoor.close()
    tlsDoor?.close()
  }
}
