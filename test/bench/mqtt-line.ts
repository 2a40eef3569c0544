/** One MQTT connection of the load: what it writes is the caller's, what it reads are acknowledgements. */
import { once } from 'node:events'
import { connect } from 'node:net'
import { createPacketReader, disconnectPacket, encodeConnect, encodeSubscribe, type Login, packetTypes } from './mqtt-packets.ts'

export type LineOptions = {
  /** On the loopback. */
  port: number
  clientId: string
  login?: Login | undefined
  onAcknowledged?: (packetId: number) => void
  /** Called after all acknowledgements of one delivery: the time to send what they make room for. */
  onBatch?: () => void
}

export type Line = {
  write(packets: Buffer): void
  /** QoS 0; what arrives is thrown away. */
  subscribe(filter: string): Promise<void>
  /** True from the loss of the connection. */
  isLost(): boolean
  close(): void
}

/** Resolves when the broker has accepted the connection. */
export async function openLine({ port, clientId, login, onAcknowledged, onBatch }: LineOptions): Promise<Line> {
  const socket = connect({ host: '127.0.0.1', port, noDelay: true })
  let lost = false
  let accepted: (code: number) => void = () => undefined
  let subscribed: () => void = () => undefined
  const read = createPacketReader((type, bytes, start) => {
    if (type === packetTypes.puback) onAcknowledged?.(bytes.readUInt16BE(start))
    else if (type === packetTypes.connack) accepted(bytes[start + 1] ?? 0xff)
    else if (type === packetTypes.suback) subscribed()
  })
  await once(socket, 'connect')
  socket.on('data', (chunk) => {
    read(chunk)
    onBatch?.()
  })
  const ended = new Promise<never>((_resolve, reject) => {
    const end = () => {
      lost = true
      reject(new Error(`${clientId}: the connection was lost`))
    }
    socket.once('error', end)
    socket.once('close', end)
  })
  // Who waits for an answer hears of the loss there; at any other time `isLost` tells.
  ended.catch(() => undefined)

  const answer = new Promise<number>((resolve) => {
    accepted = resolve
  })
  socket.write(encodeConnect(clientId, login))
  const code = await Promise.race([answer, ended])
  if (code !== 0) throw new Error(`${clientId}: CONNECT was refused with code ${code}`)

  return {
    write: (packets) => {
      socket.write(packets)
    },
    async subscribe(filter) {
      const granted = new Promise<void>((resolve) => {
        subscribed = resolve
      })
      socket.write(encodeSubscribe(1, filter))
      await Promise.race([granted, ended])
    },
    isLost: () => lost,
    close() {
      if (!lost) socket.end(disconnectPacket)
    }
  }
}
