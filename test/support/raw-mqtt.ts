/** MQTT 3.1.1 by the byte, for what a well-behaved client library would not send or show. */
import { once } from 'node:events'
import { connect as connectSocket, type Socket } from 'node:net'

export type RawPacket = { type: number; flags: number; body: Buffer }

export const packetTypes = {
  connect: 1,
  connack: 2,
  publish: 3,
  puback: 4,
  pubrec: 5,
  pubrel: 6,
  pubcomp: 7,
  subscribe: 8,
  suback: 9,
  unsubscribe: 10,
  unsuback: 11,
  pingreq: 12,
  pingresp: 13,
  disconnect: 14
} as const

export type ConnectOptions = {
  clientId?: string
  clean?: boolean
  username?: string
  password?: string
  /** s */
  keepalive?: number
  will?: { topic: string; payload: string; qos?: 0 | 1 | 2; retain?: boolean }
}
export type PublishOptions = {
  topic: string
  payload: string | Buffer
  qos?: 0 | 1 | 2
  retain?: boolean
  id?: number
  /** Sent before. */
  dup?: boolean
}

export type RawClient = {
  socket: Socket
  /** Everything that came, in order. */
  packets: RawPacket[]
  send(bytes: Buffer): void
  /** The next packet of this type that was not taken yet; rejects when the connection ends first. */
  next(type: number): Promise<RawPacket>
  /** Resolves when the connection has ended, from whichever side. */
  closed: Promise<void>
  /** Ends it without a word. */
  destroy(): void
}

export async function openRaw(port: number): Promise<RawClient> {
  const socket = connectSocket({ port, host: '127.0.0.1', noDelay: true })
  await once(socket, 'connect')
  const packets: RawPacket[] = []
  const taken = new Set<RawPacket>()
  const waiting: { type: number; resolve(packet: RawPacket): void; reject(error: Error): void }[] = []
  let unread = Buffer.alloc(0)
  let ended = false

  const find = (type: number) => packets.find((packet) => packet.type === type && !taken.has(packet))
  function serve(): void {
    for (const wish of [...waiting]) {
      const packet = find(wish.type)
      if (packet) {
        taken.add(packet)
        wish.resolve(packet)
      } else if (ended) wish.reject(new Error('the connection ended'))
      else continue
      waiting.splice(waiting.indexOf(wish), 1)
    }
  }

  socket.on('data', (chunk: Buffer) => {
    unread = Buffer.concat([unread, chunk])
    for (let packet = readPacket(unread); packet; packet = readPacket(unread)) {
      packets.push(packet.packet)
      unread = unread.subarray(packet.bytes)
    }
    serve()
  })
  // A reset is one of the ways in which a connection may end here.
  socket.on('error', () => undefined)
  const closed = new Promise<void>((resolve) => {
    socket.once('close', () => {
      ended = true
      serve()
      resolve()
    })
  })

  return {
    socket,
    packets,
    closed,
    send: (bytes) => {
      socket.write(bytes)
    },
    next(type) {
      return new Promise((resolve, reject) => {
        waiting.push({ type, resolve, reject })
        serve()
      })
    },
    destroy: () => {
      socket.destroy()
    }
  }
}

/** Connects and gives the CONNACK's return code, and whether the session was kept, with the client. */
export async function connectRaw(
  port: number,
  options: ConnectOptions
): Promise<RawClient & { code: number; sessionPresent: boolean }> {
  const client = await openRaw(port)
  client.send(connectPacket(options))
  const { body } = await client.next(packetTypes.connack)
  return { ...client, code: body[1] ?? -1, sessionPresent: body[0] === 1 }
}

export function connectPacket({ clientId = '', clean = true, username, password, keepalive = 0, will }: ConnectOptions): Buffer {
  const flags =
    (username === undefined ? 0 : 0x80) |
    (password === undefined ? 0 : 0x40) |
    (will ? 0x04 | ((will.qos ?? 0) << 3) | (will.retain ? 0x20 : 0) : 0) |
    (clean ? 0x02 : 0)
  const parts = [field('MQTT'), Buffer.from([4, flags, keepalive >> 8, keepalive & 0xff]), field(clientId)]
  if (will) parts.push(field(will.topic), field(will.payload))
  for (const text of [username, password]) if (text !== undefined) parts.push(field(text))
  return packet(packetTypes.connect, 0, Buffer.concat(parts))
}

