/** A rule as it is written (contract §3), also while it is being typed. */
import type { LimitInput, PartInput, RuleInput, StageInput, TargetInput } from '../../../../server/contract/rules.ts'

/** A number, or another value times and plus something. */
export type Limit = LimitInput
export type LimitRef = Exclude<Limit, number>

/** Where a part of a condition looks, when not at the rule's own equipment: at one, or at those that share an attribute. */
export type PartTarget = TargetInput

export type Stage = StageInput
export type Condition = Omit<Stage, 'for' | 'clear_for' | 'severity'> & Pick<RuleInput, 'stages'>
export type Part = PartInput & Pick<RuleInput, 'stages'>
export type RuleBody = RuleInput

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

const nestedIn = ({ stages, all, any, none }: Part): Part[] => [stages, all, any, none].flatMap((list) => list ?? [])

/** The metrics of the rule's own equipment that it reads, the first one first. */
export function metricsIn(condition: Part): string[] {
  const own = nestedIn(condition).filter((part) => part.equipment === undefined)
  return [...new Set([...(condition.metric === undefined ? [] : [condition.metric]), ...own.flatMap(metricsIn)])]
}

const needMetric: readonly ConditionKind[] = ['limit', 'aggregate', 'rate', 'equals', 'stuck']

/** Whether a metric is still to be chosen somewhere in it: then there is nothing to try yet. */
export function lacksMetric(condition: Part): boolean {
  if (nestedIn(condition).some(lacksMetric)) return true
  return condition.metric === undefined && condition.attribute === undefined && needMetric.includes(kindOf(condition))
}

/** The one metric whose value the rule's alarm shows: its own, or that of all its stages. */
export function measuredMetric({ metric, stages = [] }: Condition): string | undefined {
  const [first, ...others] = stages
  return metric ?? (others.every((stage) => stage.metric === first?.metric) ? first?.metric : undefined)
}
