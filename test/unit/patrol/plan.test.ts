import { describe, expect, it } from 'vitest'
import { routeSchema } from '../../../server/contract/site.ts'
import { roundsHolding, roundsOn } from '../../../server/patrol/plan.ts'

const zone = 'Asia/Shanghai'
const route = (fields: object) => routeSchema.parse({ id: 'night', name: '夜间巡逻', checkpoints: ['a'], ...fields })
const shown = (fields: object, date: string) =>
  roundsOn(route(fields), date, zone).map(({ id, from, to }) => `${id} ${(to - from) / 3_600_000}h`)

describe('The rounds of a route on a date', () => {
  it.each([
    [
      'with two windows',
      { windows: ['22:00-23:00', '02:00-03:30'] },
      '2026-03-04',
      ['night.2026-03-04.2200 1h', 'night.2026-03-04.0200 1.5h']
    ],
    ['on one of its days', { windows: ['08:00-09:00'], days: [3] }, '2026-03-04', ['night.2026-03-04.0800 1h']],
    ['on another day', { windows: ['08:00-09:00'], days: [1, 2] }, '2026-03-04', []],
    [
      'in its season',
      { windows: ['08:00-09:00'], season: { from: '03-04', to: '03-04' } },
      '2026-03-04',
      ['night.2026-03-04.0800 1h']
    ],
    ['after its season', { windows: ['08:00-09:00'], season: { from: '02-01', to: '03-03' } }, '2026-03-04', []],
    [
      'in a season over New Year',
      { windows: ['08:00-09:00'], season: { from: '11-01', to: '03-31' } },
      '2026-03-04',
      ['night.2026-03-04.0800 1h']
    ],
    ['outside a season over New Year', { windows: ['08:00-09:00'], season: { from: '11-01', to: '03-01' } }, '2026-03-04', []],
    ['so often a day', { times: { count: 3, per: 'day' } }, '2026-03-04', ['night.2026-03-04.day 24h']],
    ['so often a week, on Monday', { times: { count: 3, per: 'week' } }, '2026-03-02', ['night.2026-03-02.week 168h']],
    ['so often a week, on Wednesday', { times: { count: 3, per: 'week' } }, '2026-03-04', []],
    ['so often a month, on the first', { times: { count: 1, per: 'month' } }, '2026-03-01', ['night.2026-03-01.month 744h']]
  ])('%s', (_, fields, date, expected) => {
    expect(shown(fields, date)).toEqual(expected)
  })
})

describe('The rounds that hold a time', () => {
  it.each([
    ['in a window', { windows: ['22:00-23:00'] }, '2026-03-04T14:30:00Z', ['night.2026-03-04.2200']],
    ['at its end', { windows: ['22:00-23:00'] }, '2026-03-04T15:00:00Z', []],
    ['past midnight: of the evening before', { windows: ['22:00-02:00'] }, '2026-03-04T17:30:00Z', ['night.2026-03-04.2200']],
    [
      'in two windows',
      { windows: ['22:00-02:00', '01:00-03:00'] },
      '2026-03-04T17:30:00Z',
      ['night.2026-03-04.2200', 'night.2026-03-05.0100']
    ],
    ['in the middle of a week', { times: { count: 3, per: 'week' } }, '2026-03-04T17:30:00Z', ['night.2026-03-02.week']]
  ])('%s', (_, fields, at, expected) => {
    expect(roundsHolding(route(fields), [Date.parse(at)], zone).map(({ id }) => id)).toEqual(expected)
  })
})
