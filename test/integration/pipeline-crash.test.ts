import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openDuckdbJournal } from '../../server/store/duckdb-journal.ts'
import { anEvent } from '../support/field-factories.ts'
import { openPipelineHouse, type PipelineHouse } from '../support/pipeline-house.ts'

const second = 1000

let folder = ''
let house: PipelineHouse
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'wuxun-pipeline-'))
  house = await openPipelineHouse(() => openDuckdbJournal(join(folder, 'journal.duckdb')))
})
afterEach(async () => {
  await house.close()
  rmSync(folder, { recursive: true, force: true })
})

describe('a crash between the two commits', () => {
  it('loses no reading and brings each change once', async () => {
    const at = house.clock.now()
    house.desk.failNext()
    expect(await house.measure(0.1)).toBe('commit failed')
    expect(house.desk.committed).toEqual([])
    await house.restart()
    expect(house.desk.committed).toEqual([`low pump-1 raised ${at}`])
    // The device heard nothing, so it sends again.
    expect(await house.measure(0.1, { ts: at })).toBe('done')
    await house.restart()
    expect(await house.storedPoints()).toEqual([[at, 0.1]])
    expect(house.desk.committed).toHaveLength(1)
  })

  it('brings each change of many groups once, with what was pending before', async () => {
    const at = house.clock.now()
    await house.measure(0.1, { metric: 'flow' })
    await house.deliver({ events: [anEvent({ ts: at })] })
    house.clock.advance(second)
    await house.measure(0.4)
    house.desk.failNext()
    expect(await house.measure(0.1, { ts: house.clock.now() + 1 })).toBe('commit failed')
    house.clock.advance(10 * second)
    await house.restart()
    const changes = [`stuck lift-1 raised ${at}`, `low pump-1 raised ${at + second + 1}`, `slow pump-1 raised ${at}`]
    expect(house.desk.committed).toEqual(changes)
    expect(await house.deliver({ events: [anEvent({ ts: at })] })).toBe('done')
    expect(await house.measure(0.1, { metric: 'flow', ts: at })).toBe('done')
    await house.restart()
    expect(house.desk.committed).toEqual(changes)
  })

  it('leaves a pending delay running', async () => {
    const at = house.clock.now()
    await house.measure(0.1, { metric: 'flow' })
    house.clock.advance(3 * second)
    await house.restart()
    house.clock.advance(2 * second)
    house.pipeline.tick()
    await house.desk.reached(1)
    expect(house.desk.committed).toEqual([`slow pump-1 raised ${at}`])
  })
})
