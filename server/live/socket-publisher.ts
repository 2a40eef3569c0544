/** The live channel over Socket.IO (contract §6). The only import of socket.io. */
import type { Server as HttpServer } from 'node:http'
import { type Namespace, Server, type Socket } from 'socket.io'
import { isForeignOrigin } from '../browser-session.ts'
import type { ClientToServer, ServerToClient } from '../contract/events.ts'
import { may } from '../people/permissions.ts'
import { toAlarmItem, toTicketItem } from '../present.ts'
import { cookieToken, type LiveSession, type LiveSessions, readAuth } from './admission.ts'
import { createEventLog, type LoggedEvent } from './event-log.ts'
import type { Publisher } from './publisher.ts'
import { createReadingsFeed, everything, type LatestReadings } from './readings-feed.ts'
import { watchSchema } from './watch.ts'

type Admitted = LiveSession & { token: string; since: number | undefined; endings: number }
type NoEvents = Record<string, never>
type LiveNamespace = Namespace<ClientToServer, ServerToClient, NoEvents, Admitted>
type LiveSocket = Socket<ClientToServer, ServerToClient, NoEvents, Admitted>

type Client = {
  socket: LiveSocket
  /** Turn of the readings feed it has seen. */
  seen: number
  /** undefined: everything. */
  watch: ReadonlySet<string> | undefined
  /** When its connection was last able to take more, and the newest event then. */
  writableAt: number
  writableSeq: number
}

export type SocketPublisherOptions = {
  sessions: LiveSessions
  board: LatestReadings
  now: () => number
  /** A failure of one client's connection or of a push; the service goes on. */
  onError: (error: unknown) => void
  /** ms between two batches of readings. Above 250, so that no second sees a fifth one. */
  flushMs?: number
  /** Events kept for clients that come back. */
  logCapacity?: number
  /** Runs `work` every `ms` and returns the way to stop it; a timer when left out. */
  every?: (work: () => void, ms: number) => () => void
}

/** A connection that takes nothing for so long, or owes so many events, is closed: it comes back with `since`. */
const stuckMs = 10_000
const stuckEvents = 5_000

/** Everybody that gets the sequenced events; those of them that watch everything. */
const admitted = 'admitted'
const overview = 'overview'

/**
 * `attach` before the HTTP server listens; `stop` lets the clients go in a way that makes them come back.
 * Events and readings told without a client cost next to nothing.
 */
