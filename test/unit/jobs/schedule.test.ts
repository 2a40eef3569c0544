import { describe, expect, it } from 'vitest'
import { bulletinTimes, dateOf, nextDate, nextWeek, weekOf, weekTimes } from '../../../server/jobs/schedule.ts'

const iso = (at: number) => new Date(at).toISOString()

describe('a bulletin', () => {
  it.each([
    // A day as others, and those on which the clocks change.
    ['2026-11-27', 'Asia/Shanghai', '2026-11-26T08:45:00.000Z', '2026-11-27T08:45:00.000Z', '2026-11-27T09:00:00.000Z', 24],
    ['2026-03-29', 'Europe/Berlin', '2026-03-28T15:45:00.000Z', '2026-03-29T14:45:00.000Z', '2026-03-29T15:00:00.000Z', 23],
    ['2026-10-25', 'Europe/Berlin', '2026-10-24T14:45:00.000Z', '2026-10-25T15:45:00.000Z', '2026-10-25T16:00:00.000Z', 25]
  ])('of %s in %s is of %s to %s, told at %s', (date, timezone, from, to, told, hours) => {
    const times = bulletinTimes(date, timezone)
    expect([iso(times.span.from), iso(times.span.to), iso(times.announceAt)]).toEqual([from, to, told])
    expect(times.span.to - times.span.from).toBe(hours * 3_600_000)
    expect(dateOf(times.dayEnd, timezone)).toBe(nextDate(date))
  })
})

describe('a week', () => {
  it.each([
    ['2026-11-22T15:59:59Z', '2026-W47'],
    ['2026-11-22T16:00:00Z', '2026-W48'],
    ['2026-12-31T00:00:00Z', '2026-W53'],
    ['2027-01-03T15:59:59Z', '2026-W53'],
    ['2027-01-03T16:00:00Z', '2027-W01']
  ])('at %s in Shanghai is %s', (at, week) => {
    expect(weekOf(Date.parse(at), 'Asia/Shanghai')).toBe(week)
  })

  it('runs from Monday to Monday, and is drawn on the Monday after it', () => {
    const { span, drawAt } = weekTimes('2026-W48', 'Asia/Shanghai')
    expect([iso(span.from), iso(span.to), iso(drawAt)]).toEqual([
      '2026-11-22T16:00:00.000Z',
      '2026-11-29T16:00:00.000Z',
      '2026-11-29T22:00:00.000Z'
    ])
    expect([nextWeek('2026-W48'), nextWeek('2026-W53')]).toEqual(['2026-W49', '2027-W01'])
  })
})
