/** The server's time as this browser can know it, and a shared tick for everything that ages. */
import { useSyncExternalStore } from 'react'

/** Below this the `Date` header's own coarseness (1 s) and the network explain the difference. */
const ignoredSkewMs = 3_000

let offsetMs = 0

/** Ages and countdowns would be wrong on a PC whose clock is off, so each answer's `Date` corrects them. */
export function noteServerDate(header: string | null): void {
  const server = header === null ? Number.NaN : Date.parse(header)
  if (Number.isNaN(server)) return
  const skew = server - Date.now()
  offsetMs = Math.abs(skew) > ignoredSkewMs ? skew : 0
}

/** ms since the epoch, on the server's clock. */
export function serverNow(): number {
  return Date.now() + offsetMs
}

type Ticker = { subscribe: (listener: () => void) => () => void; now: () => number }

function createTicker(everyMs: number): Ticker {
  const listeners = new Set<() => void>()
  let current = serverNow()
  let timer: number | undefined
  return {
    now: () => current,
    subscribe(listener) {
      listeners.add(listener)
      if (timer === undefined) current = serverNow()
      timer ??= window.setInterval(() => {
        current = serverNow()
        for (const each of listeners) each()
      }, everyMs)
      return () => {
        listeners.delete(listener)
        if (listeners.size > 0) return
        window.clearInterval(timer)
        timer = undefined
      }
    }
  }
}

const second = createTicker(1_000)
const slow = createTicker(5_000)

/** Server time that moves each second (countdowns) or every 5 s (ages of many tiles). */
export function useNow(pace: 'second' | 'slow' = 'second'): number {
  const ticker = pace === 'second' ? second : slow
  return useSyncExternalStore(ticker.subscribe, ticker.now)
}