export function createSocketPublisher(options: SocketPublisherOptions) {
  const { sessions, board, now, onError, flushMs = 260, logCapacity, every = onTimer } = options
  const log = createEventLog({ startedAt: now(), ...(logCapacity === undefined ? {} : { capacity: logCapacity }) })
  const feed = createReadingsFeed({ board })
  const clients = new Map<string, Client>()
  let io: Server | undefined
  let live: LiveNamespace | undefined
  let stopFlushing: (() => void) | undefined
  /** Counts endings of sessions: one that comes between a client's check and its admission must not be missed. */
  let endings = 0

  async function admit(socket: LiveSocket): Promise<void> {
    const { token = cookieToken(socket.handshake.headers), since } = readAuth(socket.handshake.auth)
    const before = endings
    const session = token === undefined ? undefined : await sessions.session(token)
    if (token === undefined || session === undefined || session.expiresAt <= now()) throw new Error('unauthorized')
    // Equipment, alarms and tickets are one permission; events of another one will need a room of their own.
    if (!may(session.user.role, 'read')) throw new Error('unauthorized')
    socket.data = { ...session, token, since, endings: before }
  }

  /** Runs without a pause from the resent events to the rooms: nothing can come between, twice or not at all. */
  function welcome(socket: LiveSocket): void {
    const { since } = socket.data
    if (since !== undefined) {
      const missed = log.since(since)
      if (missed === 'resync') socket.emit('resync', { seq: log.last })
      else for (const event of missed) send(socket, event)
    }
    // Readings are not numbered: who comes back gets the newest value of everything.
    const seen = since === undefined ? feed.turn : everything
    const client: Client = { socket, seen, watch: undefined, writableAt: now(), writableSeq: log.last }
    clients.set(socket.id, client)
    void socket.join([admitted, overview])
    socket.on('watch', (wish) => watch(client, wish))
    socket.on('disconnect', () => clients.delete(socket.id))
    if (socket.data.endings !== endings) void recheck(client)
  }

  function watch(client: Client, wish: unknown): void {
    const parsed = watchSchema.safeParse(wish)
    if (!parsed.success) return
    const equipment = parsed.data.equipment
    client.watch = equipment.length === 0 ? undefined : new Set(equipment)
    // What it did not watch so far it has not seen.
    client.seen = everything
    if (client.watch) void client.socket.leave(overview)
    else void client.socket.join(overview)
  }

  async function recheck(client: Client): Promise<void> {
    try {
      const session = await sessions.session(client.socket.data.token)
      if (session && session.user.role === client.socket.data.user.role) return
    } catch (error) {
      onError(error)
    }
    client.socket.disconnect(true)
  }

  function flush(): void {
    const at = now()
    const last = feed.turn
    const turn = feed.next()
    const ready: Client[] = []
    for (const client of clients.values()) {
      if (client.socket.data.expiresAt <= at) client.socket.disconnect(true)
      else if (isWritable(client)) {
        client.writableAt = at
        client.writableSeq = log.last
        ready.push(client)
      } else if (at - client.writableAt > stuckMs || log.last - client.writableSeq > stuckEvents) client.socket.conn.close(true)
    }
    const together = new Set(ready.filter((client) => client.watch === undefined && client.seen === last))
    if (together.size > 0) flushTogether(together, last)
    /** Clients that come back at once after an outage ask for the same. */
    const shared = new Map<number, ReturnType<typeof feed.changesAfter>>()
    for (const client of ready) {
      if (!together.has(client)) {
        const batch = client.watch
          ? feed.changesAfter(client.seen, client.watch)
          : (shared.get(client.seen) ?? feed.changesAfter(client.seen))
        if (!client.watch) shared.set(client.seen, batch)
        if (batch.length > 0) client.socket.emit('readings', batch)
      }
      client.seen = turn
    }
  }

  /** One encoding for all that watch everything and are up to date. */
  function flushTogether(together: ReadonlySet<Client>, last: number): void {
    const batch = feed.changesAfter(last)
    if (batch.length === 0) return
    const others = [...clients.values()].filter((client) => client.watch === undefined && !together.has(client))
    live
      ?.to(overview)
      .except(others.map((client) => client.socket.id))
      .emit('readings', batch)
  }

  function guarded(work: () => void): void {
    try {
      work()
    } catch (error) {
      onError(error)
    }
  }

  const publisher: Publisher = {
    readings: (batch) => guarded(() => feed.note(batch)),
    settled({ alarms, tickets }) {
      for (const alarm of alarms) guarded(() => broadcast(log.append('alarm', toAlarmItem(alarm, now()))))
      for (const ticket of tickets) guarded(() => broadcast(log.append('ticket', toTicketItem(ticket))))
    },
    patrol({ scans, rounds }) {
      for (const scan of scans) guarded(() => broadcast(log.append('scan', scan)))
      for (const round of rounds) guarded(() => broadcast(log.append('round', round)))
    },
    equipment(items) {
      for (const item of items) guarded(() => broadcast(log.append('equipment', item)))
    }
  }

  function broadcast(event: LoggedEvent): void {
    if (live && clients.size > 0) send(live.to(admitted), event)
  }

  sessions.onSessionsEnded(({ user }) => {
    endings += 1
    for (const client of clients.values()) if (client.socket.data.user.id === user) void recheck(client)
  })

  return {
    ...publisher,

    attach(server: HttpServer): void {
      io = new Server<NoEvents, NoEvents, NoEvents, Admitted>(server, {
        serveClient: false,
        perMessageDeflate: false,
        maxHttpBufferSize: 256 * 1024,
        allowRequest: ({ headers }, answer) =>
          cookieToken(headers) !== undefined && isForeignOrigin(headers) ? answer('foreign origin', false) : answer(null, true)
      })
      io.use((_socket, next) => next(new Error('unknown namespace')))
      live = io.of('/live')
      live.use((socket, next) => {
        admit(socket).then(
          () => next(),
          (error: unknown) => {
            if (!(error instanceof Error) || error.message !== 'unauthorized') onError(error)
            next(new Error('unauthorized'))
          }
        )
      })
      live.on('connection', (socket) => {
        try {
          welcome(socket)
        } catch (error) {
          onError(error)
          socket.disconnect(true)
        }
      })
      stopFlushing = every(() => guarded(flush), flushMs)
    },

    /** Alarms or tickets may have changed without a word: every client fetches them anew, also one that comes back later. */
    resync(): void {
      log.cut()
      guarded(() => live?.to(admitted).emit('resync', { seq: log.last }))
    },

    /** Connections of the live channel now open. */
    count(): number {
      return clients.size
    },

    stop(): void {
      stopFlushing?.()
      io?.engine.close()
      io = undefined
      live = undefined
    }
  }
}

export type SocketPublisher = ReturnType<typeof createSocketPublisher>

function onTimer(work: () => void, ms: number): () => void {
  const timer = setInterval(work, ms)
  return () => clearInterval(timer)
}

function isWritable({ socket }: Client): boolean {
  return socket.conn.readyState === 'open' && socket.conn.transport.writable
}

/** The event map ties each name to its item; a union of both has to be taken apart to be told. */
function send(target: Pick<LiveSocket, 'emit'> | ReturnType<LiveNamespace['to']>, event: LoggedEvent): void {
  switch (event.name) {
    case 'alarm':
      target.emit('alarm', event.body)
      return
    case 'ticket':
      target.emit('ticket', event.body)
      return
    case 'scan':
      target.emit('scan', event.body)
      return
    case 'round':
      target.emit('round', event.body)
      return
    case 'equipment':
      target.emit('equipment', event.body)
      return
  }
}
