/** Service times (domain.md §4) as data, and the due times they give. Runs 24×7. Pure. */
import type { Priority } from '../contract/common.ts'

/** When someone must have accepted, arrived, resolved. */
export type Clock = 'respond' | 'arrive' | 'resolve'
export type DueTimes = Record<Clock, number>
type Limit = { ms: number; source: string }
export type SlaPreset = Record<Priority, Record<Clock, Limit>>

const minute = 60_000
const hour = 60 * minute

/**
 * The strictest figure the sources give for each clock and urgency. The sources, as numbered in
 * domain.md §4: 000 quality manual, 001 star-rating training, 002 repair manual, 003 process and
 * operating norms. Mapping them to P1–P4 is ours: none of them defines priorities.
 */
export const standard: SlaPreset = {
  P1: {
    respond: { ms: 5 * minute, source: '001: 5 min for urgent matters' },
    arrive: { ms: 30 * minute, source: '003: contractor at a lift entrapment; TSG T5002: 30 min in cities' },
    resolve: { ms: 12 * hour, source: '001: urgent matters done within 12 h' }
  },
  P2: {
    respond: { ms: 1 * hour, source: '001: answered within 1 h' },
    arrive: { ms: 2 * hour, source: 'engineering default inside the 4 h of 002' },
    resolve: { ms: 24 * hour, source: '002: repairs within 24 h' }
  },
  P3: {
    respond: { ms: 2 * hour, source: '000: answered within 2 h' },
    arrive: { ms: 4 * hour, source: '002: on the spot within 4 h' },
    resolve: { ms: 48 * hour, source: '001: ordinary matters done within 48 h' }
  },
  P4: {
    respond: { ms: 24 * hour, source: '001 and 002: answered within 24 h' },
    // "By plan, the plan within 3 working days": without the site's calendar, three days of 24 h.
    arrive: { ms: 72 * hour, source: '002: by plan, planned within 3 working days' },
    resolve: { ms: 72 * hour, source: '000: done within 72 h' }
  }
}

/** Due times in ms for clocks that start at `from` (ms): the opening, or a reopening. */
export function dueAt(priority: Priority, from: number, preset: SlaPreset = standard): DueTimes {
  const limits = preset[priority]
  return { respond: from + limits.respond.ms, arrive: from + limits.arrive.ms, resolve: from + limits.resolve.ms }
}

/** For a priority that rises while the clocks run: nothing is ever due later than before. */
export function soonest(one: DueTimes, other: DueTimes): DueTimes {
  return {
    respond: Math.min(one.respond, other.respond),
    arrive: Math.min(one.arrive, other.arrive),
    resolve: Math.min(one.resolve, other.resolve)
  }
}
