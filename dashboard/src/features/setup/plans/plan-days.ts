/** The plan as a calendar shows it: whole weeks, and for each day one line a route. Pure. */
import type { PlannedRoundItem } from '../../../../../server/contract/patrol-calendar.ts'
import { addDays, mondayOf, monthOf } from '../../../lib/site-dates.ts'

/** A change to winter time makes a day of 25 h; what lasts longer is a week or a month. */
const longestDayMs = 25 * 3_600_000

export type DayLine = Pick<PlannedRoundItem, 'route' | 'routeName' | 'type' | 'status'> & {
  count: number
  /** ms; the end of a week or a month that begins on this day. */
  until: number | undefined
}

/** `days` days from `first` on, filled up to whole weeks from Monday. */
export function weeksFrom(first: string, days: number): string[][] {
  const end = addDays(first, days)
  const weeks: string[][] = []
  for (let monday = mondayOf(first); monday < end; monday = addDays(monday, 7)) {
    weeks.push(Array.from({ length: 7 }, (_, day) => addDays(monday, day)))
  }
  return weeks
}

/** The weeks of a month. `month`: its first day. */
export function weeksOfMonth(month: string): string[][] {
  return weeksFrom(month, (Date.parse(monthOf(month, 1)) - Date.parse(month)) / 86_400_000)
}

/** What most needs to be seen of several rounds. */
const urgency = ['missed', 'partial', 'in_progress', 'planned', 'complete'] as const

/** In the order in which the rounds come. */
export function linesByDay(rounds: readonly PlannedRoundItem[]): ReadonlyMap<string, DayLine[]> {
  const days = new Map<string, DayLine[]>()
  for (const { date, route, routeName, type, status, visits, window } of rounds) {
    const lines = days.get(date) ?? []
    days.set(date, lines)
    const line = lines.find((each) => each.route === route)
    if (line) {
      line.count += visits
      if (urgency.indexOf(status) < urgency.indexOf(line.status)) line.status = status
      continue
    }
    const to = Date.parse(window.to)
    const isLong = to - Date.parse(window.from) > longestDayMs
    lines.push({ route, routeName, type, status, count: visits, until: isLong ? to - 1 : undefined })
  }
  return days
}
