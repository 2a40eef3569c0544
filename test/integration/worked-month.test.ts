/** A month worked out by hand: each figure of each report beside what pencil and paper say of `worked-month.ts`. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { unopened } from '../../server/clocks/ledger.ts'
import { figuresOf } from '../../server/clocks/policy.ts'
import { loadPresets } from '../../server/clocks/presets.ts'
import { promisesAt } from '../../server/clocks/terms.ts'
import { createTermsReader } from '../../server/clocks/terms-reader.ts'
import { type Report, type ReportRow, reportSchema } from '../../server/contract/reports.ts'
import type { Database } from '../../server/database/database.ts'
import { computeTable, type TableName } from '../../server/reports/named-report.ts'
import { openTestDatabase } from '../support/databases.ts'
import { recordTickets } from '../support/ticket-records.ts'
import { month, recordWorkedMonth, site } from '../support/worked-month.ts'

const minute = 60_000

let database: Database
beforeAll(async () => {
  database = await openTestDatabase()
  await recordWorkedMonth(database)
})
afterAll(() => database.destroy())

async function openOwn() {
  const own = await openTestDatabase()
  return { database: own, [Symbol.asyncDispose]: () => own.destroy() }
}

async function report(name: TableName, span: { from: number; to: number } = month): Promise<Report> {
  const kinds = { booster_pump: { zh: '生活水泵', en: 'Booster pump' } }
  const query = { name, ...span, now: site('12-03 00:00'), timezone: 'Asia/Shanghai', kinds, runningHours: { 'pump-2': 600 } }
  return reportSchema.strict().parse(await computeTable(database, query))
}

function rowWhere(rows: readonly ReportRow[], key: string, value: string): ReportRow {
  const found = rows.find((row) => row[key] === value)
  if (!found) throw new Error(`no row with ${key} ${value}`)
  return found
}

/** Within a thousandth: pencil and paper stop there. */
function expectFigures(row: ReportRow | null | undefined, figures: ReportRow): void {
  for (const [key, value] of Object.entries(figures)) {
    if (typeof value === 'number') expect(row?.[key], key).toBeCloseTo(value, 3)
    else expect(row?.[key], key).toBe(value)
  }
}

