/** A rule as the evaluator uses it: durations in ms, one condition, nothing optional left open. */
import type { Value } from '../../gateway/reading.ts'
import type { RuleHeader } from './changes.ts'

export type LimitCondition = {
  type: 'limit'
  metric: string
  /** Breaches when value < below; clears when value > clearAbove (value >= below when none was given). */
  below?: { raise: number; clear: number | null }
  /** Breaches when value > above; clears when value < clearBelow (value <= above when none was given). */
  above?: { raise: number; clear: number | null }
  /** Judges the magnitude. */
  abs: boolean
}
export type EqualsCondition = { type: 'equals'; metric: string; value: Value; negate: boolean }
/** Nothing for `forMs` of our clock: of one metric, or (metric null) of the whole equipment. */
export type NoDataCondition = { type: 'no_data'; metric: string | null; silenceMs: number }
/** Without `until` an occurrence is over at once; with it, it lasts until one of those codes. */
export type EventCondition = { type: 'event'; codes: readonly string[]; until: readonly string[] }
export type Condition = LimitCondition | EqualsCondition | NoDataCondition | EventCondition

export type Rule = {
  header: RuleHeader
  /** Applies to one kind of equipment or to one equipment. */
  scope: { kind: string } | { equipment: string }
  condition: Condition
  forMs: number
  clearForMs: number
}
