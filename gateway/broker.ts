/**
 * The embedded MQTT broker behind all doors. The only import of aedes: login, and the one
 * public hook before the PUBACK, the callback of `authorizePublish`. An error there closes
 * the connection, so only a failed commit is one; a bad payload is not.
 */
import type { EventEmitter } from 'node:events'
import type { Duplex } from 'node:stream'
import { Aedes, type Client } from 'aedes'
import type { Place } from './admission.ts'
import { createAcknowledgements, type PlainMessage } from './bypass.ts'
import { improveDelivery, type Receiver } from './delivery.ts'
import { createExchanges, type IncomingStore } from './exchanges.ts'
import type { Tally } from './figures.ts'
import { createLine, type Line, type Meter, sendingRates } from './line.ts'
import { createListeners } from './listeners.ts'
import type { Identity } from './register.ts'
import { improveSessions, type SessionStore } from './session-store.ts'
import { createSessionOwners } from './sessions.ts'
import type { FieldTopic } from './topics.ts'

/** CONNACK return codes of MQTT 3.1.1 §3.2.2.3. */
export const connackCodes = { identifierRejected: 2, unavailable: 3, badCredentials: 4, notAuthorized: 5 } as const
export type Refusal = (typeof connackCodes)[keyof typeof connackCodes]

/** `divert`: acknowledge, but neither forward nor retain. An error closes the connection without PUBACK. */
export type PublishVerdict = (error: Error | null, divert: boolean) => void

type Message = { topic: string; payload: Buffer; qos: number; field?: FieldTopic }

export type BrokerOptions = {
  login(username: string | undefined, password: Buffer | undefined): Promise<Identity | Refusal>
  publish(identity: Identity, message: Message, verdict: PublishVerdict): void
  maySubscribe(identity: Identity, filter: string): boolean
  connected(identity: Identity): void
  disconnected(identity: Identity, orderly: boolean): void
  /** A fault inside the broker; it goes on. */
  onError(error: Error): void
  tally: Tally
  /** What each connection may send; left out, the usual. */
  rates?: typeof sendingRates
  /** ms, monotonic */
  now: () => number
}

export type Broker = {
  start(): Promise<void>
  /** Takes a connection over from a door. `meter`: the socket under the stream. */
  handle(stream: Duplex, meter: Meter, place: Place): void
  /** Takes no new connection or message from now on; wills of those still connected are dropped. */
  drain(): void
  isDraining(): boolean
  /** Closes every connection. Call after what was taken has been committed. */
  stop(): Promise<void>
  /** Ends the connections of this user name, as a lost connection: it may log in again. */
  dropUser(id: string): void
  connections(): number
  /** Every open connection, those not logged in included. */
  lines(): Iterable<Line>
  /** Says something of our own, to whoever may hear it. */
  publish(message: { topic: string; payload: Buffer; qos: 0 | 1; retain: boolean }): void
  /** Whether somebody of this user name is connected. */
  isConnected(name: string): boolean
}

/** A subscriber this far behind is dropped rather than let it stall or fill the broker. */
const maxUnsentBytes = 4 * 1024 * 1024
const drainTimeoutMs = 4000

type ConnectError = Error & { returnCode: Refusal }

