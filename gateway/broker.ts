/**
 * The embedded MQTT broker. The only import of aedes: listeners, login, and the one
 * public hook before the PUBACK, the callback of `authorizePublish`. An error there
 * closes the connection, so only a failed commit is one; a bad payload is not.
 */
import type { EventEmitter } from 'node:events'
import { createServer, type Server, type Socket } from 'node:net'
import { Aedes, type Client } from 'aedes'
import { guardPackets, type PacketGuard } from './packet-guard.ts'
import type { Identity } from './register.ts'
import { createSessionOwners } from './sessions.ts'

/** CONNACK return codes of MQTT 3.1.1 §3.2.2.3. */
export const connackCodes = { identifierRejected: 2, unavailable: 3, badCredentials: 4, notAuthorized: 5 } as const
export type Refusal = (typeof connackCodes)[keyof typeof connackCodes]

/** `divert`: acknowledge, but neither forward nor retain. An error closes the connection without PUBACK. */
export type PublishVerdict = (error: Error | null, divert: boolean) => void

export type BrokerOptions = {
  host: string
  port: number
  login(username: string | undefined, password: Buffer | undefined): Promise<Identity | Refusal>
  publish(identity: Identity, message: { topic: string; payload: Buffer; qos: number }, verdict: PublishVerdict): void
  maySubscribe(identity: Identity, filter: string): boolean
  connected(identity: Identity): void
  disconnected(identity: Identity, orderly: boolean): void
  /** A fault inside the broker; it goes on. */
  onError(error: Error): void
}

export type Broker = {
  /** Resolves with the port it listens on. */
  start(): Promise<{ port: number }>
  /** Takes no new connection or message from now on; wills of those still connected are dropped. */
  drain(): void
  /** Closes every connection. Call after what was taken has been committed. */
  stop(): Promise<void>
  connections(): number
}

const packetLimits = { beforeLoginBytes: 4096, afterLoginBytes: 256 * 1024 }
/** A subscriber this far behind is dropped rather than let it stall or fill the broker. */
const maxUnsentBytes = 4 * 1024 * 1024
const drainTimeoutMs = 4000
const connectTimeoutMs = 10_000

type Line = { guard: PacketGuard; identity?: Identity; session?: { clientId: string; clean: boolean } }
type ConnectError = Error & { returnCode: Refusal }

export function createBroker(options: BrokerOptions): Broker {
  const lines = new WeakMap<object, Line>()
  const owners = createSessionOwners()
  const emptyIds = new WeakSet<Client>()
  let stopping = false

  const aedes = new Aedes({
    // aedes' default of 100 recurses until the stack ends when a subscriber freezes under load.
    concurrency: 0,
    drainTimeout: drainTimeoutMs,
    connectTimeout: connectTimeoutMs,
    preConnect(client, packet, callback) {
      // [MQTT-3.1.3-8]: an empty id needs a clean session. Marked here, refused with its code at login.
      if (packet.clientId === '' && !packet.clean) emptyIds.add(client)
      callback(null, !stopping)
    },
    authenticate(client, username, password, done) {
      const refuse = (code: Refusal) => done(connectError(code), null)
      if (emptyIds.has(client)) return refuse(connackCodes.identifierRejected)
      options.login(username, password).then(
        (identity) => {
          if (typeof identity === 'number') return refuse(identity)
          if (client.closed) return
          if (!owners.claim(client.id, identity.id)) return refuse(connackCodes.identifierRejected)
          const line = lines.get(client.conn)
          if (line) {
            line.identity = identity
            line.session = { clientId: client.id, clean: client.clean }
            line.guard.loggedIn()
          }
          done(null, true)
        },
        () => refuse(connackCodes.unavailable)
      )
    },
    authorizePublish(client, packet, callback) {
      const identity = client ? lines.get(client.conn)?.identity : undefined
      if (stopping) return callback(new Error('stopping'))
      if (!identity) return callback(new Error('not logged in'))
      const { topic, qos } = packet
      const payload = typeof packet.payload === 'string' ? Buffer.from(packet.payload) : packet.payload
      options.publish(identity, { topic, payload, qos }, (error, divert) => {
        if (divert) {
          // What is answered without error is forwarded and retained: send it where nobody may listen.
          packet.topic = '$reject'
          packet.retain = false
        }
        callback(error)
      })
    },
    authorizeSubscribe(client, subscription, callback) {
      callback(null, isGranted(client, subscription) ? subscription : null)
    },
    authorizeForward(client, packet) {
      const { conn } = client
      if ('writableLength' in conn && conn.writableLength > maxUnsentBytes) {
        conn.destroy()
        return null
      }
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
  aedes.on('clientDisconnect', (client) => {
    const line = lines.get(client.conn)
    if (line?.identity && !stopping) options.disconnected(line.identity, line.guard.saidGoodbye())
  })

  function isGranted(client: Client, subscription: { topic: string }): boolean {
    const identity = lines.get(client.conn)?.identity
    return identity !== undefined && options.maySubscribe(identity, subscription.topic)
  }

  const sockets = new Set<Socket>()
  // Without noDelay acknowledgements wait 40 ms for a delayed TCP ack.
  const server: Server = createServer({ noDelay: true }, (socket: Socket) => {
    const line: Line = { guard: guardPackets(socket, packetLimits) }
    lines.set(socket, line)
    sockets.add(socket)
    socket.once('close', () => {
      sockets.delete(socket)
      if (line.session) owners.release(line.session)
    })
    aedes.handle(socket)
  })

  return {
    async start() {
      await aedes.listen()
      keepOnlyGranted(aedes, isGranted)
      await new Promise<void>((resolve, reject) => {
        server.once('error', reject)
        server.listen(options.port, options.host, () => {
          server.off('error', reject)
          resolve()
        })
      })
      const address = server.address()
      return { port: typeof address === 'object' && address ? address.port : options.port }
    },
    drain() {
      stopping = true
      if (server.listening) server.close()
    },
    async stop() {
      this.drain()
      await new Promise<void>((resolve) => aedes.close(() => resolve()))
      // aedes knows only those who have logged in.
      for (const socket of sockets) socket.destroy()
    },
    connections: () => aedes.connectedClients ?? 0
  }
}

type Filter = { topic: string }
type SubscriptionStore = { addSubscriptions(client: Client, filters: Filter[]): Promise<unknown> }

/**
 * For a session that outlives its connection aedes stores every filter of a SUBSCRIBE as soon
 * as one of them is granted, and would then keep and deliver what the others match.
 */
function keepOnlyGranted(aedes: Aedes, isGranted: (client: Client, filter: Filter) => boolean): void {
  const { persistence } = aedes as Aedes & { persistence: SubscriptionStore }
  const store = persistence.addSubscriptions.bind(persistence)
  persistence.addSubscriptions = (client, filters) =>
    store(
      client,
      filters.filter((filter) => isGranted(client, filter))
    )
}

function connectError(code: Refusal): ConnectError {
  return Object.assign(new Error('connection refused'), { returnCode: code })
}
