import fc from 'fast-check'
import { DateTime } from 'luxon'
import { describe, expect, it } from 'vitest'
import { createCalendar } from '../../../server/clocks/calendar.ts'
import { loadHolidays } from '../../../server/clocks/holidays.ts'
import type { DayKind, OfficeHours } from '../../../server/contract/sla.ts'

const week: OfficeHours = {
  mon: ['09:00-12:00', '13:00-18:00'],
  tue: ['09:00-18:00'],
  wed: ['09:00-18:00'],
  thu: ['09:00-18:00'],
  fri: ['09:00-17:00'],
  sat: [],
  sun: []
}
const holidays = new Map(loadHolidays().map(({ date, kind }) => [date, kind]))
const china = createCalendar({ timezone: 'Asia/Shanghai', hours: week, days: holidays })

const at = (text: string, zone = 'Asia/Shanghai') => DateTime.fromISO(text, { zone }).toMillis()
const told = (ms: number, zone = 'Asia/Shanghai') => DateTime.fromMillis(ms, { zone }).toFormat("yyyy-MM-dd'T'HH:mm")
const minute = 60_000

describe('a working day', () => {
  for (const [date, works, why] of [
    ['2025-09-30', true, 'a Tuesday'],
    ['2025-10-01', false, 'National Day'],
    ['2025-10-08', false, 'the last day of the holidays'],
    ['2025-10-09', true, 'the Thursday after'],
    ['2025-09-28', true, 'a Sunday worked for it'],
    ['2025-10-11', true, 'a Saturday worked for it'],
    ['2025-10-12', false, 'an ordinary Sunday'],
    ['2025-01-26', true, 'a Sunday worked for Spring Festival'],
    ['2026-02-14', true, 'a Saturday worked for Spring Festival'],
    ['2026-02-23', false, 'the last day of Spring Festival']
  ] as const) {
    it(`${works ? 'is' : 'is not'} ${date}, ${why}`, () => {
      expect(china.isWorkingDay(date)).toBe(works)
    })
  }
})

describe('working days end when the office does, the first day not counted', () => {
  for (const [from, days, due] of [
    ['2025-11-24T10:00', 3, '2025-11-27T18:00'],
    ['2025-11-24T23:59', 1, '2025-11-25T18:00'],
    ['2025-11-27T10:00', 1, '2025-11-28T17:00'],
    ['2025-11-28T10:00', 3, '2025-12-03T18:00'],
    ['2025-11-29T10:00', 1, '2025-12-01T18:00'],
    // The worked Sunday, 29 and 30 September.
    ['2025-09-26T10:00', 3, '2025-09-30T18:00'],
    // After the holidays: 9 and 10 October, and the worked Saturday.
    ['2025-09-30T10:00', 3, '2025-10-11T17:00'],
    ['2026-02-13T10:00', 2, '2026-02-24T18:00']
  ] as const) {
    it(`${days} from ${from} are over at ${due}`, () => {
      expect(told(china.closeOfWorkingDay(at(from), days))).toBe(due)
    })
  }
})

describe('office hours', () => {
  for (const [from, minutes, due] of [
    ['2025-11-24T10:00', 30, '2025-11-24T10:30'],
    ['2025-11-24T11:50', 30, '2025-11-24T13:20'],
    ['2025-11-24T07:00', 30, '2025-11-24T09:30'],
    ['2025-11-28T16:45', 30, '2025-12-01T09:15'],
    ['2025-11-29T12:00', 30, '2025-12-01T09:30'],
    ['2025-09-30T17:50', 30, '2025-10-09T09:20'],
    // A worked Saturday has the hours of the Friday before it.
    ['2025-10-10T16:45', 30, '2025-10-11T09:15']
  ] as const) {
    it(`${minutes} min from ${from} are over at ${due}`, () => {
      const over = china.afterOfficeTime(at(from), minutes * minute)
      expect(told(over)).toBe(due)
      expect(china.officeTime(at(from), over)).toBe(minutes * minute)
    })
  }
})

describe('a zone that changes its clocks', () => {
  const zone = 'Europe/Berlin'
  const night = { ...week, sat: ['22:00-24:00'], sun: ['00:00-06:00'] }
  const berlin = createCalendar({ timezone: zone, hours: night, days: new Map() })

  it('has an hour less of the night in spring, one more in autumn: hours are real', () => {
    expect(berlin.officeTime(at('2025-03-30T00:00', zone), at('2025-03-30T06:00', zone))).toBe(5 * 60 * minute)
    expect(berlin.officeTime(at('2025-10-26T00:00', zone), at('2025-10-26T06:00', zone))).toBe(7 * 60 * minute)
    expect(told(berlin.afterOfficeTime(at('2025-03-29T23:00', zone), 4 * 60 * minute), zone)).toBe('2025-03-30T04:00')
  })

  it('counts working days by the date on the wall', () => {
    const plain = createCalendar({ timezone: zone, hours: week, days: new Map<string, DayKind>() })
    expect(told(plain.closeOfWorkingDay(at('2025-03-28T23:30', zone), 1), zone)).toBe('2025-03-31T18:00')
    expect(told(plain.closeOfWorkingDay(at('2025-10-24T23:30', zone), 1), zone)).toBe('2025-10-27T18:00')
  })
})

describe('time counted in office hours', () => {
  const zones = ['Asia/Shanghai', 'Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe'] as const
  const start = Date.UTC(2025, 0, 1)
  const days = fc.dictionary(
    fc.integer({ min: 0, max: 700 }).map((day) => new Date(start + day * 86_400_000).toISOString().slice(0, 10)),
    fc.constantFrom<DayKind>('holiday', 'workday'),
    { maxKeys: 40 }
  )

  it('adds up, and is the inverse of moving forward by it', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...zones),
        days,
        fc.integer({ min: 0, max: 600 * 1440 }),
        fc.integer({ min: 1, max: 6000 }),
        fc.integer({ min: 1, max: 6000 }),
        (timezone, some, from, one, other) => {
          const calendar = createCalendar({ timezone, hours: week, days: new Map(Object.entries(some)) })
          const begin = start + from * minute
          const first = calendar.afterOfficeTime(begin, one * minute)
          const both = calendar.afterOfficeTime(begin, (one + other) * minute)
          expect(calendar.afterOfficeTime(first, other * minute)).toBe(both)
          expect(calendar.officeTime(begin, both)).toBe((one + other) * minute)
          expect(first).toBeGreaterThan(begin)
        }
      ),
      { numRuns: 30 }
    )
  })

  it('ends a working day on a working day, later for more of them', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...zones),
        days,
        fc.integer({ min: 0, max: 600 * 1440 }),
        fc.integer({ min: 1, max: 15 }),
        (timezone, some, from, count) => {
          const calendar = createCalendar({ timezone, hours: week, days: new Map(Object.entries(some)) })
          const begin = start + from * minute
          const due = calendar.closeOfWorkingDay(begin, count)
          expect(calendar.isWorkingDay(calendar.dateOf(due))).toBe(true)
          expect(calendar.closeOfWorkingDay(begin, count + 1)).toBeGreaterThan(due)
          expect(datesAfter(calendar.dateOf(begin), calendar.dateOf(due)).filter(calendar.isWorkingDay)).toHaveLength(count)
        }
      ),
      { numRuns: 30 }
    )
  })
})

/** Dates after `from`, up to and with `to`. */
function datesAfter(from: string, to: string): string[] {
  const dates: string[] = []
  for (let day = Date.parse(from) + 86_400_000; day <= Date.parse(to); day += 86_400_000) {
    dates.push(new Date(day).toISOString().slice(0, 10))
  }
  return dates
}
