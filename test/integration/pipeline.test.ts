import { beforeEach, describe, expect, it } from 'vitest'
import { createMemoryJournal } from '../../server/store/memory-journal.ts'
import { anEvent, aPresence, aReading, aReject } from '../support/field-factories.ts'
import { openPipelineHouse, type PipelineHouse } from '../support/pipeline-house.ts'

const second = 1000

/** The memory journal, with an append that can be made to fail. */
function createFailingJournal() {
  const journal = createMemoryJournal()
  let failing = false
  return {
    ...journal,
    failNext() {
      failing = true
    },
    async append(group: Parameters<typeof journal.append>[0]) {
      if (!failing) return journal.append(group)
      failing = false
      throw new Error('disk full')
    }
  }
}

let journal = createFailingJournal()
let house: PipelineHouse
beforeEach(async () => {
  journal = createFailingJournal()
  house = await openPipelineHouse(async () => journal)
})

describe('the way of a reading', () => {
  it('ends with an answer when it is stored, judged, and what it caused is committed', async () => {
    const at = house.clock.now()
    const gate = house.desk.holdNext()
    const answered: string[] = []
    const answer = house.measure(0.1).then((word) => answered.push(word))
    while ((await house.storedPoints()).length === 0) await house.journal.restore(0)
    expect(answered).toEqual([])
    expect(house.pushed).toEqual([])
    gate.open()
    await answer
    expect(answered).toEqual(['done'])
    expect(await house.storedPoints()).toEqual([[at, 0.1]])
    expect(house.desk.committed).toEqual([`low pump-1 raised ${at}`])
    expect(house.pushed).toEqual([aReading({ ts: at, value: 0.1 })])
    expect(house.board.latest('pump-1')?.get('outlet_pressure')?.value).toBe(0.1)
  })

  it('takes all that comes at once, in order', async () => {
    const at = house.clock.now()
    const values = Array.from({ length: 100 }, (_, index) => (index % 2 === 0 ? 0.1 : 0.4))
    const answers = await Promise.all(values.map((value, index) => house.measure(value, { ts: at + index })))
    expect(new Set(answers)).toEqual(new Set(['done']))
    expect(await house.storedPoints()).toEqual(values.map((value, index) => [at + index, value]))
    expect(house.desk.committed).toHaveLength(100)
    expect(house.desk.committed.slice(0, 3)).toEqual([
      `low pump-1 raised ${at}`,
      `low pump-1 cleared ${at}`,
      `low pump-1 raised ${at + 2}`
    ])
  })

  it('keeps rejects, and shows presences and events on the board', async () => {
    const receivedAt = house.clock.now()
    expect(
      await house.deliver({ rejects: [aReject({ receivedAt })], presences: [aPresence({ receivedAt, online: false })] })
    ).toBe('done')
    expect(await house.deliver({ events: [anEvent({ ts: receivedAt })] })).toBe('done')
    expect(await house.journal.rejects({ limit: 9 })).toHaveLength(1)
    expect(house.board.snapshot('pump-1')?.presence).toBe('gone')
    expect(house.board.snapshot('lift-1')?.presence).toBe('online')
  })

  it('answers a message that says nothing new', async () => {
    const ts = house.clock.now()
    expect(await house.deliver({})).toBe('done')
    expect(await house.measure(0.1, { ts })).toBe('done')
    expect(await house.measure(0.4, { ts })).toBe('done')
    expect(await house.storedPoints()).toEqual([[ts, 0.1]])
    expect(house.desk.committed).toHaveLength(1)
  })

  it('fires a delay that runs out in silence', async () => {
    const at = house.clock.now()
    await house.measure(0.1, { metric: 'flow' })
    house.clock.advance(4999)
    house.pipeline.tick()
    await house.deliver({})
    expect(house.desk.committed).toEqual([])
    house.clock.advance(1)
    house.pipeline.tick()
    await house.desk.reached(1)
    expect(house.desk.committed).toEqual([`slow pump-1 raised ${at}`])
  })
})

