/** The rounds a route asks for on a date of the site. Pure. */
import { DateTime } from 'luxon'
import { parseDuration } from '../contract/common.ts'
import type { RouteInput } from '../contract/site.ts'
import type { Round } from './round.ts'
import { windowsOn } from './windows.ts'

const dayMs = 86_400_000
/** Zones are whole quarters of an hour apart: within one it is the same date everywhere. */
const quarterMs = 15 * 60_000

export type PlannedRound = Round & { routeName: string; type: RouteInput['type'] }

/** Asked for with every batch of scans, and slow to reckon by the clock on the wall: kept as long as the route is, so many dates. */
const reckoned = new WeakMap<RouteInput, Map<string, readonly PlannedRound[]>>()
const keptDates = 64

/** In the order of their windows. Empty on days, or in a season, on which the route is not walked. */
export function roundsOn(route: RouteInput, date: string, zone: string): readonly PlannedRound[] {
  const known = reckoned.get(route) ?? new Map<string, readonly PlannedRound[]>()
  reckoned.set(route, known)
  const key = `${date} ${zone}`
  const rounds = known.get(key) ?? reckon(route, date, zone)
  if (known.size >= keptDates) known.clear()
  known.set(key, rounds)
  return rounds
}

function reckon(route: RouteInput, date: string, zone: string): PlannedRound[] {
  const day = DateTime.fromISO(date, { zone })
  if (!isInSeason(route, day)) return []
  if (route.times) return periodRounds(route, day)
  if (route.days.length > 0 && !route.days.includes(day.weekday)) return []
  return windowsOn(date, route.windows, zone).map(({ from, to }) => ({
    ...base(route, date),
    id: `${route.id}.${date}.${DateTime.fromMillis(from, { zone }).toFormat('HHmm')}`,
    from,
    to,
    visits: 1,
    spacingMs: 0
  }))
}

/** The rounds whose time holds one of `at` (ms). */
export function roundsHolding(route: RouteInput, at: readonly number[], zone: string): PlannedRound[] {
  const dates = new Set<string>()
  for (const quarter of new Set(at.map((ts) => Math.floor(ts / quarterMs)))) {
    const day = DateTime.fromMillis(quarter * quarterMs, { zone })
    // A window lasts at most a day; a period begins on its own first day.
    const first = route.times ? day.startOf(route.times.per) : day.minus({ days: 1 })
    for (const date of route.times ? [first] : [first, day]) dates.add(date.toFormat('yyyy-MM-dd'))
  }
  return [...dates]
    .flatMap((date) => roundsOn(route, date, zone))
    .filter(({ from, to }) => at.some((ts) => ts >= from && ts < to))
}

/** Those that began after `since`, and those that are under way: a route may have been written down in the middle of one. Times in ms. */
export function roundsUntil(
  routes: readonly RouteInput[],
  { since, now, zone }: { since: number; now: number; zone: string }
): PlannedRound[] {
  const rounds = routes.flatMap((route) => [
    ...datesFrom(since, now, zone)
      .flatMap((date) => roundsOn(route, date, zone))
      .filter(({ from }) => from > since && from <= now),
    ...roundsHolding(route, [now], zone)
  ])
  return [...new Map(rounds.map((round) => [round.id, round])).values()]
}

/** When the next round begins within a day, ms; infinite when none does. */
export function nextStart(routes: readonly RouteInput[], now: number, zone: string): number {
  const rounds = routes.flatMap((route) => datesFrom(now, now + dayMs, zone).flatMap((date) => roundsOn(route, date, zone)))
  return Math.min(...rounds.map(({ from }) => from).filter((from) => from > now))
}

/** The dates of the site from the one to the other, both included. */
export function datesBetween(from: string, to: string, zone: string): string[] {
  return datesFrom(DateTime.fromISO(from, { zone }).toMillis(), DateTime.fromISO(to, { zone }).toMillis(), zone)
}

function datesFrom(from: number, to: number, zone: string): string[] {
  const dates: string[] = []
  for (let day = DateTime.fromMillis(from, { zone }).startOf('day'); day.toMillis() <= to; day = day.plus({ days: 1 })) {
    dates.push(day.toFormat('yyyy-MM-dd'))
  }
  return dates
}

/** So often a period: one round that lasts as long as it, and begins on its first day. */
function periodRounds(route: RouteInput, day: DateTime): PlannedRound[] {
  const { times } = route
  if (!times || !day.hasSame(day.startOf(times.per), 'day')) return []
  const date = day.toFormat('yyyy-MM-dd')
  return [
    {
      ...base(route, date),
      id: `${route.id}.${date}.${times.per}`,
      from: day.startOf('day').toMillis(),
      to: day
        .startOf('day')
        .plus({ [times.per]: 1 })
        .toMillis(),
      visits: times.count,
      spacingMs: parseDuration(times.spacing) ?? 0
    }
  ]
}

function base(route: RouteInput, date: string) {
  return {
    route: route.id,
    routeName: route.name,
    type: route.type,
    date,
    checkpoints: route.checkpoints,
    order: route.order,
    graceMs: parseDuration(route.grace) ?? 0
  }
}

function isInSeason({ season }: RouteInput, day: DateTime): boolean {
  if (!season) return true
  const { from, to } = season
  const today = day.toFormat('MM-dd')
  return from <= to ? today >= from && today <= to : today >= from || today <= to
}
