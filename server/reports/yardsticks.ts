/** The goals of domain.md §10 (ISA-18.2-2016 clause 16, EEMUA 191), and what a figure is worth beside them. */
import type { HealthFigure, Yardstick } from '../contract/alarm-health.ts'
import type { Severity } from '../contract/common.ts'

/**
 * `good` up to the goal (`below`: only less than it), `fair` up to the second mark where the source has one.
 * Acknowledgement has no yardstick of its own: 5 min is how soon somebody must claim an emergency, 15 min how soon
 * an urgent request is begun (requirements.md R03, R11). Of fewer than 50 raises ten are a fifth and more, whatever they are.
 */
type Measure = { goal: number; fair?: number; below?: true /** Of fewer it says nothing. */; least?: number }

const yardsticks = {
  ratePer10min: { goal: 1, fair: 2 },
  flood: { goal: 0.01, below: true },
  busyBins: { goal: 0.01, below: true },
  chattering: { goal: 0 },
  fleeting: { goal: 0 },
  stale: { goal: 5, below: true },
  topTen: { goal: 0.05, fair: 0.2, least: 50 },
  mtta: { goal: 300, fair: 900 }
} satisfies Record<string, Measure>

/** Of all raises, by severity: about 80 % low, 15 % medium, 5 % high, under 1 % highest. */
export const severityGoals: Readonly<Record<Severity, number>> = { critical: 0.01, major: 0.05, minor: 0.15, info: 0.8 }

export type FigureName = keyof typeof yardsticks

/** `value` null: there was nothing to judge by. */
export function figure(name: FigureName, value: number | null, count: number, of: number): HealthFigure {
  return { value, count: Math.round(count), of: Math.round(of), goal: yardsticks[name].goal, verdict: verdictOn(name, value, of) }
}

function verdictOn(name: FigureName, value: number | null, of: number): Yardstick {
  const yardstick: Measure = yardsticks[name]
  if (value === null || of < (yardstick.least ?? 0)) return 'none'
  if (yardstick.below ? value < yardstick.goal : value <= yardstick.goal) return 'good'
  return yardstick.fair !== undefined && value <= yardstick.fair ? 'fair' : 'poor'
}

/** null without anything to divide by: neither 0 nor 100 % (domain.md §10). */
export function ratio(part: number, whole: number): number | null {
  return whole > 0 ? part / whole : null
}
