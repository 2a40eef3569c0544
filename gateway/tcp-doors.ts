/** MQTT over TCP and over TLS: two listeners that hand their sockets to the same broker. */
import { createServer, type Server, type Socket } from 'node:net'
import { createServer as createTlsServer, type TLSSocket, type Server as TlsServer } from 'node:tls'
import type { Place } from './admission.ts'
import type { Meter } from './line.ts'

/** PEM. */
export type Certificate = { cert: string | Buffer; key: string | Buffer }

/** What every door needs of the gateway. */
export type House = {
  /** undefined: no place; the connection is to be closed at once. */
  enter(address: string | undefined, close: () => void): Place | undefined
  handle(stream: TLSSocket | Socket, meter: Meter, place: Place): void
}

export type Door = {
  /** Resolves with the port it listens on. Rejects with the system's error. */
  open(host: string, port: number): Promise<number>
  /** Takes no new connection. */
  close(): void
}

// Without noDelay acknowledgements wait 40 ms for a delayed TCP ack. TCP's own probes find
// peers that are gone without a word and named no keepalive.
const socketOptions = { noDelay: true, keepAlive: true, keepAliveInitialDelay: 60_000 } as const

export function createTcpDoor(house: House): Door {
  const server = createServer(socketOptions, (socket) => {
    const place = house.enter(socket.remoteAddress, () => socket.destroy())
    if (place) house.handle(socket, socket, place)
    else socket.destroy()
  })
  return doorOf(server)
}

export type TlsDoor = Door & {
  /** From the next connection on; those that are open stay. */
  renew(certificate: Certificate): void
}

/** A stranger's handshake counts against the time he has to say CONNECT, and takes a place like any other. */
export function createTlsDoor(house: House, certificate: Certificate): TlsDoor {
  const places = new Map<string, Place>()
  const server: TlsServer = createTlsServer({ ...socketOptions, ...certificate }, (socket) => {
    const place = places.get(peerOf(socket))
    if (place) house.handle(socket, socket, place)
    else socket.destroy()
  })
  server.on('connection', (socket: Socket) => {
    const place = house.enter(socket.remoteAddress, () => socket.destroy())
    if (!place) return socket.destroy()
    const peer = peerOf(socket)
    places.set(peer, place)
    socket.once('close', () => {
      if (places.get(peer) === place) places.delete(peer)
      place.leave()
    })
  })
  return { ...doorOf(server), renew: (next) => server.setSecureContext(next) }
}

/** The TLS socket does not tell which TCP socket it stands on, but both tell their peer. */
function peerOf(socket: Socket): string {
  return `${socket.remoteAddress} ${socket.remotePort}`
}

function doorOf(server: Server): Door {
  return {
    async open(host, port) {
      await new Promise<void>((resolve, reject) => {
        server.once('error', reject)
        server.listen(port, host, () => {
          server.off('error', reject)
          resolve()
        })
      })
      const address = server.address()
      return typeof address === 'object' && address ? address.port : port
    },
    close() {
      if (server.listening) server.close()
    }
  }
}
