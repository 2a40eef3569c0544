/** Has a part do what is due, one time after another; the timer of the app drives it. */

export type DueRunnerOptions = {
  /** When it has something to do, ms; it says itself when it wants to try again. */
  due: () => number | undefined
  run: () => Promise<void>
  now: () => number
  failed: (error: unknown) => void
}

export type DueRunner = ReturnType<typeof createDueRunner>

export function createDueRunner({ due: next, run: work, now, failed }: DueRunnerOptions) {
  let running: Promise<void> | undefined

  async function run(): Promise<void> {
    try {
      await work()
    } catch (error) {
      failed(error)
    } finally {
      running = undefined
    }
  }

  return {
    /** Costs a comparison when nothing is due. */
    tick(): void {
      const due = next()
      if (running === undefined && due !== undefined && due <= now()) running = run()
    },

    /** Waits for what it has begun. */
    async stop(): Promise<void> {
      await running
    }
  }
}
