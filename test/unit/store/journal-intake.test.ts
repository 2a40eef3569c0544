import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type CommitLog, openCommitLog } from '../../../server/store/commit-log.ts'
import type { JournalBatch } from '../../../server/store/journal-batch.ts'
import { createJournalIntake, missingRecords, readRecord } from '../../../server/store/journal-intake.ts'

let folder = ''
let log: CommitLog
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'wuxun-intake-'))
  log = open().log
})
afterEach(() => {
  log.close()
  rmSync(folder, { recursive: true })
})
const open = () => openCommitLog(join(folder, 'journal'), 2000)

function aBatch(seq: number, given: Partial<JournalBatch> = {}): JournalBatch {
  const one = { series: Int32Array.of(7), position: Int32Array.of(0), ts: Float64Array.of(seq), num: Float64Array.of(0.5) }
  const rest = { receivedAt: Float64Array.of(seq), skewed: Uint8Array.of(0), texts: [], newSeries: [] }
  return { seq, ...one, ...rest, events: [], presences: [], rejects: [], ...given }
}

function aReject(seq: number, id: number): JournalBatch {
  const none = new Float64Array()
  const rejects = [{ id, topic: 't', receivedAt: 1, reason: 'r', payload: 'p' }]
  return aBatch(seq, { series: new Int32Array(), ts: none, num: none, receivedAt: none, rejects })
}

/** Tables in memory; `gate`, while set, holds a transfer back. */
function createTables() {
  const tables = {
    stored: [] as number[][],
    asked: 0,
    broken: false,
    gate: Promise.resolve(),
    async store(records: readonly Uint8Array[]): Promise<void> {
      tables.asked++
      await tables.gate
      if (tables.broken) throw new Error('no room')
      tables.stored.push(records.map((record) => readRecord(record).seq))
    }
  }
  return tables
}

/** What a start finds in the log, as after a sudden end. */
function left(known: { lastSeq: number; nextReject: number }): number[] {
  const again = open()
  again.log.close()
  return missingRecords(again.records, known).map((record) => readRecord(record).seq)
}

describe('the intake of the journal', () => {
  it('has a batch durable before the tables have it, and puts several there together', async () => {
    const tables = createTables()
    const intake = createJournalIntake({ log, store: tables.store })
    await intake.write(aBatch(1))
    await intake.write(aBatch(2))
    expect(tables.stored).toEqual([])
    expect(left({ lastSeq: 0, nextReject: 1 })).toEqual([1, 2])
    await intake.transfer()
    expect(tables.stored).toEqual([[1, 2]])
    expect(left({ lastSeq: 2, nextReject: 1 })).toEqual([])
  })

  it('does so by itself soon', async () => {
    const tables = createTables()
    await createJournalIntake({ log, store: tables.store }).write(aBatch(1))
    await expect.poll(() => tables.stored).toEqual([[1]])
  })

  it('goes on taking batches during a transfer, and overwrites none that is not stored', async () => {
    const tables = createTables()
    const intake = createJournalIntake({ log, store: tables.store })
    let finish = () => undefined as unknown
    tables.gate = new Promise<void>((resolve) => {
      finish = resolve
    })
    await intake.write(aBatch(1))
    const transferred = intake.transfer()
    await expect.poll(() => tables.asked).toBe(1)
    await intake.write(aBatch(2))
    finish()
    await transferred
    await intake.write(aBatch(3))
    expect(left({ lastSeq: 1, nextReject: 1 })).toEqual([2, 3])
    await intake.transfer()
    expect(tables.stored).toEqual([[1], [2, 3]])
  })

  it('makes room in a log that is full', async () => {
    const tables = createTables()
    const intake = createJournalIntake({ log, store: tables.store })
    for (let seq = 1; seq <= 40; seq++) await intake.write(aBatch(seq))
    await intake.transfer()
    expect(tables.stored.flat()).toEqual(Array.from({ length: 40 }, (_, index) => index + 1))
  })

  it('puts a batch that no log could hold straight into the tables, behind those that wait', async () => {
    const tables = createTables()
    const intake = createJournalIntake({ log, store: tables.store })
    await intake.write(aBatch(1))
    await intake.write(aBatch(2, { texts: [[0, 'x'.repeat(3000)]] }))
    expect(tables.stored).toEqual([[1], [2]])
  })

  it('refuses batches while the tables take nothing, keeps those it took, and recovers by itself', async () => {
    const tables = createTables()
    const intake = createJournalIntake({ log, store: tables.store })
    await intake.write(aBatch(1))
    tables.broken = true
    await expect(intake.transfer()).rejects.toThrow('no room')
    await expect(intake.write(aBatch(2))).rejects.toThrow('no room')
    expect(left({ lastSeq: 0, nextReject: 1 })).toEqual([1])
    tables.broken = false
    await intake.write(aBatch(2))
    await intake.transfer()
    expect(tables.stored).toEqual([[1], [2]])
  })

  it.each<[what: string, given: Partial<JournalBatch>]>([
    ['a reading', { ts: Float64Array.of(1.5) }],
    ['an arrival', { receivedAt: Float64Array.of(Number.NaN) }],
    ['a presence', { presences: [{ position: 0, equipment: 'a', online: true, receivedAt: 0.1 }] }]
  ])('refuses a time of %s that the tables could not hold', async (_, given) => {
    const tables = createTables()
    await expect(createJournalIntake({ log, store: tables.store }).write(aBatch(1, given))).rejects.toThrow('whole number')
    expect(left({ lastSeq: 0, nextReject: 1 })).toEqual([])
  })

  it('finds rejects by their own numbers, as they have no other', async () => {
    const intake = createJournalIntake({ log, store: createTables().store })
    await intake.write(aBatch(4))
    await intake.write(aReject(4, 9))
    expect(left({ lastSeq: 4, nextReject: 9 })).toEqual([4])
    expect(left({ lastSeq: 4, nextReject: 10 })).toEqual([])
    await intake.transfer()
  })
})
