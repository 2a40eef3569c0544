/** Running logs from a real journal: every figure is found again in the store, gaps are gaps, and what was signed stays signed. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { loadCatalogue } from '../../gateway/catalogue.ts'
import type { Reading, Value } from '../../gateway/reading.ts'
import type { Database } from '../../server/database/database.ts'
import { createRunningLogs, type RunningLogs } from '../../server/reports/running-logs.ts'
import type { ReportBody } from '../../server/reports/scope.ts'
import { type DuckdbJournal, openDuckdbJournal } from '../../server/store/duckdb-journal.ts'
import { createAlarmDiary } from '../support/alarm-diary.ts'
import { recordAlarms } from '../support/alarm-records.ts'
import { compactAll } from '../support/compacting-journal.ts'
import { openTestDatabase } from '../support/databases.ts'
import { anArrival } from '../support/field-factories.ts'
import { recordTickets } from '../support/ticket-records.ts'

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour
const timezone = 'Asia/Shanghai'
/** Midnight of the site. */
const midnight = Date.parse('2025-11-20T00:00:00+08:00')
const location = 'B1 水泵房'
const night = { location, date: '2025-11-20', shift: '00:00-08:00' }
const morning = { ...night, shift: '08:00-16:00' }

const metrics = loadCatalogue().get('booster_pump')?.metrics ?? {}
const equipment = [
  { id: 'pump-1', name: '1#生活水泵', location, metrics },
  { id: 'pump-2', name: '2#生活水泵', location: '屋面', metrics }
]

let folder: string
let journal: DuckdbJournal
let database: Database
let logs: RunningLogs
const clock = { now: midnight + 17 * hour }
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wuxun-log-'))
  journal = await openDuckdbJournal(join(folder, 'journal.duckdb'))
  database = await openTestDatabase()
  clock.now = midnight + 17 * hour
  const known = new Set(['outlet_pressure', 'motor_current', 'running', 'control_mode'])
  logs = createRunningLogs({
    database,
    readings: journal,
    equipment: () => equipment,
    isKnown: (id, metric) => id === 'pump-1' && known.has(metric),
    timezone: () => timezone,
    now: () => clock.now
  })
})
afterEach(async () => {
  await journal.stop()
  await database.destroy()
  await rm(folder, { recursive: true, force: true })
})

function reading(metric: string, ts: number, value: Value): Reading {
  return { equipment: 'pump-1', metric, ts, value, receivedAt: ts, quality: 'good' }
}

/** 16 h at a reading every 10 s, without 09:10 to 09:30; current every 30 s; running says so when it changes. */
async function fill(): Promise<void> {
  const readings: Reading[] = []
  for (let at = midnight; at < midnight + 16 * hour; at += 10_000) {
    if (at >= midnight + 9 * hour + 10 * minute && at < midnight + 9 * hour + 30 * minute) continue
    readings.push(reading('outlet_pressure', at, Math.round((0.42 + 0.05 * Math.sin(at / 700_000)) * 1000) / 1000))
    if (at % 30_000 === 0) readings.push(reading('motor_current', at, 20 + ((at / 30_000) % 7)))
    readings.push(reading('running', at, at < midnight + 12 * hour))
  }
  await journal.append([anArrival({ readings })])
}

const rowOf = (report: ReportBody, shift: string, metric: string) =>
  report.rows.find((row) => row['date'] === '2025-11-20' && row['shift'] === shift && row['metric'] === metric)