describe('a settlement that fails', () => {
  it('is answered with an error, and the next message with what had been left over', async () => {
    const at = house.clock.now()
    house.desk.failNext()
    expect(await house.measure(0.1)).toBe('commit failed')
    expect(house.pipeline.available()).toBe(false)
    expect(house.failures).toMatchObject([{ message: 'the database does not answer' }])
    expect(house.pushed).toEqual([])
    house.clock.advance(second)
    expect(await house.measure(0.4)).toBe('done')
    expect(house.pipeline.available()).toBe(true)
    expect(house.desk.committed).toEqual([`low pump-1 raised ${at}`, `low pump-1 cleared ${at}`])
    expect(await house.storedPoints()).toEqual([
      [at, 0.1],
      [at + second, 0.4]
    ])
  })

  it('is made up for by itself, and a redelivery changes nothing', async () => {
    const at = house.clock.now()
    house.desk.failNext()
    expect(await house.measure(0.1)).toBe('commit failed')
    house.clock.advance(second)
    house.pipeline.tick()
    await house.desk.reached(1)
    await expect.poll(() => house.pipeline.available()).toBe(true)
    expect(await house.measure(0.1, { ts: at })).toBe('done')
    expect(house.desk.committed).toEqual([`low pump-1 raised ${at}`])
    expect(await house.storedPoints()).toEqual([[at, 0.1]])
  })

  it('is tried again once a second, not at every tick', async () => {
    await house.measure(0.4)
    house.clock.advance(10 * second)
    house.desk.failNext()
    expect(await house.measure(0.1)).toBe('commit failed')
    for (let tick = 0; tick < 9; tick++) {
      house.desk.failNext()
      house.clock.advance(100)
      house.pipeline.tick()
      await new Promise((resolve) => setImmediate(resolve))
    }
    expect(house.failures).toHaveLength(1)
  })

  it('lets go all who came meanwhile', async () => {
    const gate = house.desk.holdNext()
    const first = house.measure(0.1)
    const others = [
      house.measure(0.1, { equipment: 'pump-2' }),
      house.measure(0.2, { equipment: 'pump-2', ts: house.clock.now() + 1 })
    ]
    gate.fail(new Error('gone'))
    expect(await Promise.all([first, ...others])).toEqual(['commit failed', 'commit failed', 'commit failed'])
  })
})

describe('a settlement that takes longer than 5 s', () => {
  it('is not waited for, and goes on when it is through', async () => {
    const at = house.clock.now()
    const gate = house.desk.holdNext()
    const waiting = house.measure(0.1)
    const behind = house.measure(0.1, { equipment: 'pump-2' })
    house.clock.advance(5 * second + 1)
    house.pipeline.tick()
    expect(await waiting).toBe('commit takes longer than 5000 ms')
    expect(await behind).toBe('commit takes longer than 5000 ms')
    expect(house.pipeline.available()).toBe(false)
    gate.open()
    await house.desk.reached(1)
    await expect.poll(() => house.pipeline.available()).toBe(true)
    expect(await house.measure(0.1, { ts: at })).toBe('done')
    expect(house.desk.committed).toEqual([`low pump-1 raised ${at}`])
  })
})

describe('a journal that fails', () => {
  it('stores nothing of the group, answers with an error, and goes on', async () => {
    const at = house.clock.now()
    journal.failNext()
    expect(await house.measure(0.1)).toBe('commit failed')
    expect(await house.storedPoints()).toEqual([])
    expect(house.desk.committed).toEqual([])
    expect(await house.measure(0.1)).toBe('done')
    expect(house.desk.committed).toEqual([`low pump-1 raised ${at}`])
  })
})

describe('the checkpoint', () => {
  it('is written now and then when nothing changes', async () => {
    await house.measure(0.4)
    expect((await house.desk.readCheckpoint()).rulesSeq).toBe(0)
    await house.measure(0.1, { metric: 'flow' })
    house.clock.advance(3 * second)
    house.pipeline.tick()
    await house.desk.judgedUpTo(2)
    expect((await house.desk.readCheckpoint()).states).toMatchObject([{ rule: 'slow', equipment: 'pump-1' }])
    expect(house.desk.committed).toEqual([])
  })

  it('is written when the pipeline drains', async () => {
    const answer = house.measure(0.4)
    await house.pipeline.drain()
    expect(await answer).toBe('done')
    expect((await house.desk.readCheckpoint()).rulesSeq).toBe(1)
  })

  it('keeps readings judged before it from being judged again', async () => {
    const at = house.clock.now()
    await house.measure(0.1)
    await house.measure(0.4, { ts: at + 1 })
    await house.pipeline.drain()
    await house.restart()
    expect(await house.measure(0.1, { ts: at })).toBe('done')
    expect(house.desk.committed).toEqual([`low pump-1 raised ${at}`, `low pump-1 cleared ${at}`])
  })
})
