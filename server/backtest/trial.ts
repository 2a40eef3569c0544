/** One rule over one span of history: what the engine reports becomes episodes with their peak, and tickets. Pure. */
import type { Arrival, Reading, Value } from '../../gateway/reading.ts'
import type { AlarmChange } from '../rules/changes.ts'
import type { Engine } from '../rules/engine.ts'
import type { Rule } from '../rules/rule.ts'
import { createTicketTally } from '../tickets/ticket-tally.ts'

/** An alarm's life: from `raisedAt` to `clearedAt` (null: still standing at the end of the span). */
export type Episode = { equipment: string; from: number; to: number | null; peak: Value | null }
export type TrialResult = { episodes: Episode[]; tickets: number; minutes: number }
export type Span = { from: number; to: number }

export type Trial = {
  take(arrival: Arrival): void
  /** Fires what comes due by the end of the span. */
  finish(): TrialResult
}

/** How far the equipment's value has been beyond the limit since it was last within. */
type Peak = { beyond: number; value: Value | null; open: Episode | undefined }

export type TrialOptions = { rule: Rule; engine: Engine; span: Span /** Equipment asked about. */; chosen: ReadonlySet<string> }

/** `engine`: a fresh one with this rule alone. What ended before the span is no result; what stands at its begin is. */
export function createTrial({ rule, engine, span, chosen }: TrialOptions): Trial {
  const beyond = beyondOf(rule)
  const peaks = new Map<string, Peak>()
  const episodes: Episode[] = []
  const tally = createTicketTally()

  function peakOf(equipment: string): Peak {
    const known = peaks.get(equipment)
    if (known) return known
    const fresh: Peak = { beyond: 0, value: null, open: undefined }
    peaks.set(equipment, fresh)
    return fresh
  }

  function note(change: AlarmChange): void {
    if (!chosen.has(change.equipment)) return
    const peak = peakOf(change.equipment)
    if (change.type === 'raised') {
      const { equipment, raisedAt, value } = change
      peak.open = { equipment, from: raisedAt, to: null, peak: peak.value ?? value }
      episodes.push(peak.open)
      if (raisedAt >= span.from) tally.take(change, raisedAt)
    } else if (change.type === 'cleared') {
      if (peak.open) peak.open.to = change.clearedAt
      peaks.delete(change.equipment)
      if (change.clearedAt >= span.from) tally.take(change, change.clearedAt)
    } else if (change.type === 'staged' || change.type === 'released') {
      if (change.at >= span.from) tally.take(change, change.at)
    }
  }

  function measure({ equipment, value }: Reading, far: (value: Value) => number): void {
    const distance = far(value)
    const peak = peakOf(equipment)
    if (distance > 0 && distance > peak.beyond) {
      peak.beyond = distance
      peak.value = value
      if (peak.open) peak.open.peak = value
    } else if (distance <= 0 && !peak.open) {
      peak.beyond = 0
      peak.value = null
    }
  }

  return {
    take(arrival) {
      // Judged first: what a delay that ran out raises had its peak before this arrival.
      for (const change of engine.judge([arrival])) note(change)
      if (!beyond) return
      for (const reading of arrival.readings) {
        if (reading.metric === beyond.metric && reading.quality === 'good') measure(reading, beyond.far)
      }
    },
    finish() {
      for (const change of engine.tick(span.to - 1)) note(change)
      const within = episodes.filter(({ from, to }) => from < span.to && (to === null || to > span.from || from >= span.from))
      return { episodes: within, tickets: tally.opened(), minutes: minutesOf(within, span) }
    }
  }
}

export function minutesOf(episodes: readonly Episode[], span: Span): number {
  const total = episodes.reduce((sum, { from, to }) => {
    return sum + Math.max(0, Math.min(to ?? span.to, span.to) - Math.max(from, span.from))
  }, 0)
  return total / 60_000
}

/** For a plain limit, or the mildest of several stages: how far a value is beyond it, 0 or less when it is not. */
function beyondOf(rule: Rule): { metric: string; far: (value: Value) => number } | undefined {
  const condition = rule.condition.type === 'stages' ? rule.condition.stages[0]?.condition : rule.condition
  if (condition?.type !== 'limit') return undefined
  const { metric, below, above, abs } = condition
  return {
    metric,
    far(value) {
      const number = abs ? Math.abs(Number(value)) : Number(value)
      const under = below ? below.raise - number : Number.NEGATIVE_INFINITY
      const over = above ? number - above.raise : Number.NEGATIVE_INFINITY
      return Math.max(under, over)
    }
  }
}
