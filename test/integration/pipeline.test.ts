import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Arrival, Reading } from '../../gateway/reading.ts'
import { createPipeline, type Pipeline } from '../../server/pipeline.ts'
import { createEngine } from '../../server/rules/engine.ts'
import { createStatusBoard, type StatusBoard } from '../../server/status-board.ts'
import { type DuckdbJournal, openDuckdbJournal } from '../../server/store/duckdb-journal.ts'
import type { Journal } from '../../server/store/reading-store.ts'
import { createFakeClock, type FakeClock } from '../support/fake-clock.ts'
import { anArrival, anEvent, aPresence, aReading, aReject } from '../support/field-factories.ts'
import { createRecordingDesk, type RecordingDesk } from '../support/recording-desk.ts'
import { aRule, below } from '../support/rule-factories.ts'

const second = 1000
const rules = [
  aRule({ id: 'low', condition: below(0.25, 0.28) }),
  aRule({ id: 'slow', condition: below(0.5, null, 'flow'), forMs: 5 * second }),
  aRule({ id: 'stuck', condition: { type: 'event', codes: ['entrapment'], until: ['released'] } })
]
const equipment = ['pump-1', 'pump-2', 'lift-1'].map((id) => ({ id, metrics: { outlet_pressure: { sample: 5 } } }))

let folder = ''
let clock: FakeClock
let desk: RecordingDesk
let board: StatusBoard
let journal: DuckdbJournal
let pipeline: Pipeline
let pushed: Reading[] = []
let failures: unknown[] = []
let committedMessages = 0

/** Opens the journal as it lies on the disk; the desk, being the other store, stays as it is. */
async function start(wrap: (journal: Journal) => Journal = (same) => same): Promise<void> {
  journal = await openDuckdbJournal(join(folder, 'journal.duckdb'))
  board = createStatusBoard({ equipment, now: clock.now })
  pipeline = createPipeline({
    journal: wrap(journal),
    createEngine: async () => createEngine({ rules, kindOf: () => 'booster_pump', startedAt: clock.now() }),
    readCheckpoint: desk.readCheckpoint,
    desk,
    board,
    publisher: { readings: (batch) => pushed.push(...batch), settled: () => undefined },
    statusChanged: () => undefined,
    now: clock.now,
    onCommit(messages) {
      committedMessages += messages
    },
    onFailure: (error) => failures.push(error)
  })
  await pipeline.start()
}

/** As a crash leaves it: what the pipeline had in memory is gone. */
async function restart(): Promise<void> {
  await journal.stop()
  await start()
}

/** The message of the error with which it was answered; `done` when it was acknowledged. */
function deliver(parts: Partial<Arrival>): Promise<string> {
  return new Promise((resolve) => pipeline.accept(anArrival(parts), (error) => resolve(error?.message ?? 'done')))
}

const measure = (value: number, parts: Partial<Reading> = {}) =>
  deliver({ readings: [aReading({ ts: clock.now(), value, ...parts })] })

async function storedPoints(metric = 'outlet_pressure'): Promise<unknown[]> {
  return journal.range({ equipment: 'pump-1', metric, from: 0, to: Number.MAX_SAFE_INTEGER, limit: 1000 })
}

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'wuxun-pipeline-'))
  clock = createFakeClock()
  desk = createRecordingDesk()
  pushed = []
  failures = []
  committedMessages = 0
  await start()
})
afterEach(async () => {
  await journal.stop()
  rmSync(folder, { recursive: true, force: true })
})

