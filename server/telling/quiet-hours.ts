/** Until when the quiet hours that run now last, by the site's clock. Pure. */
import { DateTime } from 'luxon'
import type { QuietHours } from '../contract/telling.ts'

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
  return day.set({ hour, minute, second: 0, millisecond: 0 }).toMillis()
}
