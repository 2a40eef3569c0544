/** Five years of tickets, alarms and audit (contract §2, R40): no retention job can pass, however short RETENTION is. */
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import type { Schema } from '../../server/database/schema.ts'
import { openDuckdbJournal } from '../../server/store/duckdb-journal.ts'
import { createHousekeeper } from '../../server/store/housekeeper.ts'
import { createAlarmDiary } from '../support/alarm-diary.ts'
import { recordAlarms } from '../support/alarm-records.ts'
import { openTestDatabase } from '../support/databases.ts'
import { anArrival, aReading } from '../support/field-factories.ts'
import { recordTickets } from '../support/ticket-records.ts'

const day = 86_400_000
const server = fileURLToPath(new URL('../../server', import.meta.url))

/** What was, not what is: tables that are only ever added to. */
const archive: (keyof Schema)[] = [
  'tickets',
  'ticket_events',
  'alarms',
  'alarm_events',
  'attachments',
  'audit',
  'out_of_service',
  'permits',
  'scans',
  'rounds',
  'position_hours',
  'rule_versions',
  'running_log_remarks',
  'running_log_signatures',
  'bulletins',
  'samples',
  'sample_checks',
  'handovers'
]

async function sources(): Promise<{ file: string; text: string }[]> {
  const files = (await readdir(server, { recursive: true })).filter((file) => file.endsWith('.ts'))
  return Promise.all(files.map(async (file) => ({ file, text: await readFile(join(server, file), 'utf8') })))
}

test('nothing in the program deletes what is archived', async () => {
  const deletes = (await sources())
    .filter(({ file }) => !file.includes('migration'))
    .flatMap(({ file, text }) =>
      [...text.matchAll(/deleteFrom\(\s*'?([\w.]+)|delete\s+from\s+(\$\{)?([\w]+)|truncate\s+(\w+)/gi)].map((match) => ({
        file,
        table: match[1] ?? match[3] ?? match[4] ?? ''
      }))
    )
  expect(deletes.length).toBeGreaterThan(10)
  expect(deletes.filter(({ table }) => (archive as string[]).includes(table))).toEqual([])
  // A table named at run time: only of the journal, where there is none of these.
  expect(deletes.filter(({ file, table }) => table === 'table' && !file.startsWith('store/'))).toEqual([])
})

test('a retention of a day takes readings, and leaves tickets, alarms, audit and attachments of four years ago', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'wuxun-archive-'))
  const journal = await openDuckdbJournal(join(folder, 'journal.duckdb'))
  const database = await openTestDatabase()
  const now = Date.parse('2026-11-20T00:00:00Z')
  const then = now - 4 * 365 * day
  await journal.append([anArrival({ readings: [aReading({ ts: then, receivedAt: then })] })])
  await recordTickets(database, [
    {
      id: 'tk_old',
      priority: 'P1',
      equipment: 'pump-1',
      rule: 'a',
      opened: then,
      photos: [then],
      steps: [
        [then + 1, 'accepted'],
        [then + 2, 'arrived'],
        [then + 3, 'resolved', { result: 'ok' }],
        [then + 4, 'verified']
      ]
    }
  ])
  const diary = createAlarmDiary()
  diary.raise('low@pump-1', then)
  diary.clear('low@pump-1', then + 1)
  diary.acknowledge('low@pump-1', then + 2)
  await recordAlarms(database, diary.steps())
  const entry = { seq: 1, at: then, actor: 'wang', action: 'ticket.accept', object: 'tk_old', detail: '{}', prev: '0', hash: '1' }
  await database.insertInto('audit').values(entry).execute()
  const kept = () => Promise.all(archive.map((table) => database.selectFrom(table).selectAll().execute()))
  const before = await kept()

  const keeper = createHousekeeper({
    journal,
    judgedSeq: async () => 1,
    now: () => now,
    retention: { rawMs: day, rollupMs: day },
    hasRoom: () => true,
    onFailure: (error) => {
      throw error
    }
  })
  await keeper.compact()
  await keeper.stop()
  const { equipment, metric } = aReading({ ts: then })
  expect(await journal.range({ equipment, metric, from: 0, to: now, limit: 9 })).toEqual([])
  expect(await kept()).toEqual(before)
  expect(before.map((rows) => rows.length).slice(0, 6)).toEqual([1, 5, 1, 3, 1, 1])
  await journal.stop()
  await database.destroy()
  await rm(folder, { recursive: true, force: true })
})
