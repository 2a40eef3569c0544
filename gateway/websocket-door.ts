/** MQTT over WebSocket: one path of the web server, beside whatever else upgrades connections there. */
import type { IncomingHttpHeaders, Server } from 'node:http'
import type { Duplex } from 'node:stream'
import { WebSocketServer } from 'ws'
import type { Place } from './admission.ts'
import type { Tally } from './figures.ts'
import { type Meter, packetLimits } from './line.ts'
import { streamOf } from './websocket-stream.ts'

export type WebSocketDoorOptions = {
  path: string
  /** Whether a page of another origin is asking. Devices name no origin. */
  isForeign(headers: IncomingHttpHeaders): boolean
  enter(address: string | undefined, close: () => void): Place | undefined
  handle(stream: Duplex, meter: Meter, place: Place): void
  isClosing(): boolean
  tally: Tally
}

/** [MQTT-6.0.0-3]; the second is what clients of MQTT 3.1 ask for. */
const subprotocols = ['mqtt', 'mqttv3.1']
/** A frame is put together before the packets in it can be measured; a packet and its header fit. */
const maxFrameBytes = packetLimits.afterLoginBytes + 16
/** What a connection may send in all before it has logged in: frames are put together beyond the guard's reach. */
const maxStrangerBytes = 64 * 1024

/** Attach before the server listens. Leaves upgrades of other paths alone. */
export function attachWebSocketDoor(
  server: Server,
  { path, isForeign, enter, handle, isClosing, tally }: WebSocketDoorOptions
): void {
  const upgrades = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false,
    maxPayload: maxFrameBytes,
    handleProtocols: (offered) => subprotocols.find((name) => offered.has(name)) ?? false
  })
  server.on('upgrade', (request, socket, head) => {
    if (request.url?.split('?')[0] !== path) return
    if (isClosing()) return refuse(socket, '503 Service Unavailable')
    if (isForeign(request.headers)) {
      tally.refuse('foreign origin')
      return refuse(socket, '403 Forbidden')
    }
    const offered = (request.headers['sec-websocket-protocol'] ?? '').split(',').map((name) => name.trim())
    if (!offered.some((name) => subprotocols.includes(name))) return refuse(socket, '400 Bad Request')
    const place = enter(request.socket.remoteAddress, () => socket.destroy())
    if (!place) return refuse(socket, '503 Service Unavailable')
    socket.once('close', place.leave)
    socket.on('error', () => socket.destroy())
    request.socket.setNoDelay(true)
    let isStranger = true
    const admitted: Place = {
      ...place,
      seat(user) {
        isStranger = !place.seat(user)
        return !isStranger
      }
    }
    upgrades.handleUpgrade(request, socket, head, (webSocket) => {
      const before = request.socket.bytesRead
      socket.on('data', () => {
        if (!isStranger || request.socket.bytesRead - before <= maxStrangerBytes) return
        tally.refuse('too large')
        socket.destroy()
      })
      handle(streamOf(webSocket), request.socket, admitted)
    })
  })
}

function refuse(socket: Duplex, status: string): void {
  // Whoever is refused may be gone by now.
  socket.on('error', () => socket.destroy())
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`, () => socket.destroy())
}
