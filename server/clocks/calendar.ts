/**
 * The site's working time: which local dates are worked, at what hours, and the spans counted in them. Pure.
 * A working day is a date of the site's zone; hours are real hours, also on the day the clocks change.
 */
import { DateTime } from 'luxon'
import { type DayKind, type OfficeHours, weekdays } from '../contract/sla.ts'

export type CalendarOptions = {
  /** IANA zone of the site. */
  timezone: string
  hours: OfficeHours
  /** By date (YYYY-MM-DD): days that differ from their weekday. */
  days: ReadonlyMap<string, DayKind>
}

/** `[from, to)` in ms. */
type Span = { from: number; to: number }

export type Calendar = ReturnType<typeof createCalendar>

/** Without hours on any date ahead there is no answer: the office is closed for good. */
const farthestDays = 3660

export function createCalendar({ timezone, hours, days }: CalendarOptions) {
  const known = new Map<string, Span[]>()

  function isWorkingDay(date: string): boolean {
    const kind = days.get(date)
    return kind === undefined ? hours[weekdayOf(date)].length > 0 : kind === 'workday'
  }

  /** The office hours of a date. One that is worked for another (调休) has those of the weekday before it that has any. */
  function windowsOf(date: string): Span[] {
    const found = known.get(date)
    if (found) return found
    const windows = isWorkingDay(date) ? hoursLike(weekdays.indexOf(weekdayOf(date))) : []
    const day = DateTime.fromISO(date, { zone: timezone })
    const spans = windows.map((window) => ({ from: timeOn(day, window.slice(0, 5)), to: timeOn(day, window.slice(6)) }))
    known.set(date, spans)
    return spans
  }

  function hoursLike(weekday: number): readonly string[] {
    for (let back = 0; back < 7; back++) {
      const windows = hours[weekdays[(weekday - back + 7) % 7] ?? 'mon']
      if (windows.length > 0) return windows
    }
    return []
  }

  const dateOf = (ms: number) => DateTime.fromMillis(ms, { zone: timezone }).toFormat('yyyy-MM-dd')
  const dateAfter = (date: string) => DateTime.fromISO(date, { zone: 'utc' }).plus({ days: 1 }).toFormat('yyyy-MM-dd')

  function* datesFrom(date: string): Iterable<string> {
    for (let day = 0, each = date; day < farthestDays; day++, each = dateAfter(each)) yield each
  }

  return {
    timezone,
    isWorkingDay,
    dateOf,

    /** The moment at which `ms` of office hours have passed since `from`. */
    afterOfficeTime(from: number, ms: number): number {
      let left = ms
      for (const date of datesFrom(dateOf(from))) {
        for (const span of windowsOf(date)) {
          const start = Math.max(span.from, from)
          if (start >= span.to) continue
          if (left <= span.to - start) return start + left
          left -= span.to - start
        }
      }
      return from + ms
    },

    /** Office hours in `[from, to)`, ms. */
    officeTime(from: number, to: number): number {
      const last = dateOf(to)
      let sum = 0
      for (const date of datesFrom(dateOf(from))) {
        for (const span of windowsOf(date)) sum += Math.max(0, Math.min(span.to, to) - Math.max(span.from, from))
        if (date >= last) return sum
      }
      return sum
    },

    /**
     * The close of the office on the `count`-th working day after the date of `from`: the day something begins on does
     * not count, and the last one ends when business does (《民法典》第 201, 203 条).
     */
    closeOfWorkingDay(from: number, count: number): number {
      let left = count
      for (const date of datesFrom(dateAfter(dateOf(from)))) {
        if (!isWorkingDay(date) || --left > 0) continue
        return windowsOf(date).at(-1)?.to ?? from
      }
      return from + count * 86_400_000
    }
  }
}

function weekdayOf(date: string) {
  return weekdays[DateTime.fromISO(date, { zone: 'utc' }).weekday - 1] ?? 'mon'
}

/** By the clock on the wall; `24:00` is the next midnight. */
function timeOn(day: DateTime, text: string): number {
  const [hour = 0, minute = 0] = text.split(':').map(Number)
  if (hour === 24) return day.plus({ days: 1 }).startOf('day').toMillis()
  return day.set({ hour, minute }).toMillis()
}
