/**
 * Reports in a thread of their own, beside the connection that writes.
 * `REPORT_RAISES=350000 npx vitest run test/integration/report-thread.test.ts -t year` is a year of a million records.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Database, openDatabase } from '../../server/database/database.ts'
import { createReportThread } from '../../server/reports/report-thread.ts'
import { createAlarmDiary } from '../support/alarm-diary.ts'
import { recordAlarms } from '../support/alarm-records.ts'
import { reportFigures } from '../support/report-figures.ts'

const day = 86_400_000
const start = Date.parse('2026-03-02T00:00:00Z')
const query = { from: start, to: start + day, now: start + day, timezone: 'Asia/Shanghai' }

describe('a report thread', () => {
  let folder: string
  let location: string
  let database: Database
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'wuxun-reports-'))
    location = join(folder, 'wuxun.sqlite')
    database = await openDatabase(location)
  })
  afterAll(async () => {
    await database.destroy()
    await rm(folder, { recursive: true })
  })

  test('sees what was committed before it was asked, and holds nothing open afterwards', async () => {
    const reports = createReportThread({ location })
    const diary = createAlarmDiary()
    diary.raise('a@x', start)
    await recordAlarms(database, diary.steps())
    expect(await reports.alarmHealth(query)).toMatchObject({ raises: 1 })
    diary.raise('a@y', start)
    await recordAlarms(database, diary.steps().slice(1))
    const both = await Promise.all([reports.alarmHealth(query), reports.alarmHealth({ ...query, shift: '08:00-16:00' })])
    expect(both.map(({ raises }) => raises)).toEqual([2, 2])
    await reports.stop()
  })

  test('refuses more than it can do soon, and fails what runs when it is stopped', async () => {
    const reports = createReportThread({ location })
    const asked = Array.from({ length: 10 }, () => reports.alarmHealth(query).catch((error: { code: string }) => error.code))
    expect(await Promise.all(asked.slice(8))).toEqual(['too_many', 'too_many'])
    await reports.stop()
    expect((await Promise.all(asked)).slice(0, 8)).toEqual(Array.from({ length: 8 }, () => 'unavailable'))
  })

  test('takes a year of records without holding up this thread', async () => {
    const raises = Number(process.env['REPORT_RAISES'] ?? 2_000)
    const year = join(folder, 'year.sqlite')
    const records = await openDatabase(year)
    const from = start - 365 * day
    const diary = createAlarmDiary()
    const apart = Math.floor((365 * day) / raises)
    for (let index = 0; index < raises; index++) {
      const actor = `rule-${index % 40}@unit-${index % 2_000}`
      diary.raise(actor, from + index * apart)
      diary.acknowledge(actor, from + index * apart + apart / 4)
      diary.clear(actor, from + index * apart + apart / 2)
    }
    await records.transaction().execute((transaction) => recordAlarms(transaction, diary.steps()))
    await records.destroy()

    const reports = createReportThread({ location: year })
    const delay = monitorEventLoopDelay({ resolution: 1 })
    const spans = { year: from, 'last week': start - 7 * day, 'first week': from }
    for (const [name, begin] of Object.entries(spans)) {
      const to = name === 'first week' ? from + 7 * day : start
      const raisesBefore = (at: number) => Math.min(raises, Math.ceil((at - from) / apart))
      const began = performance.now()
      delay.enable()
      const report = await reports.alarmHealth({ ...query, from: begin, to, now: start })
      delay.disable()
      expect(report.raises).toBe(raisesBefore(to) - raisesBefore(begin))
      const took = Math.round(performance.now() - began)
      reportFigures(`${name}: ${report.raises} raises, ${took} ms, longest turn of the asking thread ${delay.max / 1e6} ms`)
      delay.reset()
    }
    await reports.stop()
  }, 600_000)

  test('tells why a database cannot be read', async () => {
    const reports = createReportThread({ location: join(folder, 'none.sqlite') })
    await expect(reports.alarmHealth(query)).rejects.toThrow(/database/)
    await reports.stop()
  })
})
