/** What was frozen stays when the journal lets go of the readings. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { openDatabase } from '../../server/database/database.ts'
import { openDuckdbJournal } from '../../server/store/duckdb-journal.ts'
import { createDesk } from '../../server/tickets/desk.ts'
import { compactAll } from '../support/compacting-journal.ts'
import { engineer } from '../support/desk-house.ts'
import { anArrival, aReading } from '../support/field-factories.ts'
import { aHeader } from '../support/rule-factories.ts'

const minute = 60_000
const day = 24 * 60 * minute
const start = Date.UTC(2025, 10, 22, 8)

it('retention takes the readings of a breach, and not the breach', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'wuxun-breach-'))
  const journal = await openDuckdbJournal(join(folder, 'journal.duckdb'))
  const database = await openDatabase(':memory:')
  let now = start
  const desk = createDesk({ database, readings: journal, now: () => now, kindOf: () => 'booster_pump' })
  onTestFinished(async () => {
    await desk.stop()
    await database.destroy()
    await journal.stop()
    rmSync(folder, { recursive: true })
  })
  const readings = Array.from({ length: 40 }, (_, index) =>
    aReading({ ts: start - (39 - index) * minute, value: 0.4 - index / 200 })
  )
  await journal.append([anArrival({ readings })])
  const raised = { type: 'raised' as const, equipment: 'pump-1', episode: start, raisedAt: start, value: 0.2, limit: 0.25 }
  const { tickets } = await desk.settle([{ ...raised, rule: aHeader() }], { rulesSeq: 1, states: [] })
  const id = tickets[0]?.id ?? ''
  now += 6 * minute
  const { breach } = await desk.ticket(id, engineer)
  expect(breach?.points?.length).toBe(31)

  now += 10 * day
  await journal.append([anArrival({ readings: [aReading({ ts: now })] })])
  await compactAll(journal, (await journal.append([])).seq)
  await journal.retire({ rawBefore: now - day, rollupBefore: now - day })
  const query = { equipment: 'pump-1', metric: 'outlet_pressure', from: 0, to: start + day, limit: 100 }
  expect(await journal.range(query)).toEqual([])

  expect((await desk.ticket(id, engineer)).breach).toEqual(breach)
  expect(await desk.proveBreach(id)).toEqual({ ok: true, hash: breach?.hash })
})
