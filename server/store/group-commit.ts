/**
 * One commit at a time; what arrives while it runs is the next group ("natural batching":
 * a fixed timer was slower in every case measured). Each item's `done` is called when its
 * group is committed, or with an error when it failed or takes too long.
 */
export type Done = (error: Error | null) => void

export type GroupCommitOptions<Item> = {
  /** Must leave nothing half done when it rejects. An empty group asks whether commits work at all. */
  commit(items: Item[]): Promise<void>
  now: () => number
  /** A commit that takes longer lets go of all who wait (contract §4: 5 s). */
  stallMs: number
  /** Bound of one group. */
  maxItems: number
  onFailure(error: unknown): void
}

export type GroupCommit<Item> = {
  accept(item: Item, done: Done): void
  /** Runs a commit even when nothing waits: for timers that came due. */
  poke(): void
  /** Looks for a stall, and tries again 1 s after a failure. Call at least once a second. */
  watch(): void
  /** False from a failure or stall until a commit goes again. */
  available(): boolean
  /** Resolves when nothing waits and no commit runs. */
  settled(): Promise<void>
}

type Waiting<Item> = { item: Item; done: Done }

/** After a failure a commit is tried again so often, even when nothing arrives. */
const retryMs = 1000

export function createGroupCommit<Item>({
  commit,
  now,
  stallMs,
  maxItems,
  onFailure
}: GroupCommitOptions<Item>): GroupCommit<Item> {
  const stalled = new Error(`commit takes longer than ${stallMs} ms`)
  let waiting: Waiting<Item>[] = []
  let running: { group: Waiting<Item>[]; since: number; released: boolean } | undefined
  let poked = false
  let available = true
  const idle: (() => void)[] = []

  let failedAt = 0

  function answer(group: Waiting<Item>[], error: Error | null): void {
    for (const { done } of group) done(error)
  }

  async function run(): Promise<void> {
    while (waiting.length > 0 || poked) {
      poked = false
      const group = waiting.length > maxItems ? waiting.splice(0, maxItems) : waiting
      if (group === waiting) waiting = []
      const turn = { group, since: now(), released: false }
      running = turn
      let failure: Error | null = null
      try {
        await commit(group.map(({ item }) => item))
        available = true
      } catch (error) {
        available = false
        failedAt = now()
        onFailure(error)
        failure = new Error('commit failed', { cause: error })
      }
      if (!turn.released) answer(group, failure)
      // Those who came meanwhile would wait for a commit that is known not to go.
      if (failure) answer(waiting.splice(0), failure)
    }
    running = undefined
    for (const resolve of idle.splice(0)) resolve()
  }

  function start(): void {
    if (!running) void run()
  }

  return {
    accept(item, done) {
      // Behind a commit that stalls nobody may begin to wait.
      if (running?.released) return done(stalled)
      waiting.push({ item, done })
      start()
    },
    poke() {
      poked = true
      start()
    },
    watch() {
      if (running && !running.released && now() - running.since > stallMs) {
        available = false
        running.released = true
        onFailure(stalled)
        answer(running.group, stalled)
        answer(waiting.splice(0), stalled)
      } else if (!running && !available && now() - failedAt >= retryMs) {
        this.poke()
      }
    },
    available: () => available,
    settled: () => (running || waiting.length > 0 ? new Promise((resolve) => idle.push(resolve)) : Promise.resolve())
  }
}
