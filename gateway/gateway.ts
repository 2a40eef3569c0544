/**
 * MQTT in, arrivals out. Connects broker, decoding and presence, and holds each PUBACK
 * until the sink says that the arrival, and all that it caused, is durable.
 */
import type { IncomingHttpHeaders, Server } from 'node:http'
import { maySubscribe } from './access.ts'
import { type AdmissionLimits, createAdmission, usualLimits } from './admission.ts'
import { connackCodes, createBroker } from './broker.ts'
import type { Outgoing } from './codecs/codec.ts'
import { createStamps } from './codecs/sample-time.ts'
import { hostState } from './codecs/sparkplug.ts'
import { presencesOf, receiveMessage } from './decode.ts'
import { createTally, type GatewayFigures } from './figures.ts'
import { createForeignDecoder, type Sender } from './foreign.ts'
import type { sendingRates } from './line.ts'
import { createMappingBook, type MappingBook } from './mapping.ts'
import type { Remembering } from './memory.ts'
import { createPresenceWatch } from './presence-watch.ts'
import { type Arrival, createArrival } from './reading.ts'
import type { FieldRegister, Identity } from './register.ts'
import { createSourceLink, type SourceInput } from './source-link.ts'
import { type Certificate, createTcpDoor, createTlsDoor, type House, type TlsDoor } from './tcp-doors.ts'
import type { FieldTopic } from './topics.ts'
import { createUnknownPoints, type UnknownPoints } from './unknown-points.ts'
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
  /** Foreign devices and fields to our equipment; left out, only those of the same names are taken. */
  mappings?: MappingBook
  /** Where fields without a mapping are listed. */
  unknownPoints?: UnknownPoints
  /** Brokers to connect to. */
  sources?: readonly SourceInput[]
  onSourceTrouble?: (source: string, error: Error) => void
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
  /** Whether a device or reader of this id is connected. */
  isConnected(id: string): boolean
  /** What it must know again after a restart, by name. */
  memories(): [name: string, memory: Remembering][]
}

const guest: Identity = { id: 'anonymous', kind: 'anonymous', equipment: 'all', topics: [] }

const webSocketPath = '/mqtt'
/** For spans of time: the clock of the wall may jump. */
const monotonic = () => performance.now()

/** The name by which Sparkplug nodes may know us as their primary host. */
const sparkplugHost = 'wuxun'

export function createGateway(options: GatewayOptions): Gateway {
  const { host, port, register, retentionMs, now, sink, onError, limits = usualLimits, sources = [] } = options
  const stamps = createStamps()
  const presence = createPresenceWatch()
  const { mappings = createMappingBook([]), unknownPoints = createUnknownPoints() } = options
  const foreign = createForeignDecoder({ register, mappings, unknownPoints, retentionMs, stamps })
  const decoding = { register, retentionMs, stamps, foreign, onError }

  /** `done` tells whether all of it is durable, and whether it is not to be passed on. */
  function receive(
    message: { topic: string; payload: Buffer; field?: FieldTopic },
    sender: Sender,
    done: (error: Error | null, refused: boolean) => void
  ): void {
    const { topic, payload, field } = message
    const received = { topic, field, payload, receivedAt: now() }
    const { arrival, refused, replies, committed } = receiveMessage(received, sender, decoding)
    for (const reply of replies) send({ ...reply, link: sender.link })
    sink.accept(arrival, (error) => {
      if (!error) committed()
      done(error, refused)
    })
  }

  function send({ link, topic, payload }: Outgoing & { link: string }): void {
    if (link === '') broker.publish({ topic, payload, qos: 0, retain: false })
    else links.find(({ id }) => id === link)?.publish({ topic, payload })
  }

  function announce(online: boolean): void {
    broker.publish({ ...hostState(sparkplugHost, online, now()), qos: 1, retain: true })
  }

  const links = sources.map((source) => {
    const identity: Identity = { id: source.id, kind: 'device', equipment: 'all', topics: source.subscribe }
    const hosting = source.subscribe.some((filter) => filter.startsWith('spBv1.0/'))
    const state = { online: hostState(sparkplugHost, true, now()), offline: hostState(sparkplugHost, false, now()) }
    return createSourceLink({
      source,
      clientId: `wuxun-${register.site.id}-${source.id}`,
      receive: (message, done) => receive(message, { identity, link: source.id }, done),
      ...(hosting && { announce: state }),
      onTrouble: (error) => options.onSourceTrouble?.(source.id, error)
    })
  })

  const tally = createTally()
  const admission = createAdmission(limits, tally, monotonic)
  let tlsDoor: TlsDoor | undefined

  /** As the register knows it now: equipment given to a device counts from its next message on. */
  function current(identity: Identity): Identity {
    if (identity.kind === 'anonymous') return identity
    return register.identity(identity.id) ?? { ...identity, equipment: new Set(), topics: [] }
  }

  const broker = createBroker({
    tally,
    now: monotonic,
    ...(options.rates && { rates: options.rates }),
    async login(username, password) {
      if (!sink.available()) return connackCodes.unavailable
      if (username === undefined) return register.site.anonymous ? guest : connackCodes.notAuthorized
      // A ThingsBoard device sends its token as user name and nothing else: id and password are the token then.
      const identity = await register.authenticate(username, password?.toString('utf8') ?? username)
      return identity ?? connackCodes.badCredentials
    },
    publish(identity, message, verdict) {
      receive(message, { identity: current(identity), link: '' }, verdict)
    },
    onError,
    maySubscribe: (identity, filter) => maySubscribe(current(identity), filter, register.site.id),
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
      const listening = { port: await tcpDoor.open(host, port) }
      announce(true)
      for (const link of links) link.start()
      return listening
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
      for (const request of foreign.tick(now())) send(request)
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
    async stop() {
      announce(false)
      drain()
      await Promise.all([broker.stop(), ...links.map((link) => link.stop())])
    },
    connections: broker.connections,
    isConnected: broker.isConnected,
    memories: () => [...foreign.memories(), ['unknown-points', unknownPoints.memory]],
    figures() {
      let [receivedBytes, sentBytes, subscriptions] = [tally.receivedBytes, tally.sentBytes, 0]
      for (const { meter, grants } of broker.lines()) {
        receivedBytes += meter.bytesRead
        sentBytes += meter.bytesWritten
        subscriptions += grants.size
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