describe('the way of a reading', () => {
  it('ends with an answer when it is stored, judged, and what it caused is committed', async () => {
    const at = clock.now()
    const gate = desk.holdNext()
    const answered: string[] = []
    const answer = measure(0.1).then((word) => answered.push(word))
    while ((await storedPoints()).length === 0) await journal.restore(0)
    expect(answered).toEqual([])
    expect(pushed).toEqual([])
    gate.open()
    await answer
    expect(answered).toEqual(['done'])
    expect(await storedPoints()).toEqual([[at, 0.1]])
    expect(desk.committed).toEqual([`low pump-1 raised ${at}`])
    expect(pushed).toEqual([aReading({ ts: at, value: 0.1 })])
    expect(board.latest('pump-1')?.get('outlet_pressure')?.value).toBe(0.1)
    expect(committedMessages).toBe(1)
  })

  it('takes all that comes at once, in order', async () => {
    const at = clock.now()
    const values = Array.from({ length: 100 }, (_, index) => (index % 2 === 0 ? 0.1 : 0.4))
    const answers = await Promise.all(values.map((value, index) => measure(value, { ts: at + index })))
    expect(new Set(answers)).toEqual(new Set(['done']))
    expect(await storedPoints()).toEqual(values.map((value, index) => [at + index, value]))
    expect(desk.committed).toHaveLength(100)
    expect(desk.committed.slice(0, 3)).toEqual([
      `low pump-1 raised ${at}`,
      `low pump-1 cleared ${at}`,
      `low pump-1 raised ${at + 2}`
    ])
  })

  it('keeps rejects, and shows presences and events on the board', async () => {
    const receivedAt = clock.now()
    expect(await deliver({ rejects: [aReject({ receivedAt })], presences: [aPresence({ receivedAt, online: false })] })).toBe(
      'done'
    )
    expect(await deliver({ events: [anEvent({ ts: receivedAt })] })).toBe('done')
    expect(await journal.rejects({ limit: 9 })).toHaveLength(1)
    expect(board.snapshot('pump-1')?.presence).toBe('gone')
    expect(board.snapshot('lift-1')?.presence).toBe('online')
  })

  it('answers a message that says nothing new', async () => {
    const ts = clock.now()
    expect(await deliver({})).toBe('done')
    expect(await measure(0.1, { ts })).toBe('done')
    expect(await measure(0.4, { ts })).toBe('done')
    expect(await storedPoints()).toEqual([[ts, 0.1]])
    expect(desk.committed).toHaveLength(1)
  })

  it('fires a delay that runs out in silence', async () => {
    const at = clock.now()
    await measure(0.1, { metric: 'flow' })
    clock.advance(4999)
    pipeline.tick()
    await deliver({})
    expect(desk.committed).toEqual([])
    clock.advance(1)
    pipeline.tick()
    await desk.reached(1)
    expect(desk.committed).toEqual([`slow pump-1 raised ${at}`])
  })
})

describe('a crash between the two commits', () => {
  it('loses no reading and brings each change once', async () => {
    const at = clock.now()
    desk.failNext()
    expect(await measure(0.1)).toBe('commit failed')
    expect(desk.committed).toEqual([])
    await restart()
    expect(desk.committed).toEqual([`low pump-1 raised ${at}`])
    // The device heard nothing, so it sends again.
    expect(await measure(0.1, { ts: at })).toBe('done')
    await restart()
    expect(await storedPoints()).toEqual([[at, 0.1]])
    expect(desk.committed).toHaveLength(1)
  })

  it('brings each change of many groups once, with what was pending before', async () => {
    const at = clock.now()
    await measure(0.1, { metric: 'flow' })
    await deliver({ events: [anEvent({ ts: at })] })
    clock.advance(second)
    await measure(0.4)
    desk.failNext()
    expect(await measure(0.1, { ts: clock.now() + 1 })).toBe('commit failed')
    clock.advance(10 * second)
    await restart()
    const changes = [`stuck lift-1 raised ${at}`, `low pump-1 raised ${at + second + 1}`, `slow pump-1 raised ${at}`]
    expect(desk.committed).toEqual(changes)
    expect(await deliver({ events: [anEvent({ ts: at })] })).toBe('done')
    expect(await measure(0.1, { metric: 'flow', ts: at })).toBe('done')
    await restart()
    expect(desk.committed).toEqual(changes)
  })

  it('leaves a pending delay running', async () => {
    const at = clock.now()
    await measure(0.1, { metric: 'flow' })
    clock.advance(3 * second)
    await restart()
    clock.advance(2 * second)
    pipeline.tick()
    await desk.reached(1)
    expect(desk.committed).toEqual([`slow pump-1 raised ${at}`])
  })
})

