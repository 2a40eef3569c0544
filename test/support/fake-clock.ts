/** A clock that only the test moves. */
export type FakeClock = {
  now: () => number
  /** Moves forward by so many ms; gives the new time. */
  advance(ms: number): number
  set(ms: number): void
}

export const clockStart = Date.UTC(2025, 10, 22, 8)

export function createFakeClock(start = clockStart): FakeClock {
  let time = start
  return {
    now: () => time,
    advance(ms) {
      time += ms
      return time
    },
    set(ms) {
      time = ms
    }
  }
}
