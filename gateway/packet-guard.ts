/**
 * Watches packet lengths on the raw stream, in front of the broker's parser: aedes 1.2
 * itself collects any length a stranger announces. Also notes a DISCONNECT, which tells
 * an orderly goodbye from a lost connection.
 */
import type { Socket } from 'node:net'

export type PacketLimits = { beforeLoginBytes: number; afterLoginBytes: number }

export type PacketGuard = {
  /** From now on the larger limit holds. */
  loggedIn(): void
  saidGoodbye(): boolean
}

const disconnectType = 14
const maxLengthBytes = 4

/** Guards every chunk that is read from `socket`; a packet over the limit destroys it. */
export function guardPackets(socket: Socket, limits: PacketLimits): PacketGuard {
  let limit = limits.beforeLoginBytes
  let goodbye = false
  // Where the stream stands: bytes left of the current packet, or inside its fixed header.
  let bodyLeft = 0
  let headerBytes = 0
  let length = 0
  let type = 0

  const inspect = (chunk: Buffer): boolean => {
    let at = 0
    while (at < chunk.length) {
      if (bodyLeft > 0) {
        const taken = Math.min(bodyLeft, chunk.length - at)
        bodyLeft -= taken
        at += taken
        continue
      }
      const byte = chunk[at++] ?? 0
      if (headerBytes === 0) {
        type = byte >> 4
        length = 0
        headerBytes = 1
        continue
      }
      length += (byte & 0x7f) * 128 ** (headerBytes - 1)
      headerBytes++
      if (byte & 0x80) {
        if (headerBytes > maxLengthBytes) return false
        continue
      }
      if (length > limit) return false
      goodbye = type === disconnectType
      bodyLeft = length
      headerBytes = 0
    }
    return true
  }

  const read = socket.read.bind(socket)
  socket.read = (size?: number) => {
    const chunk: Buffer | null = read(size)
    if (chunk && !inspect(chunk)) {
      socket.destroy(new Error('packet over the size limit'))
      return null
    }
    return chunk
  }
  return {
    loggedIn: () => {
      limit = limits.afterLoginBytes
    },
    saidGoodbye: () => goodbye
  }
}
