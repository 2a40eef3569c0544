/**
 * A device whose connection ended without DISCONNECT counts as offline 30 s later,
 * unless it is back by then (contract §4). Time is passed in; due times, no timers.
 */
const graceMs = 30_000

export type PresenceWatch = {
  connected(device: string): void
  disconnected(device: string, orderly: boolean, now: number): void
  /** Devices whose grace is over, each once. */
  due(now: number): string[]
}

export function createPresenceWatch(): PresenceWatch {
  const connections = new Map<string, number>()
  const lostAt = new Map<string, number>()
  return {
    connected(device) {
      connections.set(device, (connections.get(device) ?? 0) + 1)
      lostAt.delete(device)
    },
    disconnected(device, orderly, now) {
      const left = (connections.get(device) ?? 1) - 1
      if (left > 0) {
        connections.set(device, left)
        return
      }
      connections.delete(device)
      if (!orderly) lostAt.set(device, now)
    },
    due(now) {
      const gone = [...lostAt].filter(([, at]) => now - at >= graceMs).map(([device]) => device)
      for (const device of gone) lostAt.delete(device)
      return gone
    }
  }
}
