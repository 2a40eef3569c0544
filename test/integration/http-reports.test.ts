/** Alarm health over REST, from records in a real database. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type AlarmHealth, alarmHealthSchema } from '../../server/contract/alarm-health.ts'
import { problemSchema } from '../../server/contract/common.ts'
import { createHealthTally } from '../../server/reports/alarm-health.ts'
import { defaultShifts } from '../../server/reports/shifts.ts'
import { createAlarmDiary } from '../support/alarm-diary.ts'
import { recordAlarms } from '../support/alarm-records.ts'
import { buildHttpHouse, startTime } from '../support/http-house.ts'
import { createRandom } from '../support/random.ts'

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

/**
 * Ten days before `startTime`: 6,000 raises, more than a page of records, of 40 alarms; one of them stands from the
 * beginning, untouched, and one chatters under a title that a spreadsheet would take for a formula.
 */
function tenDays() {
  const random = createRandom(7)
  const diary = createAlarmDiary()
  const begin = startTime - 10 * day
  diary.raise('old@unit-0', begin)
  for (let unit = 1; unit < 40; unit++) {
    for (let at = begin + random.below(hour); at < startTime; at += hour + random.below(hour)) {
      diary.raise(`rule@unit-${unit}`, at)
      if (random.chance(0.5)) diary.acknowledge(`rule@unit-${unit}`, at + 5_000)
      diary.clear(`rule@unit-${unit}`, at + random.below(30 * minute) + 6_000)
    }
  }
  for (let index = 0; index < 3; index++) {
    diary.raise('=1+1@unit-0', startTime - hour + index * 10_000)
    diary.clear('=1+1@unit-0', startTime - hour + index * 10_000 + 5_000)
  }
  return diary.steps()
}

async function buildWithRecords() {
  const house = await buildHttpHouse()
  const steps = tenDays()
  await recordAlarms(house.database, steps)
  const headers = await house.bearer('manager')
  const get = (query: string) => house.app.inject({ url: `/api/v1/reports/alarms${query}`, headers })
  return { house, steps, get }
}

describe('GET /reports/alarms', () => {
  test('is what the records say, whatever was before the span: the last week, a day, a shift of it', async () => {
    const { house, steps, get } = await buildWithRecords()
    await using _ = house
    const queries = [
      { query: '', from: startTime - 7 * day, to: startTime },
      { query: `?from=${startTime - 3 * day}&to=${startTime - 2 * day}`, from: startTime - 3 * day, to: startTime - 2 * day },
      { query: `?from=${startTime - 2 * day}&shift=08:00-16:00`, from: startTime - 2 * day, to: startTime, shift: '08:00-16:00' }
    ]
    for (const { query, ...span } of queries) {
      const answer = await get(query)
      const report: AlarmHealth = alarmHealthSchema.strict().parse(answer.json())
      const since = startTime - 10 * day
      const tally = createHealthTally({ ...span, since, now: startTime, timezone: 'Asia/Shanghai', shifts: defaultShifts })
      for (const step of steps) tally.add(step)
      expect(report).toEqual(tally.result())
      expect(report.raises).toBeGreaterThan(100)
      expect(report.figures.stale).toMatchObject({ value: 1, count: 1 })
    }
  })

  test('as CSV opens in a spreadsheet, no cell of it as a formula', async () => {
    const { house, get } = await buildWithRecords()
    await using _ = house
    const answer = await get(`?from=${new Date(startTime - day).toISOString()}&format=csv`)
    expect(answer.headers).toMatchObject({
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': 'attachment; filename="alarms-2025-11-21-2025-11-22.csv"'
    })
    expect(answer.body).toMatch(/^\uFEFF开始,结束/)
    expect(answer.body).toContain("\r\n'=1+1,'=1+1,unit-0,次要,3,")
  })
})

describe('GET /reports/alarms of a site without records', () => {
  let house: Awaited<ReturnType<typeof buildHttpHouse>>
  let headers: { authorization: string }
  beforeAll(async () => {
    house = await buildHttpHouse()
    headers = await house.bearer('manager')
  })
  afterAll(() => house[Symbol.asyncDispose]())

  test('has no figures', async () => {
    const answer = await house.app.inject({ url: '/api/v1/reports/alarms', headers })
    expect(answer.json()).toMatchObject({ raises: 0, badActors: [], figures: { ratePer10min: { value: null, verdict: 'none' } } })
  })

  test.each([
    ['?from=yesterday', 400, 'from'],
    ['?from=2025-02-30', 400, 'from'],
    ['?to=2025-13-01', 400, 'to'],
    ['?from=2025-11-22&to=2025-11-22', 400, 'from'],
    ['?shift=night', 400, 'shift'],
    ['?format=pdf', 400, 'format']
  ])('%s is %i and names the field', async (query, status, field) => {
    const answer = await house.app.inject({ url: `/api/v1/reports/alarms${query}`, headers })
    expect(answer.statusCode).toBe(status)
    expect(problemSchema.parse(answer.json()).errors?.[0]?.field).toBe(field)
  })

  test('names both ends of the span when both are wrong', async () => {
    const answer = await house.app.inject({ url: '/api/v1/reports/alarms?from=x&to=y', headers })
    expect(problemSchema.parse(answer.json()).errors?.map(({ field }) => field)).toEqual(['from', 'to'])
  })
})