export function publishPacket({ topic, payload, qos = 1, retain = false, id = 1, dup = false }: PublishOptions): Buffer {
  const parts = [field(topic)]
  if (qos > 0) parts.push(number(id))
  parts.push(Buffer.from(payload))
  return packet(packetTypes.publish, (dup ? 8 : 0) | (qos << 1) | (retain ? 1 : 0), Buffer.concat(parts))
}

export function subscribePacket(filters: string[], qos: 0 | 1 | 2 = 1, id = 1): Buffer {
  return packet(
    packetTypes.subscribe,
    2,
    Buffer.concat([number(id), ...filters.flatMap((filter) => [field(filter), Buffer.from([qos])])])
  )
}

export const pubrelPacket = (id = 1) => packet(packetTypes.pubrel, 2, number(id))
export const pingPacket = () => packet(packetTypes.pingreq, 0, Buffer.alloc(0))
export const disconnectPacket = () => packet(packetTypes.disconnect, 0, Buffer.alloc(0))

export const pubackPacket = (id: number) => packet(packetTypes.puback, 0, number(id))
export const pubrecPacket = (id: number) => packet(packetTypes.pubrec, 0, number(id))
export const pubcompPacket = (id: number) => packet(packetTypes.pubcomp, 0, number(id))
export const unsubscribePacket = (filters: string[], id = 1) =>
  packet(packetTypes.unsubscribe, 2, Buffer.concat([number(id), ...filters.map(field)]))

/** QoS, DUP and packet id of a PUBLISH that came. */
export function readDelivery({ flags, body }: RawPacket): { qos: number; dup: boolean; id: number } {
  const qos = (flags >> 1) & 3
  return { qos, dup: (flags & 8) !== 0, id: qos > 0 ? body.readUInt16BE(2 + body.readUInt16BE(0)) : 0 }
}

/** Topic and payload of a PUBLISH that came. */
export function readPublish({ flags, body }: RawPacket): { topic: string; payload: string; retain: boolean } {
  const topicBytes = body.readUInt16BE(0)
  const start = 2 + topicBytes + (flags & 0x06 ? 2 : 0)
  return { topic: body.toString('utf8', 2, 2 + topicBytes), payload: body.toString('utf8', start), retain: (flags & 1) === 1 }
}

export function packet(type: number, flags: number, body: Buffer): Buffer {
  return Buffer.concat([Buffer.from([(type << 4) | flags, ...lengthBytes(body.length)]), body])
}

/** MQTT 3.1.1 §2.2.3: seven bits a byte, the lowest first. */
export function lengthBytes(length: number): number[] {
  const low = length % 128
  const rest = Math.floor(length / 128)
  return rest > 0 ? [low | 0x80, ...lengthBytes(rest)] : [low]
}

/** Text or bytes with their two bytes of length. */
export function field(text: string | Buffer): Buffer {
  const bytes = Buffer.from(text)
  return Buffer.concat([number(bytes.length), bytes])
}

export function number(value: number): Buffer {
  return Buffer.from([value >> 8, value & 0xff])
}

function readPacket(bytes: Buffer): { packet: RawPacket; bytes: number } | undefined {
  let length = 0
  for (let index = 1; index < bytes.length; index++) {
    const byte = bytes[index] ?? 0
    length += (byte & 0x7f) * 128 ** (index - 1)
    if (byte & 0x80) continue
    const end = index + 1 + length
    if (bytes.length < end) return undefined
    const first = bytes[0] ?? 0
    return { packet: { type: first >> 4, flags: first & 0x0f, body: bytes.subarray(index + 1, end) }, bytes: end }
  }
  return undefined
}