describe('a settlement that fails', () => {
  it('is answered with an error, and the next message with what had been left over', async () => {
    const at = clock.now()
    desk.failNext()
    expect(await measure(0.1)).toBe('commit failed')
    expect(pipeline.available()).toBe(false)
    expect(failures).toMatchObject([{ message: 'the database does not answer' }])
    expect(pushed).toEqual([])
    clock.advance(second)
    expect(await measure(0.4)).toBe('done')
    expect(pipeline.available()).toBe(true)
    expect(desk.committed).toEqual([`low pump-1 raised ${at}`, `low pump-1 cleared ${at}`])
    expect(await storedPoints()).toEqual([
      [at, 0.1],
      [at + second, 0.4]
    ])
  })

  it('is made up for by itself, and a redelivery changes nothing', async () => {
    const at = clock.now()
    desk.failNext()
    expect(await measure(0.1)).toBe('commit failed')
    clock.advance(second)
    pipeline.tick()
    await desk.reached(1)
    await expect.poll(() => pipeline.available()).toBe(true)
    expect(await measure(0.1, { ts: at })).toBe('done')
    expect(desk.committed).toEqual([`low pump-1 raised ${at}`])
    expect(await storedPoints()).toEqual([[at, 0.1]])
  })

  it('lets go all who came meanwhile', async () => {
    const gate = desk.holdNext()
    const first = measure(0.1)
    const others = [measure(0.1, { equipment: 'pump-2' }), measure(0.2, { equipment: 'pump-2', ts: clock.now() + 1 })]
    gate.fail(new Error('gone'))
    expect(await Promise.all([first, ...others])).toEqual(['commit failed', 'commit failed', 'commit failed'])
  })
})

describe('a settlement that takes longer than 5 s', () => {
  it('is not waited for, and goes on when it is through', async () => {
    const at = clock.now()
    const gate = desk.holdNext()
    const waiting = measure(0.1)
    const behind = measure(0.1, { equipment: 'pump-2' })
    clock.advance(5 * second + 1)
    pipeline.tick()
    expect(await waiting).toBe('commit takes longer than 5000 ms')
    expect(await behind).toBe('commit takes longer than 5000 ms')
    expect(pipeline.available()).toBe(false)
    gate.open()
    await desk.reached(1)
    await expect.poll(() => pipeline.available()).toBe(true)
    expect(await measure(0.1, { ts: at })).toBe('done')
    expect(desk.committed).toEqual([`low pump-1 raised ${at}`])
  })
})

describe('a journal that fails', () => {
  it('stores nothing of the group, answers with an error, and goes on', async () => {
    await journal.stop()
    let failing = true
    await start((inner) => ({
      ...inner,
      append(group) {
        if (!failing) return inner.append(group)
        failing = false
        return Promise.reject(new Error('disk full'))
      }
    }))
    const at = clock.now()
    expect(await measure(0.1)).toBe('commit failed')
    expect(await storedPoints()).toEqual([])
    expect(desk.committed).toEqual([])
    expect(await measure(0.1)).toBe('done')
    expect(desk.committed).toEqual([`low pump-1 raised ${at}`])
  })
})

describe('the checkpoint', () => {
  it('is written now and then when nothing changes', async () => {
    await measure(0.4)
    expect((await desk.readCheckpoint()).rulesSeq).toBe(0)
    await measure(0.1, { metric: 'flow' })
    clock.advance(3 * second)
    pipeline.tick()
    await desk.judgedUpTo(2)
    expect((await desk.readCheckpoint()).states).toMatchObject([{ rule: 'slow', equipment: 'pump-1' }])
    expect(desk.committed).toEqual([])
  })

  it('is written when the pipeline drains', async () => {
    const answer = measure(0.4)
    await pipeline.drain()
    expect(await answer).toBe('done')
    expect((await desk.readCheckpoint()).rulesSeq).toBe(1)
  })

  it('keeps readings judged before it from being judged again', async () => {
    const at = clock.now()
    await measure(0.1)
    await measure(0.4, { ts: at + 1 })
    await pipeline.drain()
    await restart()
    expect(await measure(0.1, { ts: at })).toBe('done')
    expect(desk.committed).toEqual([`low pump-1 raised ${at}`, `low pump-1 cleared ${at}`])
  })
})
