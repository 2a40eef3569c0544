/** Where and when rounds were walked, against their plan, and how well a stranger could guess when one passes (I13). Pure. */
import { DateTime } from 'luxon'
import type { Heat } from '../contract/patrol.ts'
import { judgeRound } from './round.ts'
import type { WalkedRound } from './round-store.ts'

/** Fewer rounds than this say nothing about a habit (ED). */
const leastRounds = 5
const hoursOfDay = 24

type Habit = { route: string; name: string; window: string; lengthMs: number; offsets: number[] }

/** `zone`: IANA zone of the site. Rounds that still go on are left out. */
export function heatOf(rounds: readonly WalkedRound[], { now, zone }: { now: number; zone: string }): Heat {
  const places = new Map<string, Heat['places'][number]>()
  const habits = new Map<string, Habit>()
  for (const { round, scans } of rounds) {
    const { status, missed } = judgeRound(round, scans, now)
    if (status === 'planned' || status === 'in_progress') continue
    const start = DateTime.fromMillis(round.from, { zone })
    for (const checkpoint of round.checkpoints) {
      const place = places.get(checkpoint) ?? { checkpoint, planned: zeros(), seen: zeros() }
      places.set(checkpoint, place)
      add(place.planned, start.hour)
      if (!missed.includes(checkpoint)) add(place.seen, start.hour)
    }
    const window = start.toFormat('HH:mm')
    const key = `${round.route} ${window}`
    const { route, routeName: name } = round
    const habit = habits.get(key) ?? { route, name, window, lengthMs: round.to - round.from, offsets: [] }
    habits.set(key, habit)
    if (scans.length > 0) habit.offsets.push(Math.min(...scans.map(({ ts }) => ts)) - round.from)
  }
  return { places: [...places.values()], habits: [...habits.values()].map(scored) }
}

/**
 * 1: each round begins at the same minute; 0: as spread as by chance, which for an even choice within a window is its
 * length / √12. null for too few rounds.
 */
function scored({ route, name, window, lengthMs, offsets }: Habit): Heat['habits'][number] {
  const base = { route, name, window, rounds: offsets.length }
  if (offsets.length < leastRounds) return { ...base, spreadMinutes: null, score: null }
  const mean = offsets.reduce((sum, each) => sum + each, 0) / offsets.length
  const spread = Math.sqrt(offsets.reduce((sum, each) => sum + (each - mean) ** 2, 0) / offsets.length)
  return { ...base, spreadMinutes: spread / 60_000, score: Math.max(0, 1 - spread / (lengthMs / Math.sqrt(12))) }
}

function zeros(): number[] {
  return Array.from({ length: hoursOfDay }, () => 0)
}

function add(hours: number[], hour: number): void {
  hours[hour] = (hours[hour] ?? 0) + 1
}
