/** A rule as it is written (contract §3), loose enough to hold one that is still being typed. */
import type { Role, Severity } from '../../../../server/contract/common.ts'

/** A number, or another value times and plus something. */
export type LimitRef = { metric?: string; attribute?: string; times?: number; plus?: number }
export type Limit = number | LimitRef

/** Where a part of a condition looks, when not at the rule's own equipment: at one, or at those that share an attribute. */
export type PartTarget = string | { same: string; kind: string }

export type Condition = {
  metric?: string
  below?: Limit
  clear_above?: Limit
  above?: Limit
  clear_below?: Limit
  abs?: boolean
  is?: boolean | string
  not?: boolean | string
  falls?: number
  rises?: number
  within?: string
  fn?: string
  over?: string
  no_data?: string
  stuck?: string
  event?: string | string[]
  until?: string | string[]
  all?: Part[]
  any?: Part[]
  none?: Part[]
  stages?: Stage[]
}
export type Part = Condition & { equipment?: PartTarget }
export type Stage = Condition & { severity?: Severity; for?: string; clear_for?: string }

export type RuleBody = Condition & {
  id: string
  title: string
  title_en?: string
  action: string
  kind?: string
  equipment?: string
  for?: string
  clear_for?: string
  /** Left out where each stage has its own. */
  severity?: Severity
  role?: Role | Role[]
  ticket?: 'on' | 'off'
  enabled?: boolean
  source?: string
  latching?: boolean
  suppressed_by?: string[]
  not_during?: string
}

/** The fields that make a condition; what else a rule has says what follows from it. */
export const conditionFields = [
  'metric',
  'below',
  'clear_above',
  'above',
  'clear_below',
  'abs',
  'is',
  'not',
  'falls',
  'rises',
  'within',
  'fn',
  'over',
  'no_data',
  'stuck',
  'event',
  'until',
  'all',
  'any',
  'none',
  'stages'
] as const satisfies readonly (keyof Condition)[]

export const conditionKinds = [
  'limit',
  'aggregate',
  'rate',
  'equals',
  'stages',
  'no_data',
  'stuck',
  'event',
  'all',
  'any',
  'none',
  'other'
] as const
export type ConditionKind = (typeof conditionKinds)[number]

/** Which sentence a condition is; `other` for what this page knows only as JSON. */
export function kindOf(condition: Condition): ConditionKind {
  if (condition.stages !== undefined) return 'stages'
  for (const group of ['all', 'any', 'none'] as const) if (condition[group] !== undefined) return group
  if (condition.event !== undefined) return 'event'
  if (condition.no_data !== undefined) return 'no_data'
  if (condition.stuck !== undefined) return 'stuck'
  if (condition.falls !== undefined || condition.rises !== undefined) return 'rate'
  if (condition.fn !== undefined) return 'aggregate'
  if (condition.is !== undefined || condition.not !== undefined) return 'equals'
  return condition.below !== undefined || condition.above !== undefined ? 'limit' : 'other'
}

/** The condition with another sentence: the metric stays, figures start from something sensible. */
export function emptyCondition(kind: ConditionKind, metric: string | undefined): Condition {
  const same = metric === undefined ? {} : { metric }
  switch (kind) {
    case 'limit':
    case 'other':
      return { ...same, above: 0 }
    case 'aggregate':
      return { ...same, fn: 'avg', over: '5m', above: 0 }
    case 'rate':
      return { ...same, falls: 0.1, within: '10m' }
    case 'equals':
      return { ...same, is: true }
    case 'stages':
      return {
        stages: [
          { ...same, above: 0, severity: 'minor' },
          { ...same, above: 1, severity: 'critical' }
        ]
      }
    case 'no_data':
      return { ...same, no_data: '5m' }
    case 'stuck':
      return { ...same, stuck: '24h' }
    case 'event':
      return { event: [] }
    case 'all':
    case 'any':
    case 'none':
      return { [kind]: [{ ...same, above: 0 }] }
  }
}

/** The rule with another condition; fields that stay keep their place, so that its JSON reads as before. */
export function withCondition(rule: RuleBody, condition: Condition): RuleBody {
  const next: Record<string, unknown> = { ...rule, ...condition }
  for (const field of conditionFields) if (condition[field] === undefined) delete next[field]
  return next as RuleBody
}

/** What PATCH takes: fields that differ, null for those that are gone. */
export function patchOf(before: RuleBody, after: RuleBody): Record<string, unknown> {
  const [old, now] = [before, after] as [Record<string, unknown>, Record<string, unknown>]
  const patch: Record<string, unknown> = {}
  for (const name of new Set([...Object.keys(old), ...Object.keys(now)])) {
    if (name === 'id' || sameJson(old[name], now[name])) continue
    patch[name] = now[name] ?? null
  }
  return patch
}

/** Equal as JSON, whatever the order of fields. */
export function sameJson(one: unknown, other: unknown): boolean {
  return JSON.stringify(one, inOrder) === JSON.stringify(other, inOrder)
}

function inOrder(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
}

/** The body alone of an item that the service tells: version and origin are not written. */
export function bodyOf(item: object): RuleBody {
  const { version: _version, origin: _origin, faulty: _faulty, fault: _fault, ...body } = item as Record<string, unknown>
  return body as RuleBody
}

/** The metrics of the rule's own equipment that it reads, the first one first. */
export function metricsIn(condition: Part | Stage): string[] {
  const nested = [condition.stages, condition.all, condition.any, condition.none].flatMap((list) => list ?? [])
  const own = nested.filter((part) => !('equipment' in part) || part.equipment === undefined)
  return [...new Set([...(condition.metric === undefined ? [] : [condition.metric]), ...own.flatMap(metricsIn)])]
}

const needMetric: readonly ConditionKind[] = ['limit', 'aggregate', 'rate', 'equals', 'stuck']

/** Whether a metric is still to be chosen somewhere in it: then there is nothing to try yet. */
export function lacksMetric(condition: Part | Stage): boolean {
  const nested = [condition.stages, condition.all, condition.any, condition.none].flatMap((list) => list ?? [])
  if (nested.some(lacksMetric)) return true
  return condition.metric === undefined && !('attribute' in condition) && needMetric.includes(kindOf(condition))
}
