/** Turns a rule's condition fields into the one condition the evaluator judges, or says what is wrong with them. */
import type { MetricSpec } from '../../gateway/catalogue.ts'
import { parseDuration } from '../contract/common.ts'
import type { RuleInput } from '../contract/rules.ts'
import type { FieldFault } from '../errors.ts'
import type { Condition, EqualsCondition, EventCondition, LimitCondition, NoDataCondition } from './rule.ts'

export type Metrics = Readonly<Record<string, MetricSpec>>
export type Compiled<Part> = { ok: true; part: Part } | { ok: false; errors: FieldFault[] }

const conditionFields = ['below', 'above', 'is', 'not', 'no_data', 'event'] as const
type ConditionField = (typeof conditionFields)[number]

/**
 * Exactly one condition: limits (both sides count as one), `is`, `not`, `no_data` or `event`.
 * `metrics` are those the rule may name; undefined when its kind or equipment is unknown, then names and types are not judged.
 */
export function compileCondition(input: RuleInput, metrics: Metrics | undefined): Compiled<Condition> {
  const found = conditionFields.filter((field) => input[field] !== undefined)
  const [first, second] = found.filter((field) => field !== 'above' || input.below === undefined)
  if (first === undefined) return refuse('condition', `missing: expected one of ${conditionFields.join(', ')}`)
  if (second !== undefined) return refuse(second, `a rule has exactly one condition, found ${found.join(', ')}`)

  const faults = strayFaults(input)
  const metric = compileMetric(input, first, metrics)
  if (!metric.ok) faults.push(...metric.errors)
  if (faults.length > 0 || !metric.ok) return { ok: false, errors: faults }
  return compileOne(input, first, metric.part)
}

function compileOne(input: RuleInput, condition: ConditionField, metric: NamedMetric | null): Compiled<Condition> {
  switch (condition) {
    case 'below':
    case 'above':
      return compileLimit(input, metric)
    case 'is':
    case 'not':
      return compileEquals(input, condition, metric)
    case 'no_data':
      return compileNoData(input, metric)
    case 'event':
      return compileEvent(input)
  }
}

type NamedMetric = { name: string; spec: MetricSpec | undefined }

function compileMetric(input: RuleInput, condition: ConditionField, metrics: Metrics | undefined): Compiled<NamedMetric | null> {
  const name = input.metric
  if (condition === 'event') return name === undefined ? { ok: true, part: null } : refuse('metric', 'an event has no metric')
  if (name === undefined) return condition === 'no_data' ? { ok: true, part: null } : refuse('metric', 'missing')
  if (metrics && !Object.hasOwn(metrics, name))
    return refuse('metric', `unknown metric ${name} of ${input.kind ?? input.equipment}`)
  return { ok: true, part: { name, spec: metrics?.[name] } }
}

/** Fields that mean something only beside another one. */
function strayFaults(input: RuleInput): FieldFault[] {
  const faults: FieldFault[] = []
  const needs = (field: 'clear_above' | 'clear_below' | 'abs' | 'until', present: boolean, other: string) => {
    if (input[field] !== undefined && !present) faults.push({ field, message: `means something only with ${other}` })
  }
  needs('clear_above', input.below !== undefined, 'below')
  needs('clear_below', input.above !== undefined, 'above')
  needs('abs', input.below !== undefined || input.above !== undefined, 'below or above')
  needs('until', input.event !== undefined, 'event')
  return faults
}

function compileLimit(input: RuleInput, metric: NamedMetric | null): Compiled<LimitCondition> {
  if (metric === null) return refuse('metric', 'missing')
  const { below, above, clear_above: clearAbove, clear_below: clearBelow, abs = false } = input
  const errors: FieldFault[] = []
  const fault = (field: string, message: string) => errors.push({ field, message })
  const type = metric.spec?.type ?? 'number'
  if (type !== 'number' && type !== 'counter') {
    fault(below === undefined ? 'above' : 'below', `${metric.name} is a ${type}: expected is or not`)
  }
  if (below !== undefined && clearAbove !== undefined && clearAbove < below) fault('clear_above', 'must not be less than below')
  if (above !== undefined && clearBelow !== undefined && clearBelow > above)
    fault('clear_below', 'must not be greater than above')
  if (abs && ((below ?? 0) < 0 || (above ?? 0) < 0)) fault('abs', 'a magnitude has no negative limit')
  // With both sides a value must remain at which the alarm can clear.
  if (below !== undefined && above !== undefined && errors.length === 0 && (clearAbove ?? below) >= (clearBelow ?? above)) {
    fault('below', 'must leave room under above, clear limits included')
  }
  if (errors.length > 0) return { ok: false, errors }
  return {
    ok: true,
    part: {
      type: 'limit',
      metric: metric.name,
      ...(below === undefined ? {} : { below: { raise: below, clear: clearAbove ?? null } }),
      ...(above === undefined ? {} : { above: { raise: above, clear: clearBelow ?? null } }),
      abs
    }
  }
}

function compileEquals(input: RuleInput, field: 'is' | 'not', metric: NamedMetric | null): Compiled<EqualsCondition> {
  const value = input[field]
  if (metric === null || value === undefined) return refuse('metric', 'missing')
  const fault = metric.spec && wordFault(value, metric.name, metric.spec)
  if (fault) return refuse(field, fault)
  return { ok: true, part: { type: 'equals', metric: metric.name, value, negate: field === 'not' } }
}

function wordFault(value: boolean | string, name: string, { type, words }: MetricSpec): string | undefined {
  if (type === 'number' || type === 'counter') return `${name} is a ${type}: expected below or above`
  if (type === 'boolean') return typeof value === 'boolean' ? undefined : 'expected true or false'
  if (typeof value !== 'string') return `${name} is text: expected a word`
  if (words && !Object.hasOwn(words, value)) return `expected one of ${Object.keys(words).join(', ')}`
  return undefined
}

function compileNoData(input: RuleInput, metric: NamedMetric | null): Compiled<NoDataCondition> {
  const silenceMs = parseDuration(input.no_data ?? '')
  if (!silenceMs) return refuse('no_data', 'expected a duration longer than 0, such as 5m')
  return { ok: true, part: { type: 'no_data', metric: metric?.name ?? null, silenceMs } }
}

function compileEvent(input: RuleInput): Compiled<EventCondition> {
  const codes = [input.event ?? []].flat()
  const until = [input.until ?? []].flat()
  if (codes.length === 0 || codes.includes('')) return refuse('event', 'expected one or more event codes')
  if (until.includes('')) return refuse('until', 'expected event codes')
  const both = codes.find((code) => until.includes(code))
  if (both !== undefined) return refuse('until', `${both} cannot both raise and clear`)
  return { ok: true, part: { type: 'event', codes, until } }
}

function refuse(field: string, message: string): { ok: false; errors: FieldFault[] } {
  return { ok: false, errors: [{ field, message }] }
}
