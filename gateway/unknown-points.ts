/** Points of foreign devices that nobody has mapped yet, with the last message they came in. Bounded. */
import { isUtf8 } from 'node:buffer'
import type { WireValue } from './codecs/codec.ts'
import { createChanges, type Remembering } from './memory.ts'

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
  memory: Remembering
}

type Kept = Omit<UnknownPoint, 'payload'> & { payload: Buffer }

/** A known point is kept anew when what was kept of it is so old: it comes with every message of its device. */
const keptForMs = 10 * 60_000

export function createUnknownPoints({ limit = 1000 }: { limit?: number } = {}): UnknownPoints {
  // Order of insertion is order of being heard: the first is the one to drop.
  const points = new Map<string, Kept>()
  const keptAt = new Map<string, number>()
  const changes = createChanges((key) => {
    const point = points.get(key)
    if (!point) return null
    keptAt.set(key, point.lastSeenAt)
    return JSON.stringify({ ...point, payload: point.payload.toString('base64') })
  })

  function keep(key: string, point: Kept): void {
    points.delete(key)
    points.set(key, point)
    const oldest = points.size > limit ? points.keys().next().value : undefined
    if (oldest === undefined) return
    points.delete(oldest)
    keptAt.delete(oldest)
    changes.note(oldest)
  }

  return {
    note(point) {
      const key = JSON.stringify([point.source, point.sender, point.device, point.field])
      const known = points.get(key)
      const { firstSeenAt = point.lastSeenAt, messages = 0 } = known ?? {}
      keep(key, { ...point, firstSeenAt, messages: messages + 1 })
      if (point.lastSeenAt - (keptAt.get(key) ?? 0) >= keptForMs) changes.note(key)
      return known === undefined
    },
    memory: {
      changes: changes.take,
      restore(kept) {
        const read = [...kept].map(([key, text]) => ({ key, point: fromText(text) }))
        for (const { key, point } of read.toSorted((a, b) => a.point.lastSeenAt - b.point.lastSeenAt)) {
          keptAt.set(key, point.lastSeenAt)
          keep(key, point)
        }
      }
    },
    list: () => [...points.values()].reverse().map((point) => ({ ...point, payload: toText(point.payload) }))
  }
}

function fromText(text: string): Kept {
  const point = JSON.parse(text) as UnknownPoint
  return { ...point, payload: Buffer.from(point.payload, 'base64') }
}

function toText(payload: Buffer): string {
  // The cut may go through a character of up to four bytes.
  for (let cut = 0; cut < 4; cut++) {
    const kept = payload.subarray(0, payload.length - cut)
    if (isUtf8(kept)) return kept.toString('utf8')
  }
  return payload.toString('hex')
}
