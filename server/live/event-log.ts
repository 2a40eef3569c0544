/** The last events of the live channel, so that a client that was away gets what it missed. */
import type { ServerToClient } from '../contract/events.ts'

/** Every event of the live channel that carries a `seq`. */
export type EventName = Exclude<keyof ServerToClient, 'readings' | 'resync'>
export type LoggedEvent<Name extends EventName = EventName> = {
  [Each in Name]: { name: Each; seq: number; body: Parameters<ServerToClient[Each]>[0] }
}[Name]
type Item<Name extends EventName> = Omit<Parameters<ServerToClient[Name]>[0], 'seq'>

/**
 * A ring of `capacity` events. The first `seq` is the start's ms × 1000, so that it only grows
 * over restarts too: a run would need more than 1,000 events a millisecond to overtake the next.
 */
export function createEventLog(options: { startedAt: number; capacity?: number }) {
  const { startedAt, capacity = 10_000 } = options
  const ring: LoggedEvent[] = []
  const base = startedAt * 1000
  let last = base
  let cutAt = base

  return {
    /** Gives the item its number. */
    append<Name extends EventName>(name: Name, item: Item<Name>): LoggedEvent<Name> {
      last += 1
      const event = { name, seq: last, body: { ...item, seq: last } } as unknown as LoggedEvent<Name>
      ring[(last - base - 1) % capacity] = event as LoggedEvent
      return event
    },

    /** Something happened of which no event can be told: whoever stands before here has to fetch anew. */
    cut(): void {
      last += 1
      cutAt = last
    },

    /** All events after `seq`, in order; `resync` when some of them are gone, or `seq` is none of this log's. */
    since(seq: number): LoggedEvent[] | 'resync' {
      const known = Math.min(last - base, capacity)
      if (!Number.isInteger(seq) || seq > last || seq < last - known || seq < cutAt) return 'resync'
      const events: LoggedEvent[] = []
      for (let next = seq + 1; next <= last; next += 1) {
        const event = ring[(next - base - 1) % capacity]
        if (event) events.push(event)
      }
      return events
    },

    /** Where the stream stands: the `seq` of the newest event, or the start. */
    get last(): number {
      return last
    }
  }
}

export type EventLog = ReturnType<typeof createEventLog>