describe('a running log', () => {
  test('has the figures of the store, whichever way they are reckoned, before and after compaction', async () => {
    await fill()
    // A day is reckoned from readings, a longer span from buckets.
    const spans = [midnight, midnight - 4 * day]
    for (const [compacted, begin] of [false, true].flatMap((each) => spans.map((from) => [each, from] as const))) {
      if (compacted) await compactAll(journal, (await journal.append([])).seq)
      const report = await logs.report({ from: begin, to: midnight + day, step: 'shift' })
      for (const [index, shift] of ['00:00-08:00', '08:00-16:00'].entries()) {
        for (const metric of ['outlet_pressure', 'motor_current']) {
          const from = midnight + index * 8 * hour
          const points = await journal.range({ equipment: 'pump-1', metric, from, to: from + 8 * hour, limit: 50_000 })
          const values = points.map(([, value]) => Number(value))
          const row = rowOf(report, shift, metric)
          if (metric === 'outlet_pressure') expect(row?.['missing']).toBe(index === 0 ? null : '09:09–09:30')
          expect(row).toMatchObject({ count: values.length, min: Math.min(...values), max: Math.max(...values) })
          expect(row?.['last']).toBe(values.at(-1))
          const mean = values.reduce((sum, value) => sum + value, 0) / values.length
          expect(row?.['avg']).toBe(Number(mean.toPrecision(6)))
        }
      }
    }
  })

  test('prints an outage of 20 minutes as missing, to the reading', async () => {
    await fill()
    const report = await logs.report({ from: midnight, to: midnight + day, step: 'shift' })
    expect(rowOf(report, '00:00-08:00', 'outlet_pressure')?.['missing']).toBeNull()
    expect(rowOf(report, '08:00-16:00', 'outlet_pressure')?.['missing']).toBe('09:09–09:30')
    const log = await logs.log(morning)
    expect(log.figures.find(({ metric }) => metric === 'outlet_pressure')?.gaps).toEqual([
      { from: '2025-11-20T01:09:50.000Z', to: '2025-11-20T01:30:00.000Z' }
    ])
    // Nothing came since: the last reading before it was at 15:59:50.
    expect(rowOf(report, '16:00-24:00', 'outlet_pressure')).toMatchObject({ count: 0, avg: null, missing: '15:59–17:00' })
  })

  test('has states as missing where their equipment sent nothing at all, and only there', async () => {
    await fill()
    const report = await logs.report({ from: midnight, to: midnight + day, step: 'shift' })
    expect(rowOf(report, '16:00-24:00', 'running')).toMatchObject({ count: 0, missing: '16:00–17:00' })
    expect(rowOf(report, '08:00-16:00', 'control_mode')).toMatchObject({ count: 0, missing: null })
    const pieces = await logs.report({ from: midnight, to: midnight + day, step: '2h', location })
    const silent = pieces.rows.filter(({ metric, missing }) => metric === 'running' && missing !== null)
    expect(silent.map(({ slot, missing }) => [slot, missing])).toEqual([['16:00–18:00', '16:00–17:00']])
  })

  test('of two hours each has the same readings, in pieces', async () => {
    await fill()
    const pieces = await logs.report({ from: midnight, to: midnight + 8 * hour, step: '2h', location })
    const own = pieces.rows.filter(({ metric }) => metric === 'motor_current')
    expect(own.map(({ slot, count }) => [slot, count])).toEqual([
      ['00:00–02:00', 240],
      ['02:00–04:00', 240],
      ['04:00–06:00', 240],
      ['06:00–08:00', 240]
    ])
  })

  test('tells what went wrong in the shift, with its ticket', async () => {
    await fill()
    const diary = createAlarmDiary()
    diary.raise('low@pump-1', midnight + 9 * hour)
    diary.raise('low@pump-2', midnight + 9 * hour)
    await recordAlarms(database, diary.steps())
    await recordTickets(database, [{ id: 'tk_1', priority: 'P2', equipment: 'pump-1', opened: midnight + 9 * hour + minute }])
    const { exceptions } = await logs.log(morning)
    expect(exceptions.map(({ kind, equipment: on, number }) => [kind, on, number])).toEqual([
      ['alarm', 'pump-1', null],
      ['ticket', 'pump-1', 'WX-000001']
    ])
    expect((await logs.log(night)).exceptions).toEqual([])
  })

  test('is signed when its shift is over, with who, when and what', async () => {
    await fill()
    await logs.remark(night, '1# 泵切换', 'wang')
    const before = await logs.log(night)
    const signed = await logs.sign(night, { note: '正常', seen: before.hash }, 'wang')
    expect(signed).toMatchObject({
      state: 'signed',
      hash: before.hash,
      remarks: [{ by: 'wang', text: '1# 泵切换' }],
      signatures: [{ by: 'wang', note: '正常', hash: before.hash, at: new Date(clock.now).toISOString() }]
    })
    const report = await logs.report({ from: midnight, to: midnight + day, step: 'shift' })
    const states = report.details.find(({ key }) => key === 'signatures')?.rows.filter((row) => row['location'] === location)
    expect(states?.map(({ shift, state }) => [shift, state])).toEqual([
      ['00:00-08:00', 'signed'],
      ['08:00-16:00', 'unsigned'],
      ['16:00-24:00', 'unsigned']
    ])
  })

  test('that changed after it was signed says so: late readings, an alarm, a remark', async () => {
    await fill()
    const changes = [
      () => journal.append([anArrival({ readings: [reading('motor_current', midnight + 9 * hour + 15 * minute, 21)] })]),
      () => logs.remark(morning, '补记', 'zhou'),
      async () => {
        const diary = createAlarmDiary()
        diary.raise('low@pump-1', midnight + 10 * hour)
        await recordAlarms(database, diary.steps())
      }
    ]
    for (const change of changes) {
      clock.now += minute
      expect((await logs.sign(morning, {}, 'wang')).state).toBe('signed')
      await change()
      const log = await logs.log(morning)
      expect(log.state).toBe('differs')
      expect(log.signatures.at(-1)?.hash).not.toBe(log.hash)
    }
    expect((await logs.log(night)).state).toBe('unsigned')
  })

  test('stays signed when its readings are compacted, and shows what was signed when they are gone', async () => {
    await fill()
    const signed = await logs.sign(morning, {}, 'wang')
    await compactAll(journal, (await journal.append([])).seq)
    expect((await logs.log(morning)).state).toBe('signed')
    await journal.retire({ rawBefore: midnight + 2 * day, rollupBefore: midnight + 2 * day })
    const archived = await logs.log(morning)
    expect(archived.state).toBe('archived')
    expect(archived.figures).toEqual(signed.figures)
    await expect(logs.sign(morning, {}, 'wang')).rejects.toMatchObject({ code: 'conflict' })
  })

  test('is refused where there is nothing to sign', async () => {
    await fill()
    const refusals: [() => Promise<unknown>, string][] = [
      [() => logs.sign({ ...night, shift: '16:00-24:00' }, {}, 'wang'), 'conflict'],
      [() => logs.sign(morning, { seen: 'something else' }, 'wang'), 'conflict'],
      [() => logs.log({ ...night, shift: 'night' }), 'not_found'],
      [() => logs.log({ ...night, location: 'attic' }), 'not_found'],
      [() => logs.log({ ...night, date: '2025-11-21' }), 'not_found'],
      [() => logs.report({ from: midnight - 40 * day, to: midnight, step: 'shift' }), 'invalid']
    ]
    for (const [refusal, code] of refusals) await expect(refusal()).rejects.toMatchObject({ code })
  })
})
