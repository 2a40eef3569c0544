/** A rule as the evaluator uses it: durations in ms, one condition, nothing optional left open. */
import type { Value } from '../../gateway/reading.ts'
import type { Severity } from '../contract/common.ts'
import type { Sensitivity, WindowFunction } from '../contract/rules.ts'
import type { RuleHeader } from './changes.ts'

/** A limit that follows another value of the judged equipment: value × times + plus. */
export type Reference = { from: 'metric' | 'attribute'; name: string; times: number; plus: number }
export type Limit = number | Reference
/** `clear` null: as soon as it no longer breaches. */
export type Side<Figure = number> = { raise: Figure; clear: Figure | null }

export type LimitCondition = {
  type: 'limit'
  metric: string
  /** Breaches when value < below; clears when value > its clear limit. */
  below?: Side
  /** Breaches when value > above; clears when value < its clear limit. */
  above?: Side
  /** Judges the magnitude. */
  abs: boolean
}
export type EqualsCondition = { type: 'equals'; metric: string; value: Value; negate: boolean }
/** Nothing for `silenceMs` of our clock: of one metric, or (metric null) of the whole equipment. */
export type NoDataCondition = { type: 'no_data'; metric: string | null; silenceMs: number }
/** Without `until` an occurrence is over at once; with it, it lasts until one of those codes. */
export type EventCondition = { type: 'event'; codes: readonly string[]; until: readonly string[] }

/** Whose value a leaf judges; null: the rule's own equipment. `same`: all of a kind with the same attribute value. */
export type Target = { equipment: string } | { same: string; kind: string } | null

export type LimitLeaf = {
  type: 'limit'
  target: Target
  metric: string
  below?: Side<Limit>
  above?: Side<Limit>
  abs: boolean
}
export type EqualsLeaf = EqualsCondition & { target: Target }
/** Lowest (`rises`) or highest (`falls`) value of the window against the newest one. */
export type MoveLeaf = {
  type: 'move'
  target: Target
  metric: string
  direction: 'falls' | 'rises'
  by: number
  withinMs: number
}
export type WindowLeaf = Omit<LimitLeaf, 'type'> & { type: 'window'; fn: WindowFunction; overMs: number }
export type StuckLeaf = { type: 'stuck'; target: Target; metric: string; stuckMs: number }
export type NoDataLeaf = NoDataCondition & { target: Target }
export type EventLeaf = EventCondition & { target: Target }
/** What the equipment is, not what it does: an attribute of its own. One it lacks equals nothing. */
export type FactLeaf = { type: 'fact'; target: null; metric: null; attribute: string; value: Value; negate: boolean }
export type Leaf = FactLeaf | LimitLeaf | EqualsLeaf | MoveLeaf | WindowLeaf | StuckLeaf | NoDataLeaf | EventLeaf
export type Group = { type: 'all' | 'any' | 'none'; parts: readonly Node[] }
export type Node = Leaf | Group

/** All that is not judged by one value or event alone. */
export type TreeCondition = { type: 'tree'; root: Node }
export type StagesCondition = { type: 'stages'; stages: readonly Stage[] }
export type PlainCondition = LimitCondition | EqualsCondition | NoDataCondition | EventCondition | TreeCondition
/** Learned baselines judge it (server/baselines), this engine passes it over. */
export type AnomalyCondition = { type: 'anomaly'; metrics: readonly string[]; sensitivity: Sensitivity }
export type Condition = PlainCondition | StagesCondition | AnomalyCondition
/** Mildest first. */
export type Stage = { severity: Severity; ticket: boolean; condition: PlainCondition; forMs: number; clearForMs: number }

export type Rule = {
  header: RuleHeader
  /** Applies to one kind of equipment or to one equipment. */
  scope: { kind: string } | { equipment: string }
  condition: Condition
  forMs: number
  clearForMs: number
  /** A raise inside the equipment's test window is marked so. */
  notDuring?: 'test'
}

/** Whether a rule of this scope judges the equipment. */
export function isOfScope(scope: Rule['scope'], equipment: string, kind: string | undefined): boolean {
  return 'kind' in scope ? scope.kind === kind : scope.equipment === equipment
}
