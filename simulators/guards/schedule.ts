/** When which route is walked: the windows of the site's routes, on its dates. Pure. */
import { DateTime } from 'luxon'
import type { SimulatedRoute } from '../site.ts'

/** One round to walk. Times in ms. */
export type PlannedWalk = {
  id: string
  route: string
  checkpoints: readonly string[]
  from: number
  to: number
  /** Of the date its window begins on, 1 = Monday. */
  weekday: number
  /** Which of its route's windows of the day, from 0; `isOnly`: there is no other. */
  index: number
  isOnly: boolean
  /** Rises from one window of the site to the next, whatever the route: what the counter of a tag stands at by then. */
  ordinal: number
  /** The one of the route's window before. */
  ordinalBefore: number
}

export type Schedule = {
  /** Those of a route whose windows begin in [from, to), by time. */
  walks(route: string, from: number, to: number): PlannedWalk[]
}

/** Counters of tags have 24 bits: days are counted from here, not from 1970. */
const usualSince = Date.UTC(2025, 0, 1)
const dayMs = 86_400_000

type ScheduleOptions = {
  routes: readonly SimulatedRoute[]
  zone: string
  /** The date that ordinals count from, as midnight UTC. */
  since?: number
}

export function createSchedule({ routes, zone, since = usualSince }: ScheduleOptions): Schedule {
  const slots = routes
    .flatMap((route) => route.windows.map((window) => ({ route, start: window.slice(0, 5), end: window.slice(6) })))
    .sort((one, other) => (one.start < other.start ? -1 : 1))

  function walksOn(route: string, date: DateTime): PlannedWalk[] {
    const day = Math.round((Date.UTC(date.year, date.month - 1, date.day) - since) / dayMs)
    const own = slots.flatMap((slot, position) => (slot.route.id === route ? [{ ...slot, position }] : []))
    return own.flatMap(({ route: { id, days, checkpoints }, start, end, position }, index) => {
      if (days.length > 0 && !days.includes(date.weekday)) return []
      const before = own[index - 1] ?? own.at(-1)
      return {
        id: `${id}.${date.toFormat('yyyy-MM-dd')}.${start}`,
        route: id,
        checkpoints,
        from: at(date, start),
        to: at(end <= start ? date.plus({ days: 1 }) : date, end),
        weekday: date.weekday,
        index,
        isOnly: own.length === 1,
        ordinal: day * slots.length + position,
        ordinalBefore: (index > 0 ? day : day - 1) * slots.length + (before?.position ?? position)
      }
    })
  }

  return {
    walks(route, from, to) {
      const walks: PlannedWalk[] = []
      for (let date = DateTime.fromMillis(from, { zone }).startOf('day'); date.toMillis() < to; date = date.plus({ days: 1 })) {
        walks.push(...walksOn(route, date))
      }
      return walks.filter((walk) => walk.from >= from && walk.from < to)
    }
  }
}

/** `HH:MM` of the site; 24:00 is the next day's start. */
function at(date: DateTime, time: string): number {
  const [hour = 0, minute = 0] = time.split(':').map(Number)
  return date.startOf('day').set({ hour, minute }).toMillis()
}
