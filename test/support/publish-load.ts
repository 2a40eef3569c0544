/** Raw connections that publish as fast as they are acknowledged: cheap enough not to be what is measured. */
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { connectPacket, publishPacket } from './raw-mqtt.ts'

export type PublishLoad = {
  port: number
  /** Each takes an even part of the messages. */
  connections: number
  messages: number
  /** Unacknowledged messages of one connection. */
  window: number
  login: { username: string; password: string }
  topic: string
  payload: string
}

const connackBytes = 4
const pubackBytes = 4

/** Resolves with the messages a second when all are acknowledged; rejects when a connection ends before. */
export async function publishAll(load: PublishLoad): Promise<number> {
  const sockets = await Promise.all(Array.from({ length: load.connections }, (_, index) => logIn(load, `load-${index}`)))
  const begun = performance.now()
  await Promise.all(sockets.map((socket) => publishPart(socket, load)))
  const seconds = (performance.now() - begun) / 1000
  for (const socket of sockets) socket.destroy()
  return load.messages / seconds
}

async function logIn({ port, login }: PublishLoad, clientId: string): Promise<Socket> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true })
  socket.write(connectPacket({ ...login, clientId }))
  const [answer] = (await once(socket, 'data')) as [Buffer]
  if (answer.length !== connackBytes || answer[3] !== 0) throw new Error(`not let in: ${answer.toString('hex')}`)
  return socket
}

function publishPart(socket: Socket, { messages, connections, window, topic, payload }: PublishLoad): Promise<void> {
  const packets = Array.from({ length: window }, (_, index) => publishPacket({ topic, payload, id: index + 1 }))
  const wanted = messages / connections
  let sent = 0
  let answered = 0
  const fill = () => {
    const room = Math.min(wanted, Math.floor(answered / pubackBytes) + window) - sent
    if (room > 0)
      socket.write(Buffer.concat(Array.from({ length: room }, (_, index) => packets[(sent + index) % window] as Buffer)))
    sent += Math.max(0, room)
  }
  return new Promise((resolve, reject) => {
    socket.once('close', () => reject(new Error('the connection ended')))
    // It subscribes to nothing: all that comes are PUBACKs.
    socket.on('data', (chunk) => {
      answered += chunk.length
      if (answered >= wanted * pubackBytes) resolve()
      else fill()
    })
    fill()
  })
}
