/** Counts raises in the span asked for: all, those that called, by severity, by shift, over time. */
import type { AlarmHealth } from '../contract/alarm-health.ts'
import { type Severity, severities } from '../contract/common.ts'
import type { AlarmRaise } from './alarm-transition.ts'
import { binMs } from './floods.ts'
import type { Shift } from './shifts.ts'
import { includes, lengthOf, type Span } from './spans.ts'
import { ratio, severityGoals } from './yardsticks.ts'

export type WorkedShift = Shift & { spans: readonly Span[] }

type RaiseCountOptions = {
  spans: readonly Span[]
  shifts: readonly WorkedShift[]
  /** Of the timeline, in ms. */
  binWidth: number
}

/** Annunciated alarms an operator in 10 minutes; `attention`: operators times ms. */
export function rateOf(annunciated: number, attention: number): number | null {
  return ratio(annunciated, attention / binMs)
}

export function createRaiseCount({ spans, shifts, binWidth }: RaiseCountOptions) {
  let raises = 0
  let annunciated = 0
  const bySeverity: Record<Severity, number> = { critical: 0, major: 0, minor: 0, info: 0 }
  const byShift = shifts.map((shift) => ({ shift, raises: 0, annunciated: 0 }))
  const timeline = new Map<number, number>()

  return {
    /** Whether the raise is one of the span. */
    add({ at, state, severity }: AlarmRaise): boolean {
      const calls = state === 'unacknowledged' ? 1 : 0
      for (const count of byShift) {
        if (!includes(count.shift.spans, at)) continue
        count.raises++
        count.annunciated += calls
      }
      if (!includes(spans, at)) return false
      raises++
      annunciated += calls
      bySeverity[severity]++
      const bin = at - (at % binWidth)
      timeline.set(bin, (timeline.get(bin) ?? 0) + 1)
      return true
    },

    raises: () => raises,
    annunciated: () => annunciated,
    timeline: (): AlarmHealth['timeline'] => [...timeline].sort(([a], [b]) => a - b),

    priorityMix: (): AlarmHealth['priorityMix'] =>
      severities.map((severity) => ({
        severity,
        count: bySeverity[severity],
        share: ratio(bySeverity[severity], raises),
        goal: severityGoals[severity]
      })),

    shifts: (): AlarmHealth['shifts'] =>
      byShift.map(({ shift, ...count }) => ({
        shift: shift.window,
        raises: count.raises,
        ratePer10min: rateOf(count.annunciated, lengthOf(shift.spans) * shift.operators)
      }))
  }
}
