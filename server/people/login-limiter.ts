/** Slows guessing down without ever shutting anybody out: after some free failures each further one doubles the pause. */

export type LoginLimiterOptions = {
  now: () => number
  /** Failures that cost nothing. */
  freeFailures: number
  /** The first pause; the next ones are 2, 4, 8… times as long. */
  firstPauseMs: number
  maxPauseMs: number
  /** A failure older than this is forgotten with all before it. */
  forgetMs: number
}

export type LoginLimiter = {
  /** ms to wait before the next attempt, 0 when it may go on. */
  pause(key: string): number
  fail(key: string): void
  succeed(key: string): void
}

type Failures = { count: number; last: number; openAt: number }

/** Above this many keys the oldest are forgotten, so that strangers cannot fill the memory. */
const capacity = 10_000

export function createLoginLimiter(options: LoginLimiterOptions): LoginLimiter {
  const { now, freeFailures, firstPauseMs, maxPauseMs, forgetMs } = options
  const failures = new Map<string, Failures>()

  return {
    pause: (key) => Math.max(0, (failures.get(key)?.openAt ?? 0) - now()),

    fail(key) {
      const at = now()
      const known = failures.get(key)
      const count = known && at - known.last < forgetMs ? known.count + 1 : 1
      const pause = count < freeFailures ? 0 : Math.min(maxPauseMs, firstPauseMs * 2 ** (count - freeFailures))
      // Re-inserting moves the key to the young end of the map.
      failures.delete(key)
      failures.set(key, { count, last: at, openAt: at + pause })
      const oldest = failures.keys().next()
      if (failures.size > capacity && !oldest.done) failures.delete(oldest.value)
    },

    succeed(key) {
      failures.delete(key)
    }
  }
}
