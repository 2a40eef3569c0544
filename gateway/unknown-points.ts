/** Points of foreign devices that nobody has mapped yet, with the last message they came in. In memory, bounded. */
import { isUtf8 } from 'node:buffer'
import type { WireValue } from './codecs/codec.ts'

export type UnknownPoint = {
  /** Format, and the sender's user name or the source's id. */
  source: string
  sender: string
  device: string
  field: string
  value: WireValue
  unit?: string
  topic: string
  /** The last message, its first 4 KiB; bytes that are no text as hex. */
  payload: string
  firstSeenAt: number
  lastSeenAt: number
  messages: number
}

export type UnknownPoints = {
  /** True when it was not in the list. */
  note(point: Omit<UnknownPoint, 'firstSeenAt' | 'messages' | 'payload'> & { payload: Buffer }): boolean
  /** Those heard last first. */
  list(): UnknownPoint[]
}

export function createUnknownPoints({ limit = 1000 }: { limit?: number } = {}): UnknownPoints {
  // Order of insertion is order of being heard: the first is the one to drop.
  const points = new Map<string, Omit<UnknownPoint, 'payload'> & { payload: Buffer }>()
  return {
    note(point) {
      const key = [point.source, point.sender, point.device, point.field].join('\u0000')
      const known = points.get(key)
      points.delete(key)
      const { firstSeenAt = point.lastSeenAt, messages = 0 } = known ?? {}
      points.set(key, { ...point, firstSeenAt, messages: messages + 1 })
      const oldest = points.size > limit ? points.keys().next().value : undefined
      if (oldest !== undefined) points.delete(oldest)
      return known === undefined
    },
    list: () => [...points.values()].reverse().map((point) => ({ ...point, payload: toText(point.payload) }))
  }
}

function toText(payload: Buffer): string {
  // The cut may go through a character of up to four bytes.
  for (let cut = 0; cut < 4; cut++) {
    const kept = payload.subarray(0, payload.length - cut)
    if (isUtf8(kept)) return kept.toString('utf8')
  }
  return payload.toString('hex')
}
