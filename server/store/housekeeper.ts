/**
 * Looks after the journal between commits: checkpoints, snapshots, compaction of closed days, retention. One thing at
 * a time and each of them short; a backup takes its turn like the others.
 */

import { createTurns } from '../turns.ts'
import type { JournalUpkeep } from './reading-store.ts'
import { dayMs } from './rollups.ts'

export type HousekeeperOptions = {
  journal: JournalUpkeep & { trim(now: number): Promise<void> }
  /** The last group the rules have seen. */
  judgedSeq: () => Promise<number>
  /** The last group the forwarder to an external database has done with; undefined without one. */
  forwardedSeq?: () => number | undefined
  now: () => number
  retention: { rawMs: number; rollupMs: number }
  /** Whether there is room for what a compaction writes before it can free anything. */
  hasRoom: () => boolean
  onFailure: (error: unknown, task: string) => void
  onCompacted?: (slices: number, ms: number) => void
}

export type Housekeeper = {
  /** Does what is due. Call every few seconds; a call while one runs does nothing. */
  tick(): Promise<void>
  /** Compacts all that is closed, lets go of what is too old. */
  compact(): Promise<void>
  /** Runs the work with nothing else touching the journal's files. */
  exclusive<Result>(work: () => Promise<Result>): Promise<Result>
  /** Waits for the task in hand, then takes a last snapshot. */
  stop(): Promise<void>
}

/** Some 50 ms of work, during which commits wait in the log. */
const checkpointRows = 1_000_000
const snapshotMs = 60_000
const compactMs = 3_600_000
/** A day stays open so long after its end: what comes later is late, and costs a rewrite of its file. */
const openMs = dayMs / 2

export function createHousekeeper(options: HousekeeperOptions): Housekeeper {
  const { journal, now, retention } = options
  const exclusive = createTurns()
  let snapshotAt = now()
  // Soon after a start, but not during it.
  let compactedAt = now() - compactMs + snapshotMs
  let busy = false
  let stopped = false

  async function attempt(task: string, work: () => Promise<unknown>): Promise<void> {
    try {
      await exclusive(work)
    } catch (error) {
      options.onFailure(error, task)
    }
  }

  async function snapshot(): Promise<void> {
    snapshotAt = now()
    await journal.snapshot(await options.judgedSeq(), options.forwardedSeq?.())
  }

  async function compact(): Promise<void> {
    compactedAt = now()
    const begun = performance.now()
    let slices = 0
    await attempt('trim', () => journal.trim(now()))
    await attempt('snapshot', snapshot)
    for (let more = true; more && !stopped; slices++) {
      if (!options.hasRoom()) return options.onFailure(new Error('the disk has no room for it'), 'compaction')
      more = false
      await attempt('compaction', async () => {
        more = await journal.compact({ closedBefore: now() - openMs, begin: slices === 0 })
      })
    }
    const before = { rawBefore: now() - retention.rawMs, rollupBefore: now() - retention.rollupMs }
    if (!stopped) await attempt('retention', () => journal.retire(before))
    options.onCompacted?.(slices, performance.now() - begun)
  }

  return {
    async tick() {
      if (busy || stopped) return
      busy = true
      if (journal.unsettledRows() >= checkpointRows && options.hasRoom()) await attempt('checkpoint', journal.checkpoint)
      if (now() - snapshotAt >= snapshotMs) await attempt('snapshot', snapshot)
      if (now() - compactedAt >= compactMs) await compact()
      busy = false
    },
    compact,
    exclusive,
    async stop() {
      stopped = true
      await attempt('snapshot', snapshot)
    }
  }
}
