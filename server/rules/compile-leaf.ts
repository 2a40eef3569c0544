/** One plain condition: a leaf of the tree a rule judges. */
import type { MetricSpec } from '../../gateway/catalogue.ts'
import { parseDuration } from '../contract/common.ts'
import type { PartInput } from '../contract/rules.ts'
import type { FieldFault } from '../errors.ts'
import { compileSides, type LimitGround, type Metrics } from './compile-limit.ts'
import type { LeafField } from './condition-fields.ts'
import { type Compiled, refuse, unlessFaulty } from './faults.ts'
import type {
  EqualsLeaf,
  EventLeaf,
  FactLeaf,
  Leaf,
  LimitLeaf,
  MoveLeaf,
  NoDataLeaf,
  StuckLeaf,
  Target,
  WindowLeaf
} from './rule.ts'

/** `metrics`: of what the leaf judges; undefined when that is unknown, then names and types are not judged. */
export type LeafGround = { target: Target; metrics: Metrics | undefined; label: string; limits: LimitGround }

type NamedMetric = { name: string; spec: MetricSpec | undefined }

export function compileLeaf(input: PartInput, field: LeafField, ground: LeafGround): Compiled<Leaf> {
  if (input.attribute !== undefined) return compileFact(input, field)
  const faults = strayFaults(input, field)
  const metric = compileMetric(input, field, ground)
  if (!metric.ok) faults.push(...metric.errors)
  if (faults.length > 0 || !metric.ok) return { ok: false, errors: faults }
  const { target } = ground
  if (field === 'event') return compileEvent(input, target)
  if (field === 'no_data') return compileNoData(input, target, metric.part)
  return metric.part === null ? refuse('metric', 'missing') : compileMeasured(input, field, metric.part, ground)
}

function compileMeasured(
  input: PartInput,
  field: Exclude<LeafField, 'event' | 'no_data'>,
  metric: NamedMetric,
  { target, limits }: LeafGround
): Compiled<Leaf> {
  switch (field) {
    case 'below':
    case 'above':
      return compileLimit(input, target, metric, limits)
    case 'is':
    case 'not':
      return compileEquals(input, field, target, metric)
    case 'falls':
    case 'rises':
      return compileMove(input, field, target, metric)
    case 'fn':
      return compileWindow(input, target, metric, limits)
    case 'stuck':
      return compileStuck(input, target, metric)
  }
}

function compileMetric(input: PartInput, field: LeafField, { metrics, label }: LeafGround): Compiled<NamedMetric | null> {
  const name = input.metric
  if (field === 'event') return name === undefined ? { ok: true, part: null } : refuse('metric', 'an event has no metric')
  if (name === undefined) return field === 'no_data' ? { ok: true, part: null } : refuse('metric', 'missing')
  if (metrics && !Object.hasOwn(metrics, name)) return refuse('metric', `unknown metric ${name} of ${label}`)
  return { ok: true, part: { name, spec: metrics?.[name] } }
}

/** Fields that mean something only beside another one. */
function strayFaults(input: PartInput, field: LeafField): FieldFault[] {
  const faults: FieldFault[] = []
  const needs = (stray: keyof PartInput, present: boolean, other: string) => {
    if (input[stray] !== undefined && !present) faults.push({ field: stray, message: `means something only with ${other}` })
  }
  needs('clear_above', input.below !== undefined, 'below')
  needs('clear_below', input.above !== undefined, 'above')
  needs('abs', input.below !== undefined || input.above !== undefined, 'below or above')
  needs('until', field === 'event', 'event')
  needs('within', field === 'falls' || field === 'rises', 'falls or rises')
  needs('over', field === 'fn', 'fn')
  return faults
}

function numberFault({ name, spec }: NamedMetric): string | undefined {
  const type = spec?.type ?? 'number'
  return type === 'number' || type === 'counter' ? undefined : `${name} is a ${type}: expected is or not`
}

function compileLimit(input: PartInput, target: Target, metric: NamedMetric, ground: LimitGround): Compiled<LimitLeaf> {
  const message = numberFault(metric)
  const sides = compileSides(input, ground)
  const errors = sides.ok ? [] : sides.errors
  if (message !== undefined) errors.unshift({ field: input.below === undefined ? 'above' : 'below', message })
  if (!sides.ok || errors.length > 0) return { ok: false, errors }
  return { ok: true, part: { type: 'limit', target, metric: metric.name, ...sides.part } }
}