describe('the tickets of the month', () => {
  test('are those opened in it, without the cancelled one and the one of test equipment', async () => {
    const { rows } = await report('tickets')
    expect(rows.map(({ ticket }) => ticket)).toEqual([
      'plain',
      'paused',
      'returned',
      'lift-25',
      'repair',
      'hazard-on-time',
      'lift-45',
      'hazard-late',
      'hazard-open',
      'lift-30',
      'hazard-later',
      'last'
    ])
  })

  test('have their times, pauses and people', async () => {
    const { rows } = await report('tickets')
    expectFigures(rowWhere(rows, 'ticket', 'paused'), {
      openedAt: '2025-11-08T01:00:00.000Z',
      respond: 30,
      arrive: 60,
      resolve: 360,
      paused: 240,
      returns: 0,
      people: 'wang',
      equipmentName: '1#生活水泵',
      location: 'B1 水泵房'
    })
    expectFigures(rowWhere(rows, 'ticket', 'returned'), { resolve: 240, resolvedAt: '2025-11-10T18:00:00.000Z', returns: 1 })
    expectFigures(rowWhere(rows, 'ticket', 'last'), { respond: null, resolve: null, paused: 0, status: 'open' })
  })

  const figures: [string, number][] = [
    ['opened', 12],
    ['resolved', 10],
    ['closed', 9],
    ['open', 3],
    // 1 1 3 4 30 150 1380 1620 3120
    ['respondCount', 9],
    ['respondMean', 6309 / 9],
    ['respondMedian', 30],
    ['respondP90', 3120],
    // 20 27 30 45 60 60 180 1680 2820 3180
    ['arriveCount', 10],
    ['arriveMean', 810.2],
    ['arriveMedian', 60],
    ['arriveP90', 2820],
    // 60 60 62 120 120 240 360 1770 2940 3270
    ['resolveCount', 10],
    ['resolveMean', 900.2],
    ['resolveMedian', 180],
    ['resolveP90', 2940],
    // 120 60 360 1560 62 120 60, of which 240 on hold
    ['repairs', 7],
    ['mttrGross', 2342 / 7],
    ['mttr', 2102 / 7],
    // All but plain, returned and lift-45
    ['fixed', 7],
    ['fixable', 10],
    ['firstTimeFix', 0.7]
  ]
  test.each(figures)('come to %s %f', async (key, value) => {
    const [table] = (await report('tickets')).details
    expectFigures(table?.totals, { [key]: value })
  })

  test('of one kind and priority are a row of figures; what has nothing to divide by is null', async () => {
    const [table] = (await report('tickets')).details
    expectFigures(
      table?.rows.find(({ type, priority }) => type === 'hazard' && priority === 'P2'),
      {
        opened: 1,
        open: 1,
        respondCount: 0,
        respondMean: null,
        repairs: 0,
        mttr: null,
        fixable: 0,
        firstTimeFix: null
      }
    )
    expectFigures(
      table?.rows.find(({ type, priority }) => type === 'fault' && priority === 'P1'),
      {
        opened: 3,
        repairs: 3,
        mttr: (60 + 62 + 120) / 3,
        fixed: 1,
        fixable: 3
      }
    )
  })

  test('belong to one of two adjacent spans', async () => {
    const middle = site('11-10 04:00')
    const halves = [await report('tickets', { ...month, to: middle }), await report('tickets', { ...month, from: middle })]
    const whole = await report('tickets')
    expect(halves.flatMap(({ rows }) => rows)).toEqual(whole.rows)
    for (const key of ['opened', 'closed', 'respondCount', 'arriveCount', 'resolveCount']) {
      const sum = halves.reduce((all, { details }) => all + Number(details[0]?.totals?.[key]), 0)
      expect(sum, key).toBe(whole.details[0]?.totals?.[key])
    }
  })
})

