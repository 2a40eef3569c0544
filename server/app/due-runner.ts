/** Has the desk end what is due, one time after another; the timer of the app drives it. */
import type { Desk, Settlement } from '../tickets/desk.ts'

export type DueRunnerOptions = {
  desk: Pick<Desk, 'due' | 'tick'>
  now: () => number
  /** What it changed, after it is committed. */
  settled: (settlement: Settlement) => void
  /** The desk says itself when it wants to try again. */
  failed: (error: unknown) => void
}

export function createDueRunner({ desk, now, settled, failed }: DueRunnerOptions) {
  let running: Promise<void> | undefined

  async function run(): Promise<void> {
    try {
      settled(await desk.tick())
    } catch (error) {
      failed(error)
    } finally {
      running = undefined
    }
  }

  return {
    /** Costs a comparison when nothing is due. */
    tick(): void {
      const due = desk.due()
      if (running === undefined && due !== undefined && due <= now()) running = run()
    },

    /** Waits for what it has begun. */
    async stop(): Promise<void> {
      await running
    }
  }
}
