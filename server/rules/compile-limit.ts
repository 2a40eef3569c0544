/** `below` and `above` with their clear limits: which figures fit together, and what they may follow. */
import type { MetricSpec } from '../../gateway/catalogue.ts'
import type { LimitInput, PartInput } from '../contract/rules.ts'
import type { FieldFault } from '../errors.ts'
import { type Compiled, unlessFaulty } from './faults.ts'
import type { Limit, Side } from './rule.ts'

export type Metrics = Readonly<Record<string, MetricSpec>>
export type Attributes = Readonly<Record<string, number | string | boolean>>
export type Sides = { below?: Side<Limit>; above?: Side<Limit>; abs: boolean }

/** The judged equipment, as far as it is known: limits follow its metrics and attributes. */
export type LimitGround = { metrics: Metrics | undefined; attributes?: Attributes | undefined; label: string }

const limitFields = ['below', 'clear_above', 'above', 'clear_below'] as const

/**
 * A clear limit that is left out equals the limit, and is crossed as soon as the value no longer breaches: otherwise
 * `above: 0` could never clear. One of its own is strict, as every comparison.
 */
export function compileSides(input: PartInput, ground: LimitGround): Compiled<Sides> {
  const errors: FieldFault[] = limitFields.flatMap((field) => {
    const message = referenceFault(input[field], ground)
    return message === undefined ? [] : [{ field, message }]
  })
  errors.push(...figureFaults(input))
  return unlessFaulty(errors, () => ({
    ...(input.below !== undefined && { below: toSide(input.below, input.clear_above) }),
    ...(input.above !== undefined && { above: toSide(input.above, input.clear_below) }),
    abs: input.abs ?? false
  }))
}

function toSide(raise: LimitInput, clear: LimitInput | undefined): Side<Limit> {
  return { raise: toLimit(raise), clear: clear === undefined || clear === raise ? null : toLimit(clear) }
}

function toLimit(limit: LimitInput): Limit {
  if (typeof limit === 'number') return limit
  const { metric, attribute, times = 1, plus = 0 } = limit
  return { from: metric === undefined ? 'attribute' : 'metric', name: metric ?? attribute ?? '', times, plus }
}

function referenceFault(limit: LimitInput | undefined, { metrics, attributes, label }: LimitGround): string | undefined {
  if (limit === undefined || typeof limit === 'number') return undefined
  const { metric, attribute } = limit
  if (metric !== undefined) {
    if (!metrics) return undefined
    if (!Object.hasOwn(metrics, metric)) return `unknown metric ${metric} of ${label}`
    const type = metrics[metric]?.type
    return type === 'number' || type === 'counter' ? undefined : `${metric} is a ${type}: a limit follows a number`
  }
  if (attribute === undefined || !attributes) return undefined
  if (!Object.hasOwn(attributes, attribute)) return `unknown attribute ${attribute} of ${label}`
  return typeof attributes[attribute] === 'number' ? undefined : `attribute ${attribute} of ${label} is no number`
}

/** What two limits that follow the same thing come to, the same distance taken off both; undefined when they cannot be compared. */
function compared(one: LimitInput | undefined, other: LimitInput | undefined): [number, number] | undefined {
  if (one === undefined || other === undefined) return undefined
  if (typeof one === 'number' && typeof other === 'number') return [one, other]
  if (typeof one === 'number' || typeof other === 'number') return undefined
  if (one.metric !== other.metric || one.attribute !== other.attribute) return undefined
  if ((one.times ?? 1) === (other.times ?? 1)) return [one.plus ?? 0, other.plus ?? 0]
  return (one.plus ?? 0) === (other.plus ?? 0) ? [one.times ?? 1, other.times ?? 1] : undefined
}

function figureFaults(input: PartInput): FieldFault[] {
  const { below, above, clear_above: clearAbove, clear_below: clearBelow, abs = false } = input
  const faults: FieldFault[] = []
  const low = compared(below, clearAbove)
  if (low && low[1] < low[0]) faults.push({ field: 'clear_above', message: 'must not be less than below' })
  const high = compared(above, clearBelow)
  if (high && high[1] > high[0]) faults.push({ field: 'clear_below', message: 'must not be greater than above' })
  if (abs && (isNegative(below) || isNegative(above))) faults.push({ field: 'abs', message: 'a magnitude has no negative limit' })
  // With both sides a value must remain at which the alarm can clear.
  const room = compared(clearAbove ?? below, clearBelow ?? above)
  const both = below !== undefined && above !== undefined
  if (both && faults.length === 0 && room && room[0] >= room[1]) {
    faults.push({ field: 'below', message: 'must leave room under above, clear limits included' })
  }
  return faults
}

function isNegative(limit: LimitInput | undefined): boolean {
  return typeof limit === 'number' && limit < 0
}