describe('the service times of the month', () => {
  /** met, missed, of it open, compliance */
  const rows: [string, number, number, number, number][] = [
    ['respond.P1.1', 3, 0, 0, 1],
    ['respond.P2.1', 2, 1, 1, 2 / 3],
    ['respond.P3.1', 1, 3, 1, 0.25],
    ['respond.P4.1', 1, 1, 0, 0.5],
    ['arrive.P1.1', 2, 1, 0, 2 / 3],
    ['arrive.P2.1', 3, 1, 1, 0.75],
    ['arrive.P3.1', 2, 2, 1, 0.5],
    ['arrive.P4.1', 2, 0, 0, 1],
    ['resolve.P1.1', 3, 0, 0, 1],
    ['resolve.P2.1', 3, 1, 1, 0.75],
    ['resolve.P3.1', 2, 2, 1, 0.5],
    ['resolve.P4.1', 2, 0, 0, 1]
  ]
  test.each(rows)('%s: %i met, %i missed, %i of them still open, %f', async (row, met, missed, overdue, compliance) => {
    const found = rowWhere((await report('sla')).rows, 'row', row)
    expectFigures(found, { met, missed, overdue, counted: met + missed, compliance })
  })

  test('are these rows and no others, and come to 26 of 38', async () => {
    const sla = await report('sla')
    expect(sla.rows.map(({ row }) => row)).toEqual(rows.map(([row]) => row))
    expectFigures(sla.totals, { met: 26, missed: 12, counted: 38, compliance: 26 / 38, pausedRuns: 1, pausedMinutes: 240 })
  })

  test('are without pauses: 120, 120 and 60 minutes to resolve', async () => {
    const found = rowWhere((await report('sla')).rows, 'row', 'resolve.P2.1')
    expectFigures(found, { pausedRuns: 1, pausedMinutes: 240, doneCount: 3, mean: 100, median: 120, p90: 120 })
  })

  test('are proven ticket by ticket: no row without runs, no run without its entries', async () => {
    const sla = await report('sla')
    const runs = sla.details.find(({ key }) => key === 'runs')?.rows ?? []
    for (const { row, counted } of sla.rows) expect(runs.filter((run) => run['row'] === row)).toHaveLength(Number(counted))
    expect(runs).toHaveLength(38)
    const entries = await database.selectFrom('ticket_events').select(['ticket', 'position', 'at', 'type']).execute()
    const entry = (run: ReportRow, place: unknown) =>
      entries.find((one) => one.ticket === run['ticket'] && one.position === place)
    for (const run of runs) {
      expect(entry(run, run['startEntry'])?.at).toBe(Date.parse(String(run['startedAt'])))
      expect(entry(run, run['metEntry'])?.at ?? null).toBe(run['metAt'] === null ? null : Date.parse(String(run['metAt'])))
    }
  })

  test('keep what was promised first beside what the pause made of it', async () => {
    const runs = (await report('sla')).details.find(({ key }) => key === 'runs')?.rows ?? []
    const paused = runs.find(({ ticket, clock }) => ticket === 'paused' && clock === 'resolve')
    expectFigures(paused, {
      originalDueAt: '2025-11-09T01:00:00.000Z',
      dueAt: '2025-11-09T05:00:00.000Z',
      state: 'met',
      elapsed: 120,
      paused: 240
    })
  })

  test('name the clause of the policy a ticket was opened under', async () => {
    await using own = await openOwn()
    const terms = await createTermsReader()(own.database)
    const opened = site('11-20 10:00')
    const subject = { type: 'fault', class: null, priority: 'P1', source: 'alarm', wantedBy: null } as const
    const promised = promisesAt({ at: opened, type: 'opened', detail: {} }, unopened, { subject, terms })
    const ticket = { id: 'new', priority: 'P1', equipment: 'pump-9', rule: 'a', opened, promised: { ...promised } } as const
    await recordTickets(own.database, [{ ...ticket, steps: [[opened + 6 * minute, 'accepted']] }])
    const query = { name: 'sla', ...month, now: month.to, timezone: 'Asia/Shanghai', kinds: {} } as const
    const { rows: found } = await computeTable(own.database, query)
    const standard = loadPresets().find(({ id }) => id === 'standard')
    const figures = standard && figuresOf(standard, subject)
    expect(rowWhere(found, 'clock', 'respond')).toMatchObject({
      met: 0,
      missed: 1,
      policy: 'standard',
      source: figures?.respond?.source
    })
    expect(found.map(({ clock }) => clock)).toEqual(['dispatch', 'respond', 'arrive', 'progress', 'resolve'])
    expect(found.every(({ source }) => typeof source === 'string' && source !== '')).toBe(true)
  })
})