export function createBroker(options: BrokerOptions): Broker {
  const { tally, now, rates = sendingRates } = options
  const lines = new WeakMap<object, Line>()
  const open = new Set<Line>()
  const owners = createSessionOwners()
  const listeners = createListeners()
  const acknowledgements = createAcknowledgements()
  const exchanges = createExchanges()
  let stopping = false
  /** Counts `dropUser`: one that comes between a client's check and its admission must not be missed. */
  let drops = 0

  const aedes = new Aedes({
    // aedes' default of 100 recurses until the stack ends when a subscriber freezes under load.
    concurrency: 0,
    drainTimeout: drainTimeoutMs,
    preConnect(client, packet, callback) {
      const line = lines.get(client.conn)
      if (!line || stopping) return callback(null, false)
      // Ours counts what aedes' own does not know: see keepalive.ts.
      line.keepalive = packet.keepalive ?? 0
      packet.keepalive = 0
      improveDelivery(client as Client & Receiver, line.grants)
      callback(null, true)
    },
    authenticate(client, username, password, done) {
      const before = drops
      const refuse = (code: Refusal) => {
        tally.refuse(`code ${code}`)
        done(connectError(code), null)
      }
      options.login(username, password).then(
        (identity) => {
          if (typeof identity === 'number') return refuse(identity)
          const line = lines.get(client.conn)
          if (client.closed || !line) return
          if (drops !== before) return refuse(connackCodes.unavailable)
          // Guests share a name and nothing else.
          if (!line.place.seat(identity.kind === 'anonymous' ? undefined : identity.id)) return refuse(connackCodes.unavailable)
          if (!owners.claim(client.id, identity.id)) return refuse(connackCodes.identifierRejected)
          if (client.clean) listeners.forget(client.id)
          line.loggedIn(identity, { clientId: client.id, clean: client.clean })
          done(null, true)
        },
        () => refuse(connackCodes.unavailable)
      )
    },
    authorizePublish(client, packet, callback) {
      const line = client ? lines.get(client.conn) : undefined
      if (stopping) return callback(new Error('stopping'))
      if (!line?.identity) return callback(new Error('not logged in'))
      const { identity } = line
      const { topic, qos, messageId } = packet
      const payload = typeof packet.payload === 'string' ? Buffer.from(packet.payload) : packet.payload
      const take = (verdict: PublishVerdict) => options.publish(identity, { topic, payload, qos }, verdict)
      line.waiting++
      line.inBroker++
      const answer: PublishVerdict = (error, divert) => {
        line.waiting--
        line.inBroker--
        // What came before is answered before.
        line.acknowledge()
        if (divert) {
          // What is answered without error is forwarded and retained: send it where nobody may listen.
          packet.topic = '$reject'
          packet.retain = false
        }
        callback(error)
      }
      if (client && qos === 2 && messageId !== undefined) exchanges.once({ clientId: client.id, messageId }, take, answer)
      else take(answer)
    },
    authorizeSubscribe(client, subscription, callback) {
      const line = lines.get(client.conn)
      const granted = line?.takesFilter(subscription.topic) === true && isGranted(client, subscription)
      if (granted) {
        line.grants.set(subscription.topic, subscription.qos)
        listeners.add(subscription.topic, listenerOf(line))
      }
      callback(null, granted ? subscription : null)
    },
    authorizeForward(client, packet) {
      const { conn } = client
      if ('writableLength' in conn && conn.writableLength > maxUnsentBytes) {
        noteSlow(client)
        conn.destroy()
        return null
      }
      const granted = packet.qos > 0 ? lines.get(conn)?.grants.qosOf(packet.topic) : undefined
      if (granted !== undefined && granted < packet.qos) packet.qos = granted
      return packet
    }
  })
  // Without a listener its `error` event would end the process.
  const faults: EventEmitter = aedes
  faults.on('error', options.onError)
  aedes.on('client', (client) => {
    const identity = lines.get(client.conn)?.identity
    if (identity) options.connected(identity)
  })
  aedes.on('clientReady', (client) => {
    const line = lines.get(client.conn)
    if (line) line.isReady = true
  })
  aedes.on('clientDisconnect', (client) => {
    const line = lines.get(client.conn)
    if (line?.identity && !stopping) options.disconnected(line.identity, line.guard.saidGoodbye())
  })
  aedes.on('clientError', (client, error) => {
    if (error.message === 'drain timeout') noteSlow(client)
  })
  aedes.on('unsubscribe', (filters, client) => {
    const line = lines.get(client.conn)
    if (!line) return
    for (const filter of filters) {
      line.grants.delete(filter)
      listeners.remove(filter, listenerOf(line))
    }
  })

  /** What goes past the broker, into the sink. */
  function publish(line: Line, message: PlainMessage, verdict: PublishVerdict): void {
    if (!line.identity) {
      verdict(new Error('not logged in'), true)
      return
    }
    line.waiting++
    options.publish(line.identity, message, (error, divert) => {
      line.waiting--
      verdict(error, divert)
    })
  }

  /** What did not go through the broker, to those who listen to it. */
  function forward({ topic, payload, qos }: PlainMessage, done: () => void): void {
    if (!listeners.hear(topic)) done()
    else aedes.publish({ cmd: 'publish', topic, payload, qos, dup: false, retain: false }, () => done())
  }

  /** Once a connection: every message that waited for it tells. */
  function noteSlow(client: Client): void {
    const line = lines.get(client.conn)
    if (!line || line.isSlow) return
    line.isSlow = true
    tally.refuse('does not read')
  }

  function isGranted(client: Client, subscription: { topic: string }): boolean {
    const line = lines.get(client.conn)
    return line?.identity !== undefined && options.maySubscribe(line.identity, subscription.topic)
  }

  return {
    async start() {
      await aedes.listen()
      const { persistence } = aedes as Aedes & { persistence: SessionStore<Client> & IncomingStore }
      improveSessions(persistence, isGranted)
      exchanges.watch(persistence)
    },
    handle(stream, meter, place) {
      const mayBypass = () => !stopping
      const line = createLine({ stream, meter, place, tally, rates, mayBypass, publish, forward, acknowledgements, now })
      lines.set(stream, line)
      open.add(line)
      stream.once('close', () => {
        open.delete(line)
        listeners.forget(line)
        if (line.session) owners.release(line.session)
      })
      aedes.handle(stream)
    },
    drain() {
      stopping = true
    },
    isDraining: () => stopping,
    async stop() {
      stopping = true
      await new Promise<void>((resolve) => aedes.close(() => resolve()))
      // aedes knows only those who have logged in.
      for (const { stream } of open) stream.destroy()
    },
    dropUser(id) {
      drops++
      for (const line of open) if (line.identity?.id === id) line.stream.destroy(new Error('its credentials changed'))
    },
    connections: () => aedes.connectedClients ?? 0,
    isConnected: (name) => [...open].some(({ identity }) => identity?.id === name),
    lines: () => open,
    publish({ topic, payload, qos, retain }) {
      aedes.publish({ cmd: 'publish', dup: false, topic, payload, qos, retain }, () => undefined)
    }
  }
}

/** A kept session listens on when its connection is gone. */
function listenerOf(line: Line): Line | string {
  return line.session && !line.session.clean ? line.session.clientId : line
}

function connectError(code: Refusal): ConnectError {
  return Object.assign(new Error('connection refused'), { returnCode: code })
}
