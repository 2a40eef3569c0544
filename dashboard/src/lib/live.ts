/**
 * The one socket. What it hears is written into the query cache, so live and loaded data cannot disagree;
 * components only read queries. `seq` of the last event is handed over on a reconnect, and the service
 * resends what followed or says `resync`.
 */
import type { QueryClient } from '@tanstack/react-query'
import { io, type Socket } from 'socket.io-client'
import type { ClientToServer, LiveAuth, ServerToClient } from '../../../server/contract/events.ts'
import { sessionKey } from './api/session.ts'
import { currentBearer } from './api-client.ts'
import { serverNow } from './clock.ts'
import { createCacheWriter } from './live-cache.ts'

/** `lost` since when, on the server's clock; `connecting` only before the first connection. */
export type LinkState = { state: 'connecting' | 'live' | 'lost'; since: number }

export type Live = {
  start: () => void
  stop: () => void
  state: () => LinkState
  subscribe: (listener: () => void) => () => void
}

const refusedRetryMs = 5_000

export function createLive(options: { client: QueryClient }): Live {
  const { client } = options
  const writer = createCacheWriter(client)
  const listeners = new Set<() => void>()
  let link: LinkState = { state: 'connecting', since: serverNow() }
  let lastSeq: number | undefined
  let retry: number | undefined

  const socket: Socket<ServerToClient, ClientToServer> = io('/live', {
    autoConnect: false,
    transports: ['websocket', 'polling'],
    tryAllTransports: true,
    reconnectionDelay: 500,
    reconnectionDelayMax: 5_000,
    auth: (send) => {
      const token = currentBearer()
      const auth: LiveAuth = { ...(token !== undefined && { token }), ...(lastSeq !== undefined && { since: lastSeq }) }
      send(auth)
    }
  })

  function become(state: LinkState['state']): void {
    if (link.state === state) return
    link = { state, since: serverNow() }
    for (const listener of listeners) listener()
  }

  /** The service refused or ended it: ask who we are (a 401 leads to the log-in page), and try again. */
  function checkSession(): void {
    void client.invalidateQueries({ queryKey: sessionKey })
    window.clearTimeout(retry)
    retry = window.setTimeout(() => socket.connect(), refusedRetryMs)
  }

  const sequenced = <Item extends { seq: number }>(write: (item: Omit<Item, 'seq'>) => void) => {
    return ({ seq, ...item }: Item) => {
      lastSeq = Math.max(lastSeq ?? 0, seq)
      write(item)
    }
  }

  socket.on('connect', () => {
    const returning = link.state === 'lost'
    become('live')
    // Events are resent by seq, readings are not.
    if (returning) writer.refetchAll()
    else writer.refetchLists()
  })
  socket.on('disconnect', (reason) => {
    if (reason === 'io client disconnect') return
    become('lost')
    if (reason === 'io server disconnect') checkSession()
  })
  socket.on('connect_error', () => {
    become('lost')
    if (!socket.active) checkSession()
  })
  socket.on('readings', writer.readings)
  socket.on('equipment', sequenced(writer.equipment))
  socket.on('alarm', sequenced(writer.alarm))
  socket.on('ticket', sequenced(writer.ticket))
  socket.on('scan', sequenced(writer.scan))
  socket.on('round', sequenced(writer.round))
  socket.on('resync', ({ seq }) => {
    lastSeq = seq
    writer.refetchAll()
  })

  return {
    start() {
      // A mount that is undone at once, as StrictMode does in development, opens no socket.
      window.clearTimeout(retry)
      retry = window.setTimeout(() => socket.connect(), 0)
    },
    stop() {
      window.clearTimeout(retry)
      writer.stop()
      socket.disconnect()
      lastSeq = undefined
      become('connecting')
    },
    state: () => link,
    subscribe(listener) {
      listeners.add(listener)
      return () => {
        listeners.delete(listener)
      }
    }
  }
}
