/** Who watches when: shift windows as data, and the times they are in the site's zone. */
import { DateTime } from 'luxon'
import { cut, lengthOf, type Span } from './spans.ts'

export type Shift = {
  /** `HH:MM-HH:MM` of the site; past midnight, it belongs to the day it starts on. Also the shift's name. */
  window: string
  /** People at the alarm screen. */
  operators: number
}

/** Three shifts of one operator: an engineering default (domain.md §10: one operator is one control room). */
export const defaultShifts: readonly Shift[] = [
  { window: '00:00-08:00', operators: 1 },
  { window: '08:00-16:00', operators: 1 },
  { window: '16:00-24:00', operators: 1 }
]

/** Every occurrence of the shift that touches `[from, to)`, cut to it. A day of 23 or 25 hours has its own lengths. */
export function spansOf({ window }: Shift, span: Span, timezone: string): Span[] {
  return cut(occurrencesOf(window, span, timezone), span.from, span.to)
}

export type Occurrence = Span & {
  /** The site date it starts on, YYYY-MM-DD. */
  date: string
}

/** The same, whole, each with its date. */
export function occurrencesOf(window: string, { from, to }: Span, timezone: string): Occurrence[] {
  const [begin, end] = window.split('-').map(minutesOf)
  if (begin === undefined || end === undefined) throw new Error(`BUG: ${window} is no shift window`)
  const found: Occurrence[] = []
  let day = DateTime.fromMillis(from, { zone: timezone }).startOf('day').minus({ days: 1 })
  for (; day.toMillis() < to; day = day.plus({ days: 1 })) {
    const span = { from: at(day, begin), to: at(day, end <= begin ? end + minutesOfDay : end) }
    if (span.from < to && span.to > from) found.push({ date: day.toFormat('yyyy-MM-dd'), ...span })
  }
  return found
}

/** Milliseconds of attention: each moment weighs as many as watch then, one where no shift is. */
export function attentionOf(spans: readonly Span[], shifts: readonly { spans: readonly Span[]; operators: number }[]): number {
  let attention = lengthOf(spans)
  for (const shift of shifts) {
    for (const { from, to } of shift.spans) attention += (shift.operators - 1) * lengthOf(cut(spans, from, to))
  }
  return attention
}

/** Midnights of the site that touch `[from, to)`; the last ends the last day. */
export function daysOf({ from, to }: Span, timezone: string): number[] {
  const edges: number[] = []
  let day = DateTime.fromMillis(from, { zone: timezone }).startOf('day')
  for (;;) {
    edges.push(day.toMillis())
    if (day.toMillis() >= to) return edges
    day = day.plus({ days: 1 })
  }
}

const minutesOfDay = 24 * 60

function minutesOf(text: string): number {
  const [hours, minutes] = text.split(':').map(Number)
  return (hours ?? 0) * 60 + (minutes ?? 0)
}

/** By the clock on the wall: on the day the clocks change, 08:00 is still 08:00. */
function at(day: DateTime, minutes: number): number {
  const days = Math.floor(minutes / minutesOfDay)
  const rest = minutes % minutesOfDay
  return day
    .plus({ days })
    .set({ hour: Math.floor(rest / 60), minute: rest % 60 })
    .toMillis()
}
