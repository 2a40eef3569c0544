/**
 * How batches come in: durable in the commit log at once, in the tables soon and many together. Whoever reads or changes
 * the tables has what waits put there first.
 */
import { deserialize, serialize } from 'node:v8'
import { createTurns } from '../turns.ts'
import type { CommitLog } from './commit-log.ts'
import type { JournalBatch, SeriesKnowledge } from './journal-batch.ts'

/** Put into the tables together: some 2 ms of work. */
const rowsOfTransfer = 4000
/** And after so long in any case. */
const transferMs = 200

export type IntakeOptions = {
  log: CommitLog
  /** Puts batches, as records of the log, into the tables: all or none. */
  store(records: readonly Uint8Array[]): Promise<void>
}

export type JournalIntake = {
  /** Resolves when the batch is durable; rejects with nothing of it stored. One at a time. */
  write(batch: JournalBatch): Promise<void>
  /** Puts all that waits into the tables. Rejects when they do not take it: it stays in the log. */
  transfer(): Promise<void>
  /** The same, then the work, with nothing put into the tables meanwhile. Commits go on, into the log. */
  alone<Result>(work: () => Promise<Result>): Promise<Result>
}

export function createJournalIntake({ log, store }: IntakeOptions): JournalIntake {
  const turn = createTurns()
  let waiting: Uint8Array[] = []
  let rows = 0
  let lastNumber = 0
  let timer: NodeJS.Timeout | undefined
  let failed = false

  async function putIntoTables(): Promise<void> {
    clearTimeout(timer)
    timer = undefined
    if (waiting.length === 0) return
    const [records, upTo, count] = [waiting, lastNumber, rows]
    waiting = []
    rows = 0
    log.rotate()
    try {
      await store(records)
      failed = false
      log.settled(upTo)
    } catch (error) {
      failed = true
      waiting = [...records, ...waiting]
      rows += count
      throw error
    }
  }

  const transfer = () => turn(putIntoTables)
  /** A failure is told to the next who writes or reads. */
  const transferSoon = () => void transfer().catch(() => undefined)

  return {
    transfer,
    alone: (work) =>
      turn(async () => {
        await putIntoTables()
        return work()
      }),
    async write(batch) {
      checkTimes(batch)
      // Tables that take nothing are a reason to take nothing.
      if (failed) await transfer()
      const record = serialize(batch)
      let number = await log.append(record)
      if (number === undefined) {
        await transfer()
        number = await log.append(record)
      }
      if (number === undefined) return turn(() => store([record]))
      lastNumber = number
      waiting.push(record)
      const before = rows
      rows += batch.series.length + batch.events.length + batch.presences.length + batch.rejects.length
      if (before < rowsOfTransfer && rows >= rowsOfTransfer) transferSoon()
      else timer ??= setTimeout(transferSoon, transferMs)
    }
  }
}

export const readRecord = (record: Uint8Array): JournalBatch => deserialize(record) as JournalBatch

/** Records of the log that the tables do not have, by what is known of the tables. */
export function missingRecords<Bytes extends Uint8Array>(
  records: readonly Bytes[],
  known: Pick<SeriesKnowledge, 'lastSeq' | 'nextReject'>
): Bytes[] {
  return records.filter((record) => {
    const { seq, series, events, presences, rejects } = readRecord(record)
    if (series.length + events.length + presences.length > 0) return seq > known.lastSeq
    // A batch of rejects only has no number of its own.
    return rejects.some(({ id }) => id >= known.nextReject)
  })
}

/** The log takes anything; the tables do not, and what is in the log must fit into them. */
function checkTimes({ ts, receivedAt, events, presences, rejects }: JournalBatch): void {
  for (let index = 0; index < ts.length; index++) {
    if (!Number.isSafeInteger(ts[index]) || !Number.isSafeInteger(receivedAt[index])) throw new Error('a time is no whole number')
  }
  for (const event of events) {
    if (!Number.isSafeInteger(event.ts) || !Number.isSafeInteger(event.receivedAt)) throw new Error('a time is no whole number')
  }
  for (const { receivedAt: at } of [...presences, ...rejects]) {
    if (!Number.isSafeInteger(at)) throw new Error('a time is no whole number')
  }
}
