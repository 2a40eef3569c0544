/** What one value or event means to a condition: the stateless half of a rule. */
import type { Value } from '../../gateway/reading.ts'
import type { EqualsCondition, EventCondition, LimitCondition } from './rule.ts'

/** `between`: neither breaching nor clear; ends a pending raise and a pending clear (contract §3). */
export type Verdict = 'breach' | 'between' | 'clear'

/** Comparisons are strict; a value on the limit does not breach. */
export function judgeLimit({ below, above, abs }: LimitCondition, value: Value): Verdict {
  const raw = Number(value)
  const number = abs ? Math.abs(raw) : raw
  if (below && number < below.raise) return 'breach'
  if (above && number > above.raise) return 'breach'
  // Without a clear limit of its own a side is clear as soon as it no longer breaches.
  if (below && below.clear !== null && number <= below.clear) return 'between'
  if (above && above.clear !== null && number >= above.clear) return 'between'
  return 'clear'
}

export function judgeEquals({ value: expected, negate }: EqualsCondition, value: Value): Verdict {
  return (value === expected) !== negate ? 'breach' : 'clear'
}

/** undefined when the code does not concern the condition. */
export function judgeEvent({ codes, until }: EventCondition, code: string): Verdict | undefined {
  if (codes.includes(code)) return 'breach'
  return until.includes(code) ? 'clear' : undefined
}

/** The limit that `value` broke, for display; null where there is none. */
export function brokenLimit(condition: LimitCondition | EqualsCondition, value: Value): Value | null {
  if (condition.type === 'equals') return condition.value
  const number = condition.abs ? Math.abs(Number(value)) : Number(value)
  if (condition.below && number < condition.below.raise) return condition.below.raise
  return condition.above?.raise ?? null
}
