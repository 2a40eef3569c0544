/**
 * Whether a tap's counter fits the other taps of its tag (domain.md §8, step 9). A tag counts every time it is read, so
 * a tap that was kept back and told later has a counter lower than that of one made before its own time. Pure.
 */
import type { Suspicion } from '../contract/patrol.ts'

/** A tap that was taken. `ts`: when it was made, by the clock of who made it, ms. */
export type Tap = { counter: number; scan: string; ts: number }

export type TapVerdict =
  /** The same scan told again. */
  { type: 'repeat' } | { type: 'taken'; suspicion: Extract<Suspicion, 'replayed' | 'harvested'> | null }

/** What a tag stood at when it was enrolled, and when that was, ms: whatever it counted before was made before. */
export type Enrolment = { counter: number; ts: number }

/** `known`: the taps of this tag that were taken, in any order. */
export function judgeTap(tap: Tap, known: readonly Tap[], enrolment: Enrolment): TapVerdict {
  const same = known.filter((each) => each.counter === tap.counter)
  if (same.some((each) => each.scan === tap.scan)) return { type: 'repeat' }
  if (same.length > 0) return { type: 'taken', suspicion: 'replayed' }
  if (tap.counter <= enrolment.counter && tap.ts > enrolment.ts) return { type: 'taken', suspicion: 'harvested' }
  const contradicts = known.some(
    (each) => (each.counter > tap.counter && each.ts < tap.ts) || (each.counter < tap.counter && each.ts > tap.ts)
  )
  if (!contradicts) return { type: 'taken', suspicion: null }
  // The lower of two that contradict each other was made first and told as if it were later.
  const isLower = known.some((each) => each.counter > tap.counter && each.ts < tap.ts)
  return { type: 'taken', suspicion: isLower ? 'harvested' : null }
}

/** Scans that a tap shows to be kept back: lower counters told with a later time. */
export function exposedBy(tap: Tap, known: readonly Tap[]): Tap[] {
  return known.filter((each) => each.counter < tap.counter && each.ts > tap.ts)
}

/**
 * Counters nobody told of, up to the highest one known: taps by others, by phones that have not been on line yet, or kept back for
 * later. `from`: the counter when the tag was enrolled.
 */
export function unusedCounters(known: readonly Tap[], from: number): { count: number; ranges: [number, number][] } {
  const counters = [...new Set(known.map(({ counter }) => counter))].filter((counter) => counter > from).sort((a, b) => a - b)
  const ranges: [number, number][] = []
  let before = from
  for (const counter of counters) {
    if (counter > before + 1) ranges.push([before + 1, counter - 1])
    before = counter
  }
  return { count: ranges.reduce((sum, [first, last]) => sum + last - first + 1, 0), ranges }
}
