/** Days of the site as `YYYY-MM-DD`: what duties, holidays and reports are asked by. */
import type { Weekday } from '../../../server/contract/sla.ts'
import { weekdays } from '../../../server/contract/words.ts'
import { toSiteInput } from './site-zone.ts'

const dayMs = 86_400_000

export function siteDateOf(ms: number): string {
  return toSiteInput(ms).slice(0, 10)
}

export function addDays(date: string, days: number): string {
  return new Date(Date.parse(date) + days * dayMs).toISOString().slice(0, 10)
}

/** From 0 for Monday. */
const dayOfWeek = (date: string): number => (new Date(date).getUTCDay() + 6) % 7

export function weekdayOf(date: string): Weekday {
  return weekdays[dayOfWeek(date)] ?? 'mon'
}

export function mondayOf(date: string): string {
  return addDays(date, -dayOfWeek(date))
}

/** The first of its month, or of one `months` later. */
export function monthOf(date: string, months = 0): string {
  const [year = 0, month = 1] = date.split('-').map(Number)
  return new Date(Date.UTC(year, month - 1 + months, 1)).toISOString().slice(0, 10)
}
