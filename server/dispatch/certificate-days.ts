/** Certificates count in days of the site: good until the end of the last one. Pure; times in ms. */
import { DateTime } from 'luxon'
import { addDays, siteDateOf, startOfDay } from './duty-times.ts'

/** Reminders are due from here on (a month, as people renew; engineering default). */
const expiringDays = 30

/** The end of the last day it is good for. */
export function expiryOf(expires: string, timezone: string): number {
  return startOfDay(addDays(expires, 1), timezone)
}

/** The last day, of its end. */
export function lastDayOf(expiresAt: number, timezone: string): string {
  return siteDateOf(expiresAt - 1, timezone)
}

/** How long it is still good for, in whole days; 0 on the last one, negative from the day after. */
export function daysLeft(expires: string, now: number, timezone: string): number {
  const today = DateTime.fromISO(siteDateOf(now, timezone), { zone: 'utc' })
  return Math.round(DateTime.fromISO(expires, { zone: 'utc' }).diff(today, 'days').days)
}

export function stateOf(days: number): 'valid' | 'expiring' | 'expired' {
  if (days < 0) return 'expired'
  return days <= expiringDays ? 'expiring' : 'valid'
}
