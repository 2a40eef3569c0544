/**
 * The journal's two halves as one: the commit log, written from here, and the tables, which lie in a thread of their own.
 * Whatever is asked of the tables, they have by then what was committed before.
 */
import { openCommitLog } from './commit-log.ts'
import type { JournalBatch } from './journal-batch.ts'
import { createJournalIntake, missingRecords } from './journal-intake.ts'
import { type JournalThread, startJournalThread } from './journal-thread.ts'

export type JournalLink = JournalThread & {
  /** Durable when it resolves; rejects with nothing of it stored. One at a time. */
  write(batch: JournalBatch): Promise<void>
}

/** These change what commits are put into: nothing is put there meanwhile. */
const alone = new Set<string>(['writeImport', 'probe', 'trimRejects', 'checkpoint'])
/** These answer from what the tables have when they take nothing more. */
const contentWithLess = new Set<string>(['range', 'buckets', 'rejects', 'imports', 'size', 'compactedUntil', 'sweepFiles'])

/** Rejects when the file cannot be opened, e.g. because another process holds its lock. */
export async function openJournalLink(file: string, rowsOfSlice: number): Promise<JournalLink> {
  const thread = await startJournalThread(file, rowsOfSlice)
  // The thread holds the lock of the folder by now.
  const { log, records } = openCommitLog(file)
  // What a sudden end left in the log only.
  const missing = missingRecords(records, await thread.call('knowledge'))
  if (missing.length > 0) await thread.call('store', missing)
  const intake = createJournalIntake({ log, store: (some) => thread.call('store', some) })

  return {
    write: intake.write,
    call(method, ...args) {
      // Alone: DuckDB 1.5 can write a log it cannot read again ("Conflict on tuple deletion") when rows are deleted
      // while a checkpoint runs, and a kill follows.
      if (alone.has(method)) return intake.alone(() => thread.call(method, ...args))
      const transferred = intake.transfer()
      const ready = contentWithLess.has(method) ? transferred.catch(() => undefined) : transferred
      return ready.then(() => thread.call(method, ...args))
    },
    async end() {
      // What the tables do not take stays in the log, for the next start.
      await intake.transfer().catch(() => undefined)
      log.close()
      await thread.end()
    }
  }
}
