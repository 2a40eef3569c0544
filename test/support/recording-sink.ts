/** Where arrivals end in gateway tests: kept in a list, answered when the test says so. */
import type { Sink } from '../../gateway/gateway.ts'
import type { Arrival } from '../../gateway/reading.ts'

export type RecordingSink = Sink & {
  arrivals: Arrival[]
  /** Resolves when so many arrivals have come in all. */
  reached(count: number): Promise<void>
  /** From now on arrivals wait for `release`. */
  hold(): void
  /** Answers all that wait, and from now on at once. */
  release(error?: Error): void
  setAvailable(available: boolean): void
}

export function createRecordingSink(): RecordingSink {
  const arrivals: Arrival[] = []
  const held: ((error: Error | null) => void)[] = []
  const watching: { count: number; resolve(): void }[] = []
  let holding = false
  let available = true

  return {
    arrivals,
    accept(arrival, done) {
      arrivals.push(arrival)
      if (holding) held.push(done)
      else done(null)
      for (const watch of watching) if (arrivals.length >= watch.count) watch.resolve()
    },
    available: () => available,
    reached(count) {
      return new Promise((resolve) => {
        if (arrivals.length >= count) resolve()
        else watching.push({ count, resolve })
      })
    },
    hold() {
      holding = true
    },
    release(error) {
      holding = false
      for (const done of held.splice(0)) done(error ?? null)
    },
    setAvailable(next) {
      available = next
    }
  }
}
