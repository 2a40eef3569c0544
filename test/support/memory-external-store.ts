/** An external store in memory that can be unplugged, and killed so that it forgets. */
import { planBuckets } from '../../server/store/bucket-edges.ts'
import type { ExternalStore, ForwardedReading, NumberPoint } from '../../server/store/external-store.ts'
import { gatherBuckets } from '../../server/store/gather-buckets.ts'

export type MemoryExternalStore = ExternalStore & {
  plugged: boolean
  /** Answered to `check`: another one is another process. */
  run: string | undefined
  /** Answered to `write`. */
  refusal: string | undefined
  readonly writes: (readonly ForwardedReading[])[]
  /** Starts it anew without what it was told since the write of that number. */
  forget(writesKept: number): void
  /** Every stored value, `equipment metric ts` → number. */
  all(): Map<string, number>
}

export function createMemoryExternalStore(settleMs: number): MemoryExternalStore {
  const writes: (readonly ForwardedReading[])[] = []
  const plug = () => {
    if (!store.plugged) throw new Error('connect ECONNREFUSED')
  }
  const all = () => {
    const found = new Map<string, number>()
    for (const { equipment, metric, ts, num } of writes.flat()) found.set(`${equipment} ${metric} ${ts}`, num)
    return found
  }
  const found = (query: { equipment: string; metric: string; from: number; to: number }): NumberPoint[] =>
    [...all()]
      .map(([key, num]): [string[], number] => [key.split(' '), num])
      .filter(([[equipment, metric]]) => equipment === query.equipment && metric === query.metric)
      .map(([[, , ts], num]): NumberPoint => [Number(ts), num])
      .filter(([ts]) => ts >= query.from && ts < query.to)
      .sort(([a], [b]) => a - b)

  const store: MemoryExternalStore = {
    name: 'memory',
    settleMs,
    plugged: true,
    run: 'first',
    refusal: undefined,
    writes,
    all,
    forget(writesKept) {
      writes.splice(writesKept)
      store.run = `after ${writesKept}`
    },
    async check() {
      plug()
      return store.run
    },
    async write(readings) {
      plug()
      writes.push(readings)
      return store.refusal === undefined ? {} : { refused: store.refusal }
    },
    async range(query) {
      plug()
      return found(query).slice(0, query.limit)
    },
    async buckets({ fn, from, to, step, timezone, ...series }) {
      plug()
      const points = found({ ...series, from, to })
      return gatherBuckets(
        (async function* () {
          yield* points
        })(),
        planBuckets(from, to, step, timezone),
        fn
      )
    }
  }
  return store
}