function compileWindow(input: PartInput, target: Target, metric: NamedMetric, ground: LimitGround): Compiled<WindowLeaf> {
  const { fn } = input
  if (fn === undefined) return refuse('fn', 'missing')
  const errors: FieldFault[] = []
  const overMs = positiveMs(input.over)
  if (overMs === undefined) errors.push({ field: 'over', message: 'expected a duration longer than 0, such as 5m' })
  if (input.below === undefined && input.above === undefined)
    errors.push({ field: 'below', message: 'missing: expected below or above' })
  if (fn !== 'count' && metric.spec?.type === 'string') {
    errors.push({ field: 'fn', message: `${metric.name} is a string: expected count` })
  }
  const sides = compileSides(input, ground)
  if (!sides.ok) errors.push(...sides.errors)
  if (!sides.ok || overMs === undefined || errors.length > 0) return { ok: false, errors }
  return { ok: true, part: { type: 'window', target, metric: metric.name, fn, overMs, ...sides.part } }
}

function compileMove(input: PartInput, field: 'falls' | 'rises', target: Target, metric: NamedMetric): Compiled<MoveLeaf> {
  const by = input[field] ?? 0
  const withinMs = positiveMs(input.within)
  const errors: FieldFault[] = []
  const message = numberFault(metric)
  if (message !== undefined) errors.push({ field, message })
  if (!(by > 0)) errors.push({ field, message: 'expected a number greater than 0' })
  if (withinMs === undefined) errors.push({ field: 'within', message: 'expected a duration longer than 0, such as 10m' })
  return unlessFaulty(errors, () => ({
    type: 'move',
    target,
    metric: metric.name,
    direction: field,
    by,
    withinMs: withinMs ?? 0
  }))
}

function compileEquals(input: PartInput, field: 'is' | 'not', target: Target, metric: NamedMetric): Compiled<EqualsLeaf> {
  const value = input[field]
  if (value === undefined) return refuse(field, 'missing')
  const fault = metric.spec && wordFault(value, metric.name, metric.spec)
  if (fault) return refuse(field, fault)
  return { ok: true, part: { type: 'equals', target, metric: metric.name, value, negate: field === 'not' } }
}

function compileFact(input: PartInput, field: LeafField): Compiled<FactLeaf> {
  const { attribute = '', metric, equipment } = input
  const value = field === 'is' || field === 'not' ? input[field] : undefined
  const errors = strayFaults(input, field)
  if (value === undefined) errors.push({ field, message: 'an attribute is compared by is or not' })
  if (metric !== undefined) errors.push({ field: 'metric', message: 'expected metric or attribute, not both' })
  if (equipment !== undefined) errors.push({ field: 'equipment', message: 'an attribute is that of the judged equipment' })
  return unlessFaulty(errors, () => ({
    type: 'fact',
    target: null,
    metric: null,
    attribute,
    value: value ?? '',
    negate: field === 'not'
  }))
}

function wordFault(value: boolean | string, name: string, { type, words }: MetricSpec): string | undefined {
  if (type === 'number' || type === 'counter') return `${name} is a ${type}: expected below or above`
  if (type === 'boolean') return typeof value === 'boolean' ? undefined : 'expected true or false'
  if (typeof value !== 'string') return `${name} is text: expected a word`
  if (words && !Object.hasOwn(words, value)) return `expected one of ${Object.keys(words).join(', ')}`
  return undefined
}

function compileNoData(input: PartInput, target: Target, metric: NamedMetric | null): Compiled<NoDataLeaf> {
  const silenceMs = positiveMs(input.no_data)
  if (silenceMs === undefined) return refuse('no_data', 'expected a duration longer than 0, such as 5m')
  return { ok: true, part: { type: 'no_data', target, metric: metric?.name ?? null, silenceMs } }
}

function compileStuck(input: PartInput, target: Target, metric: NamedMetric): Compiled<StuckLeaf> {
  const stuckMs = positiveMs(input.stuck)
  if (stuckMs === undefined) return refuse('stuck', 'expected a duration longer than 0, such as 24h')
  return { ok: true, part: { type: 'stuck', target, metric: metric.name, stuckMs } }
}

function compileEvent(input: PartInput, target: Target): Compiled<EventLeaf> {
  const codes = [input.event ?? []].flat()
  const until = [input.until ?? []].flat()
  if (codes.length === 0 || codes.includes('')) return refuse('event', 'expected one or more event codes')
  if (until.includes('')) return refuse('until', 'expected event codes')
  const both = codes.find((code) => until.includes(code))
  if (both !== undefined) return refuse('until', `${both} cannot both raise and clear`)
  return { ok: true, part: { type: 'event', target, codes, until } }
}

function positiveMs(text: string | undefined): number | undefined {
  const ms = text === undefined ? undefined : parseDuration(text)
  return ms ? ms : undefined
}
