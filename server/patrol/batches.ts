/** One transaction for all that waits: what comes while one runs is the next, so that nobody waits longer than for two. */

export type BatchesOptions<Item, Result> = {
  /** All of them or, when it rejects, none. Results in the order of the items. */
  run: (items: readonly Item[]) => Promise<Result[]>
  /** What counts towards `most`. */
  sizeOf: (item: Item) => number
  /** A batch ends with the item that reaches it: it holds up the desk as long as it runs. */
  most: number
  /** A failure that is nobody's own, e.g. a database that is away: the others of the batch would only fail again. */
  isShared: (error: unknown) => boolean
}

type Waiting<Item, Result> = { item: Item; resolve: (result: Result) => void; reject: (error: unknown) => void }

/** A batch that fails is tried item by item: one that cannot be taken is no reason to refuse its neighbours. */
export function createBatches<Item, Result>({ run, sizeOf, most, isShared }: BatchesOptions<Item, Result>) {
  const waiting: Waiting<Item, Result>[] = []
  let isRunning = false

  function nextBatch(): Waiting<Item, Result>[] {
    let size = 0
    let count = 0
    for (const { item } of waiting) {
      if (size >= most) break
      size += sizeOf(item)
      count += 1
    }
    return waiting.splice(0, count)
  }

  async function settle(batch: readonly Waiting<Item, Result>[]): Promise<void> {
    try {
      const results = await run(batch.map(({ item }) => item))
      for (const [index, result] of results.entries()) batch[index]?.resolve(result)
    } catch (error) {
      if (batch.length > 1 && !isShared(error)) for (const each of batch) await settle([each])
      else for (const { reject } of batch) reject(error)
    }
  }

  async function work(): Promise<void> {
    isRunning = true
    while (waiting.length > 0) {
      // The embedded database never lets the sockets have a turn: whoever has called by now is to be in.
      await new Promise((resolve) => setImmediate(resolve))
      await settle(nextBatch())
    }
    isRunning = false
  }

  /** Resolves when the batch it is in has run. */
  return (item: Item): Promise<Result> =>
    new Promise((resolve, reject) => {
      waiting.push({ item, resolve, reject })
      if (!isRunning) void work()
    })
}
