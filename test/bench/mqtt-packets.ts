/** MQTT 3.1.1 packets by hand: the few that a publisher needs, without the cost of a client library. */

export type Login = { username: string; password: string }

export const packetTypes = { connack: 2, puback: 4, suback: 9 } as const

export function encodeConnect(clientId: string, login: Login | undefined): Buffer {
  const cleanSession = 0x02
  const flags = login ? cleanSession | 0xc0 : cleanSession
  // Keep-alive 0: the run ends a connection, not its silence.
  const header = Buffer.concat([encodeText('MQTT'), Buffer.from([4, flags, 0, 0])])
  const texts = [clientId, ...(login ? [login.username, login.password] : [])]
  return encodePacket(0x10, Buffer.concat([header, ...texts.map(encodeText)]))
}

export function encodeSubscribe(packetId: number, filter: string): Buffer {
  const id = Buffer.from([packetId >> 8, packetId & 0xff])
  return encodePacket(0x82, Buffer.concat([id, encodeText(filter), Buffer.from([0])]))
}

export const disconnectPacket = Buffer.from([0xe0, 0])

/** A QoS 1 PUBLISH, and where in it the packet id and the payload begin, so that one buffer serves many messages. */
export function encodePublish(topic: string, payload: Buffer): { packet: Buffer; idAt: number; payloadAt: number } {
  const name = encodeText(topic)
  const packet = encodePacket(0x32, Buffer.concat([name, Buffer.from([0, 0]), payload]))
  const payloadAt = packet.length - payload.length
  return { packet, idAt: payloadAt - 2, payloadAt }
}

function encodePacket(first: number, body: Buffer): Buffer {
  const header = [first]
  let left = body.length
  do {
    const more = left > 0x7f ? 0x80 : 0
    header.push((left & 0x7f) | more)
    left >>= 7
  } while (left > 0)
  return Buffer.concat([Buffer.from(header), body])
}

function encodeText(text: string): Buffer {
  const bytes = Buffer.from(text, 'utf8')
  return Buffer.concat([Buffer.from([bytes.length >> 8, bytes.length & 0xff]), bytes])
}

/** `bytes` from `start` is the packet's body. Not copied: use it at once. */
export type OnPacket = (type: number, bytes: Buffer, start: number) => void

/** Cuts what a socket delivers into packets, however the chunks fall. */
export function createPacketReader(onPacket: OnPacket): (chunk: Buffer) => void {
  let rest: Buffer | undefined
  return (chunk) => {
    const bytes = rest ? Buffer.concat([rest, chunk]) : chunk
    let at = 0
    for (;;) {
      const body = readBody(bytes, at)
      if (!body) break
      onPacket((bytes[at] ?? 0) >> 4, bytes, body.start)
      at = body.end
    }
    rest = at < bytes.length ? Buffer.from(bytes.subarray(at)) : undefined
  }
}

function readBody(bytes: Buffer, at: number): { start: number; end: number } | undefined {
  let length = 0
  for (let digit = 0; digit < 4; digit++) {
    const byte = bytes[at + 1 + digit]
    if (byte === undefined) return undefined
    length += (byte & 0x7f) * 128 ** digit
    if (byte & 0x80) continue
    const start = at + 2 + digit
    return start + length <= bytes.length ? { start, end: start + length } : undefined
  }
  throw new Error('the broker sent a packet of impossible length')
}
