/** Whether a shift of a date runs now, and until when a window of the day lasts; by the site's clock. Pure. */
import { DateTime } from 'luxon'
import type { QuietHours } from '../contract/telling.ts'

/** Today and yesterday as `YYYY-MM-DD`: a shift past midnight belongs to the date it starts on. */
export function siteDatesAround(now: number, timezone: string): string[] {
  const today = DateTime.fromMillis(now, { zone: timezone })
  return [today.toFormat('yyyy-MM-dd'), today.minus({ days: 1 }).toFormat('yyyy-MM-dd')]
}

/** `date` as `YYYY-MM-DD`, `starts` and `ends` as `HH:MM` (`24:00` too); `now` in ms. */
export function isOnDuty(
  { date, starts, ends }: { date: string; starts: string; ends: string },
  now: number,
  timezone: string
): boolean {
  const day = DateTime.fromFormat(date, 'yyyy-MM-dd', { zone: timezone })
  const from = at(day, starts)
  const to = at(day, ends)
  const end = to > from ? to : at(day.plus({ days: 1 }), ends)
  return now >= from && now < end
}

/** When the quiet hours that run now end, ms; undefined outside of them. */
export function quietUntil({ from, to }: QuietHours, now: number, timezone: string): number | undefined {
  const today = DateTime.fromMillis(now, { zone: timezone }).startOf('day')
  for (const day of [today.minus({ days: 1 }), today]) {
    const start = at(day, from)
    const end = to > from ? at(day, to) : at(day.plus({ days: 1 }), to)
    if (now >= start && now < end) return end
  }
  return undefined
}

function at(day: DateTime, clock: string): number {
  const [hour = 0, minute = 0] = clock.split(':').map(Number)
  if (hour === 24) return day.plus({ days: 1 }).startOf('day').toMillis()
  return day.set({ hour, minute, second: 0, millisecond: 0 }).toMillis()
}