describe('the reliability of the equipment', () => {
  const rows: [string, ReportRow][] = [
    [
      'pump-1',
      {
        failures: 2,
        repeats: 1,
        observed: 720,
        planned: 0.25,
        // 07:58–09:30 without 09:00–09:15; the minor alarm of a day is none of it
        downtime: 77 / 60,
        availability: 1 - 77 / 43_185,
        operating: 720 - 0.25 - 77 / 60,
        metered: 'no',
        mtbf: (720 - 0.25 - 77 / 60) / 2,
        repairs: 2,
        mttr: 90,
        mttrGross: 210,
        fixed: 1,
        resolved: 2,
        firstTimeFix: 0.5
      }
    ],
    [
      'pump-2',
      { failures: 2, repeats: 0, downtime: 0, availability: 1, operating: 600, metered: 'yes', mtbf: 300, repairs: 2, mttr: 840 }
    ],
    ['lift-1', { failures: 3, repeats: 1, mtbf: 240, repairs: 3, mttr: 242 / 3, fixed: 2, resolved: 3, firstTimeFix: 2 / 3 }]
  ]
  test.each(rows)('%s', async (equipment, figures) => {
    expectFigures(rowWhere((await report('equipment-reliability')).rows, 'equipment', equipment), figures)
  })

  test('of all is summed before it is divided; test equipment is none of it', async () => {
    const { rows: all, totals } = await report('equipment-reliability')
    expect(all.map(({ equipment }) => equipment)).toEqual(['lift-1', 'pump-1', 'pump-2'])
    const operating = 720 + (720 - 0.25 - 77 / 60) + 600
    expectFigures(totals, {
      failures: 7,
      repeats: 2,
      availability: 1 - 77 / (3 * 43_200 - 15),
      mtbf: operating / 7,
      repairs: 7,
      mttr: 2102 / 7,
      mttrGross: 2342 / 7,
      firstTimeFix: 4 / 7
    })
  })

  test('without a failure lasts longer than what was seen', async () => {
    const span = { from: site('11-13 00:00'), to: site('11-14 00:00') }
    expectFigures(rowWhere((await report('equipment-reliability', span)).rows, 'equipment', 'lift-1'), {
      failures: 0,
      observed: 24,
      mtbf: '> 24',
      availability: 1,
      mttr: null,
      firstTimeFix: null
    })
  })

  test('is not known of the time before the first record', async () => {
    const span = { from: site('10-01 00:00'), to: site('10-02 00:00') }
    const { rows: all } = await report('equipment-reliability', span)
    expectFigures(rowWhere(all, 'equipment', 'pump-1'), { observed: 0, availability: null, mtbf: null, downtime: null })
  })
})

describe('the hazards of the month', () => {
  test('are closed by their due date, or not', async () => {
    const { rows, details } = await report('hazards')
    expect(rows.map(({ ticket, onTime }) => [ticket, onTime])).toEqual([
      ['hazard-on-time', 'yes'],
      ['hazard-late', 'no'],
      ['hazard-open', 'no'],
      ['hazard-later', null]
    ])
    expectFigures(details[0]?.rows[0], { due: 3, closedOnTime: 1, rate: 1 / 3, found: 4, closed: 2, open: 2, overdue: 1 })
    expectFigures(rowWhere(rows, 'ticket', 'hazard-on-time'), {
      due: '2025-11-20T10:00:00.000Z',
      location: 'B1',
      photos: 2,
      photoBefore: '2025-11-18T01:05:00.000Z',
      photoAfter: '2025-11-20T08:00:00.000Z'
    })
  })
})

describe('the firms of the month', () => {
  test('came and repaired as their tickets say', async () => {
    const { rows } = await report('contractors')
    expect(rows).toHaveLength(1)
    expectFigures(rows[0], {
      quarter: '2025-Q4',
      contractor: 'lift-co',
      name: '通达电梯',
      tickets: 3,
      arrivals: 3,
      arrivalMean: 100 / 3,
      arrivalMedian: 30,
      arrivalP90: 45,
      within30: 2,
      within30Rate: 2 / 3,
      urgentArrivals: 2,
      urgentWithin30: 1,
      urgentRate: 0.5,
      repeats: 1,
      fixed: 2,
      resolved: 3,
      repairs: 3,
      mttr: 242 / 3,
      ratings: 2,
      rating: 4.5
    })
  })

  test('are counted quarter by quarter', async () => {
    const { rows } = await report('contractors', { from: site('07-01 00:00'), to: month.to })
    expect(rows.map(({ quarter, tickets }) => [quarter, tickets])).toEqual([['2025-Q4', 3]])
  })
})

test('a span without anything has no figures', async () => {
  const before = { from: site('09-01 00:00'), to: site('09-01 00:00') + minute }
  const [tickets, hazards, contractors] = [
    await report('tickets', before),
    await report('hazards', before),
    await report('contractors', before)
  ]
  expect([tickets.rows, hazards.rows, contractors.rows]).toEqual([[], [], []])
  expectFigures(tickets.details[0]?.totals, { opened: 0, respondMean: null, firstTimeFix: null })
  expectFigures(hazards.details[0]?.rows[0], { due: 0, rate: null })
})
