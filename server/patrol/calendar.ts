/** The plan by days: what was planned for the past, and what the routes ask for from now on. Pure. */
import type { RouteInput } from '../contract/site.ts'
import { datesBetween, type PlannedRound, roundsOn } from './plan.ts'
import { judgeRound } from './round.ts'
import type { StoredRound, WalkedRound } from './round-store.ts'

export type CalendarOptions = {
  routes: readonly RouteInput[]
  /** Those of the span that have begun. */
  walked: readonly WalkedRound[]
  /** Dates of the site, both included. */
  from: string
  to: string
  /** ms */
  now: number
  zone: string
}

/** In the order of their windows. A window that was over before its route was written down is none. */
export function calendarOf({ routes, walked, from, to, now, zone }: CalendarOptions): StoredRound[] {
  const known = new Set(walked.map(({ round }) => round.id))
  const begun = walked.map(({ round, scans }) => ({ ...round, status: judgeRound(round, scans, now).status }))
  const toCome = plannedBetween(routes, { from, to, zone })
    .filter((round) => round.to > now && !known.has(round.id))
    .map((round): StoredRound => ({ ...round, status: 'planned', due: null }))
  return [...begun, ...toCome].sort(byWindow)
}

/** What the routes ask for on these dates, both included, in the order of the windows. */
export function plannedBetween(
  routes: readonly RouteInput[],
  { from, to, zone }: { from: string; to: string; zone: string }
): PlannedRound[] {
  const dates = datesBetween(from, to, zone)
  return routes.flatMap((route) => dates.flatMap((date) => roundsOn(route, date, zone))).sort(byWindow)
}

function byWindow(one: PlannedRound, other: PlannedRound): number {
  return one.from - other.from || (one.id < other.id ? -1 : 1)
}
