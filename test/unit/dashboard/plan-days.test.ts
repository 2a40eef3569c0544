import { describe, expect, it } from 'vitest'
import { linesByDay, weeksFrom, weeksOfMonth } from '../../../dashboard/src/features/setup/plans/plan-days.ts'
import type { PlannedRoundItem } from '../../../server/contract/patrol-calendar.ts'

const round = (change: Partial<PlannedRoundItem>): PlannedRoundItem => ({
  id: 'night',
  route: 'night',
  routeName: '夜巡',
  type: 'guard',
  date: '2026-03-04',
  window: { from: '2026-03-04T14:00:00.000Z', to: '2026-03-04T16:00:00.000Z' },
  status: 'complete',
  places: 2,
  visits: 1,
  ...change
})

describe('The weeks of a calendar', () => {
  it.each([
    ['a month over six weeks', '2026-03-01', 6, '2026-02-23', '2026-04-05'],
    ['a month that fills its weeks', '2027-02-01', 4, '2027-02-01', '2027-02-28']
  ])('%s', (_, month, count, first, last) => {
    const weeks = weeksOfMonth(month)
    expect([weeks.length, weeks[0]?.[0], weeks.at(-1)?.[6]]).toEqual([count, first, last])
  })

  it('hold four weeks from a Wednesday in five', () => {
    expect(weeksFrom('2026-03-04', 28).map(([monday]) => monday)).toEqual([
      '2026-03-02',
      '2026-03-09',
      '2026-03-16',
      '2026-03-23',
      '2026-03-30'
    ])
  })
})

describe('The lines of a day', () => {
  const lines = (...rounds: PlannedRoundItem[]) => linesByDay(rounds).get('2026-03-04')

  it('are one for each route, with what most needs to be seen of its rounds', () => {
    const found = lines(round({}), round({ status: 'partial' }), round({ status: 'planned' }), round({ route: 'fire' }))
    expect(found).toMatchObject([
      { route: 'night', count: 3, status: 'partial', until: undefined },
      { route: 'fire', count: 1, status: 'complete' }
    ])
  })

  it('say of a week until when it is, and how often', () => {
    const window = { from: '2026-03-04T16:00:00.000Z', to: '2026-03-11T16:00:00.000Z' }
    expect(lines(round({ window, visits: 2 }))).toMatchObject([{ count: 2, until: Date.parse(window.to) - 1 }])
  })
})
