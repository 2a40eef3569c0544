/** A screen that waits for tickets: when did the one of this equipment show up. */
import { io, type Socket } from 'socket.io-client'
import type { ClientToServer, ServerToClient } from '../../server/contract/events.ts'

export type TicketWatch = {
  /** When the first ticket of the equipment came, on `performance.now`; undefined while it has not. */
  seenAt(equipment: string): number | undefined
  /** Different tickets seen. */
  count(): number
  close(): void
}

export async function watchTickets(url: string, token: string): Promise<TicketWatch> {
  const socket: Socket<ServerToClient, ClientToServer> = io(`${url}/live`, {
    auth: { token },
    transports: ['websocket'],
    reconnection: false
  })
  const seen = new Map<string, number>()
  const tickets = new Set<string>()
  socket.on('ticket', ({ id, equipment }) => {
    tickets.add(id)
    if (equipment !== null && !seen.has(equipment)) seen.set(equipment, performance.now())
  })
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve)
    socket.once('connect_error', reject)
  })
  return {
    seenAt: (equipment) => seen.get(equipment),
    count: () => tickets.size,
    close: () => {
      socket.disconnect()
    }
  }
}
