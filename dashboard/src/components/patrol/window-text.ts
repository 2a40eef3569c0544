import type { RoundItem } from '../../../../server/contract/patrol.ts'
import { twoDigits } from '../../lib/format.ts'
import { toSiteParts } from '../../lib/site-zone.ts'

/** A change to winter time makes a day of 25 h. */
const longestDayMs = 25 * 3_600_000

/** "22:00 – 24:00" of the site; a week or a month by its first and last day: "11-24 – 11-30". */
export function windowText(window: RoundItem['window']): string {
  const from = Date.parse(window.from)
  const to = Date.parse(window.to)
  if (to - from > longestDayMs) return `${dayText(from)} – ${dayText(to - 1)}`
  const end = clockText(to)
  return `${clockText(from)} – ${end === '00:00' ? '24:00' : end}`
}

/** "14:03" of the site. */
export function clockText(ms: number): string {
  const { hour, minute } = toSiteParts(ms)
  return `${twoDigits(hour)}:${twoDigits(minute)}`
}

function dayText(ms: number): string {
  const { month, day } = toSiteParts(ms)
  return `${twoDigits(month)}-${twoDigits(day)}`
}
