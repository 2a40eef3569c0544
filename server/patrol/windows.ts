/** When a route is to be walked: its windows on a date of the site. Pure. */
import { DateTime } from 'luxon'

/** `index`: which of the route's windows, from 0. Times in ms since the epoch, half-open. */
export type PlannedWindow = { date: string; index: number; from: number; to: number }

/**
 * The windows that begin on `date` (YYYY-MM-DD of the site). One that ends before it starts runs past midnight; `24:00`
 * is the next day's start. Where a clock is put forward, a time that does not exist is the moment of the change.
 *
 * @param windows `HH:MM-HH:MM`, as the contract's schema lets them through
 * @param zone IANA zone of the site
 */
export function windowsOn(date: string, windows: readonly string[], zone: string): PlannedWindow[] {
  return windows.map((window, index) => {
    const [start = '', end = ''] = window.split('-')
    const from = at(date, start, zone)
    const endsNextDay = minutesOf(end) <= minutesOf(start)
    const to = at(endsNextDay ? nextDate(date, zone) : date, end, zone)
    return { date, index, from, to }
  })
}

/** A date of the site, from its midnight to the next, ms. */
export function dayOf(date: string, zone: string): { from: number; to: number } {
  return { from: at(date, '00:00', zone), to: at(date, '24:00', zone) }
}

function at(date: string, time: string, zone: string): number {
  const [hour = 0, minute = 0] = time.split(':').map(Number)
  const day = DateTime.fromISO(date, { zone })
  const moment = hour === 24 ? day.plus({ days: 1 }) : day.set({ hour, minute })
  if (moment.isValid) return moment.toMillis()
  throw new Error(`BUG: no such time: ${date} ${time} in ${zone}`)
}

function minutesOf(time: string): number {
  const [hour = 0, minute = 0] = time.split(':').map(Number)
  return hour * 60 + minute
}

function nextDate(date: string, zone: string): string {
  return DateTime.fromISO(date, { zone }).plus({ days: 1 }).toFormat('yyyy-MM-dd')
}
