import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Arrival, Reading } from '../../gateway/reading.ts'
import { SetupError } from '../../server/errors.ts'
import { type DuckdbJournal, openDuckdbJournal } from '../../server/store/duckdb-journal.ts'
import { anArrival, anEvent, aPresence, aReading, aReject } from '../support/field-factories.ts'
import { replayed } from '../support/replayed.ts'

const day = 86_400_000
const noon = Date.UTC(2025, 10, 20, 12)

const readings = (...each: Reading[]): Arrival => anArrival({ readings: each })

describe('the embedded journal on disk', () => {
  let folder = ''
  const opened: DuckdbJournal[] = []
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'wuxun-journal-'))
  })
  afterEach(async () => {
    for (const journal of opened.splice(0)) await journal.stop()
    rmSync(folder, { recursive: true, force: true })
  })

  async function openFile(): Promise<DuckdbJournal> {
    const journal = await openDuckdbJournal(join(folder, 'journal.duckdb'))
    opened.push(journal)
    return journal
  }

  it('is as it was after it is opened again, and goes on counting', async () => {
    const journal = await openFile()
    await journal.append([readings(aReading({ ts: 5, value: 1 }))])
    await journal.append([anArrival({ presences: [aPresence({ receivedAt: 6 })], rejects: [aReject({ receivedAt: 6 })] })])

    await journal.stop()
    const again = await openFile()
    expect(await again.append([readings(aReading({ ts: 5, value: 2 }))])).toEqual({ seq: 2 })
    expect(await again.append([readings(aReading({ ts: 7 }))])).toEqual({ seq: 3 })
    await again.append([anArrival({ rejects: [aReject({ receivedAt: 7 })] })])
    expect(await again.range({ equipment: 'pump-1', metric: 'outlet_pressure', from: 0, to: noon, limit: 9 })).toEqual([
      [5, 1],
      [7, 0.4]
    ])
    expect((await again.rejects({ limit: 9 })).map(({ id }) => id)).toEqual([2, 1])
    expect(await replayed(again, 1)).toHaveLength(2)
  })

  it('stores nothing of a group that fails, and goes on as if it had not been', async () => {
    const journal = await openFile()
    const impossible = aReading({ ts: 1.5, metric: 'flow' })
    const group = [anArrival({ readings: [aReading({ ts: 1, value: 1 })], events: [anEvent({ ts: 1 })] }), readings(impossible)]
    await expect(journal.append(group)).rejects.toThrow()
    expect(await replayed(journal, 0)).toEqual([])
    expect(
      await journal.append([readings(aReading({ ts: 1, value: 2 }), aReading({ ts: 1, metric: 'flow', value: 3 }))])
    ).toEqual({ seq: 1 })
    const [only, ...others] = await replayed(journal, 0)
    expect(others).toEqual([])
    expect(only?.arrival.readings.map(({ metric, value }) => [metric, value])).toEqual([
      ['outlet_pressure', 2],
      ['flow', 3]
    ])
  })

  it('keeps the rejects of the last 30 days', async () => {
    const journal = await openFile()
    await journal.append([anArrival({ rejects: [aReject({ receivedAt: noon }), aReject({ receivedAt: noon + 2 })] })])
    await journal.trim(noon + 30 * day + 1)
    expect((await journal.rejects({ limit: 9 })).map(({ receivedAt }) => receivedAt)).toEqual([noon + 2])
  })

  it('refuses calls after it was stopped, and may be stopped twice', async () => {
    const journal = await openFile()
    await journal.stop()
    await journal.stop()
    await expect(journal.append([readings(aReading({ ts: 1 }))])).rejects.toThrow('the journal is closed')
  })

  it('says in one line that another process has the file', async () => {
    const file = join(folder, 'journal.duckdb')
    const loader = fileURLToPath(new URL('../../.ci/typescript-threads.mjs', import.meta.url))
    const script = fileURLToPath(new URL('../support/lock-holder.ts', import.meta.url))
    const holder = spawn(process.execPath, ['--import', loader, script, file], { stdio: ['pipe', 'pipe', 'inherit'] })
    await once(holder.stdout, 'data')
    const refusal = await openDuckdbJournal(file).catch((error: unknown) => error)
    expect(refusal).toBeInstanceOf(SetupError)
    expect((refusal as Error).message).toBe(`DATA_DIR: ${file} is in use by another process`)
    holder.stdin.end()
    await once(holder, 'exit')
    await openFile()
  })

  it.each([
    [
      'is no database',
      () => writeFileSync(join(folder, 'journal.duckdb'), 'not a database, and long enough to be read as one'.repeat(100))
    ],
    ['lies in no folder', () => rmSync(folder, { recursive: true })]
  ])('says in one line that the file %s', async (_, prepare) => {
    prepare()
    const file = join(folder, 'journal.duckdb')
    const refusal = await openDuckdbJournal(file).catch((error: unknown) => error)
    expect(refusal).toBeInstanceOf(SetupError)
    expect((refusal as Error).message).toMatch(/^DATA_DIR: .* cannot be opened: [^\n]+$/)
  })
})
