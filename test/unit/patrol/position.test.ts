import { describe, expect, it } from 'vitest'
import { hoursOf, isNews, nextHour, reports } from '../../../server/patrol/position.ts'

const minute = 60_000
const hour = 60 * minute
/** From minute 0 to minute 150: two whole hours, and half of one. */
const duty = { guard: 'li', name: '李保安', shift: 'night', shiftName: '夜班', from: 0, to: 150 * minute }
const first = { from: 0, to: hour }

describe('The hours of a patrol shift', () => {
  it.each([
    ['at its start', -1, 0, [0]],
    ['in its first hour', -1, 59, [0]],
    ['of which the first is planned', 0, 60, [60]],
    ['in one step', -1, 150, [0, 60]],
    ['for who is put on it in the middle of an hour', 30, 70, [60]],
    ['before it', -20, -1, []],
    ['after it', 150, 400, []]
  ])('%s', (_, since, now, begins) => {
    const hours = hoursOf(duty, { since: since * minute, now: now * minute })
    expect(hours.map(({ from }) => from / minute)).toEqual(begins)
  })

  it('are told of ten minutes after they are over', () => {
    expect(hoursOf(duty, { since: -1, now: 0 })).toEqual([
      { id: 'night.li.0', guard: 'li', shift: 'night', shiftName: '夜班', ...first, status: 'open', due: 70 * minute }
    ])
  })

  it.each([
    [-5, 0],
    [0, 60],
    [59, 60],
    [60, Number.POSITIVE_INFINITY]
  ])('at minute %i begin next at minute %i', (now, next) => {
    expect(nextHour(duty, now * minute) / minute).toBe(next)
  })
})

describe('A scan', () => {
  it.each([
    ['before the hour', -1, false],
    ['as it begins', 0, true],
    ['in its last minute', 59, true],
    ['in the grace', 69, true],
    ['after the grace', 70, false]
  ])('%s', (_, at, stands) => {
    expect(reports(first, at * minute)).toBe(stands)
  })
})

describe('A miss', () => {
  it.each([
    [70, true],
    [129, true],
    [130, false]
  ])('found out at minute %i is news: %s', (now, told) => {
    expect(isNews(first, now * minute)).toBe(told)
  })
})
