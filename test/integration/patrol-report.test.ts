/** A month of rounds worked out by hand: each figure of the patrol report beside what pencil and paper say of `patrol-month.ts`. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Report, reportSchema } from '../../server/contract/reports.ts'
import type { Database } from '../../server/database/database.ts'
import { heatOf } from '../../server/patrol/heat.ts'
import { readWalked } from '../../server/patrol/walked-rounds.ts'
import { computeTable } from '../../server/reports/named-report.ts'
import { openTestDatabase } from '../support/databases.ts'
import { recordPatrolMonth } from '../support/patrol-month.ts'
import { month, site } from '../support/worked-month.ts'

let database: Database
beforeAll(async () => {
  database = await openTestDatabase()
  await database
    .insertInto('checkpoints')
    .values({ id: 'roof', name: '屋顶', tag: null, location: '', settings: '{}', enabled: 0 })
    .execute()
  await database.insertInto('users').values({ id: 'li', name: '李保安', role: 'guard', password: '-', enabled: 1 }).execute()
  await recordPatrolMonth(database)
})
afterAll(() => database.destroy())

async function report(span: { from: number; to: number } = month): Promise<Report> {
  const query = { name: 'patrol', ...span, now: site('12-01 22:30'), timezone: 'Asia/Shanghai', kinds: {} } as const
  return reportSchema.strict().parse(await computeTable(database, query))
}

async function compliance(span?: { from: number; to: number }) {
  const [table] = (await report(span)).details
  return table
}

describe('the compliance of the month', () => {
  test('of the night is 22 of 30 rounds, 76 of 90 places', async () => {
    // Days 1–20, 29 and 30 complete, 21–25 without the roof, 26–28 without anybody: 22 × 3 + 5 × 2.
    expect((await compliance())?.rows[1]).toEqual({
      route: '夜间巡逻',
      rounds: 30,
      complete: 22,
      partial: 5,
      missed: 3,
      roundRate: 22 / 30,
      planned: 90,
      done: 76,
      placeRate: 76 / 90,
      suspects: 1
    })
  })

  test('of twice a day counts visits far enough apart: 1 of 2 rounds, 3 of 4 visits', async () => {
    expect((await compliance())?.rows[0]).toMatchObject({
      route: '泵房巡检',
      rounds: 2,
      complete: 1,
      partial: 1,
      planned: 4,
      done: 3
    })
  })

  test('of all is 23 of 32 rounds, 79 of 94 places', async () => {
    expect((await compliance())?.totals).toMatchObject({
      rounds: 32,
      complete: 23,
      roundRate: 23 / 32,
      planned: 94,
      done: 79,
      placeRate: 79 / 94
    })
  })

  test('without any round is no figure, neither 0 nor 100 %', async () => {
    const table = await compliance({ from: site('10-01 00:00'), to: site('10-31 00:00') })
    expect(table).toMatchObject({ rows: [], totals: { rounds: 0, roundRate: null, planned: 0, placeRate: null } })
  })

  test('does not count the round that goes on', async () => {
    const span = { from: site('12-01 00:00'), to: site('12-03 00:00') }
    const { rows, details } = await report(span)
    expect(rows).toMatchObject([{ round: 'night.2025-12-01.2200', status: 'in_progress', planned: 3, done: 1, missed: null }])
    expect(details[0]?.totals).toMatchObject({ rounds: 0, roundRate: null })
  })
})

describe('a row', () => {
  const row = async (round: string) => (await report()).rows.find((each) => each['round'] === round)

  test('names what was missed, also a place that is out of service by now, and who walked', async () => {
    expect(await row('night.2025-11-21.2200')).toEqual({
      date: '2025-11-21',
      route: '夜间巡逻',
      type: 'guard',
      from: '2025-11-21T14:00:00.000Z',
      to: '2025-11-21T16:00:00.000Z',
      status: 'partial',
      planned: 3,
      done: 2,
      missed: '屋顶',
      suspects: 0,
      firstScan: '2025-11-21T14:10:00.000Z',
      lastScan: '2025-11-21T14:20:00.000Z',
      walkedBy: '李保安',
      round: 'night.2025-11-21.2200'
    })
  })

  test.each([
    ['nobody walked, whatever came after midnight', '26', { status: 'missed', done: 0, firstScan: null, walkedBy: null }],
    [
      'two walked, one told of a visit twice, one in doubt',
      '29',
      { status: 'complete', done: 3, suspects: 1, walkedBy: '李保安、zhao' }
    ],
    ['was told of a day late', '30', { status: 'complete', done: 3, missed: null }]
  ])('of a round that %s', async (_, day, figures) => {
    expect(await row(`night.2025-11-${day}.2200`)).toMatchObject(figures)
  })

  test('belongs to the span its window begins in', async () => {
    const { rows } = await report({ from: site('11-10 22:00'), to: site('11-11 22:00') })
    expect(rows.map(({ round }) => round)).toEqual(['night.2025-11-10.2200'])
  })
})

describe('the heat map of the month', () => {
  const heat = async (span = month) =>
    heatOf(await readWalked(database, span), { now: site('12-01 22:30'), zone: 'Asia/Shanghai' })
  const hours = (hour: number, figure: number) => Array.from({ length: 24 }, (_, at) => (at === hour ? figure : 0))

  test('knows the gaps of each place', async () => {
    // Nobody came on 3 of 30 nights, and on 5 more the roof was left out.
    expect((await heat()).places).toEqual([
      { checkpoint: 'pump-room', planned: hours(0, 2), seen: hours(0, 1) },
      { checkpoint: 'gate', planned: hours(22, 30), seen: hours(22, 27) },
      { checkpoint: 'hall', planned: hours(22, 30), seen: hours(22, 27) },
      { checkpoint: 'roof', planned: hours(22, 30), seen: hours(22, 22) }
    ])
  })

  test('finds rounds that always begin at the same minute, and says nothing of two', async () => {
    expect((await heat()).habits).toEqual([
      { route: 'pumps', name: '泵房巡检', window: '00:00', rounds: 2, spreadMinutes: null, score: null },
      { route: 'night', name: '夜间巡逻', window: '22:00', rounds: 27, spreadMinutes: 0, score: 1 }
    ])
  })

  test('leaves out the round that goes on', async () => {
    expect(await heat({ from: site('12-01 00:00'), to: site('12-02 00:00') })).toEqual({ places: [], habits: [] })
  })
})
