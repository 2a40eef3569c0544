/** When what comes by itself is due, by the clock on the site's wall. Pure; times in ms. */
import { DateTime } from 'luxon'
import type { Span } from '../reports/spans.ts'

/** The bulletin is ready in this minute, and handed on at five: who reads it then finds it (002, 003: daily 17:00). */
const cutAt = { hour: 16, minute: 45 }
const announceAt = { hour: 17, minute: 0 }
/** The sample of a week is drawn on the Monday after it. */
const drawHour = 6

function dayOf(date: string, timezone: string): DateTime {
  return DateTime.fromISO(date, { zone: timezone })
}

export function dateOf(at: number, timezone: string): string {
  return DateTime.fromMillis(at, { zone: timezone }).toFormat('yyyy-MM-dd')
}

export function nextDate(date: string): string {
  return dayOf(date, 'utc').plus({ days: 1 }).toFormat('yyyy-MM-dd')
}

/** `span`: from the bulletin before to this one. */
export function bulletinTimes(date: string, timezone: string): { span: Span; announceAt: number; dayEnd: number } {
  const day = dayOf(date, timezone)
  return {
    span: { from: day.minus({ days: 1 }).set(cutAt).toMillis(), to: day.set(cutAt).toMillis() },
    announceAt: day.set(announceAt).toMillis(),
    dayEnd: day.plus({ days: 1 }).toMillis()
  }
}

/** ISO week of the site, such as 2026-W48. */
export function weekOf(at: number, timezone: string): string {
  return DateTime.fromMillis(at, { zone: timezone }).toFormat("kkkk-'W'WW")
}

export function nextWeek(week: string): string {
  return weekOf(weekTimes(week, 'utc').span.to, 'utc')
}

/** Monday to Monday. */
export function weekTimes(week: string, timezone: string): { span: Span; drawAt: number } {
  const monday = DateTime.fromISO(week, { zone: timezone })
  const end = monday.plus({ weeks: 1 })
  return { span: { from: monday.toMillis(), to: end.toMillis() }, drawAt: end.set({ hour: drawHour }).toMillis() }
}

export function isWeek(week: string): boolean {
  return DateTime.fromISO(week).isValid
}
