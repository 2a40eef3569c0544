/** Turns a rule's condition fields into the one condition the evaluator judges, or says what is wrong with them. */
import type { PartInput, TargetInput } from '../contract/rules.ts'
import type { FieldFault } from '../errors.ts'
import { compileLeaf } from './compile-leaf.ts'
import type { Attributes, Metrics } from './compile-limit.ts'
import { conditionFields, type GroupField, type LeafField } from './condition-fields.ts'
import { type Compiled, refuse, under } from './faults.ts'
import type { Group, Node, PlainCondition, Target } from './rule.ts'

export type { Attributes, Metrics } from './compile-limit.ts'

/** What a condition may name. */
export type Ground = {
  /** Of the judged equipment; undefined when its kind or equipment is unknown, then names and types are not judged. */
  metrics: Metrics | undefined
  /** Of a rule on one equipment; undefined when they are not known, or differ. */
  attributes?: Attributes | undefined
  label: string
  kindMetrics: (kind: string) => Metrics | undefined
  /** Undefined: equipment other than the judged one is not looked up. */
  metricsOf?: ((equipment: string) => Metrics | undefined) | undefined
}

/** How deep groups may lie in each other: more is no sentence any more. */
const maxDepth = 6

/** Exactly one condition: limits (both sides count as one), `is`, `not`, a move, a window, silence, an event, or a group. */
export function compileCondition(input: PartInput, ground: Ground): Compiled<PlainCondition> {
  const node = compileNode(input, ground, 1)
  return node.ok ? { ok: true, part: toCondition(node.part) } : node
}

/** One value or event of the rule's own equipment is judged without a tree. */
function toCondition(node: Node): PlainCondition {
  switch (node.type) {
    case 'limit':
      return toPlainLimit(node) ?? { type: 'tree', root: node }
    case 'equals':
    case 'no_data':
    case 'event': {
      const { target, ...condition } = node
      return target === null ? condition : { type: 'tree', root: node }
    }
    default:
      return { type: 'tree', root: node }
  }
}

function toPlainLimit({ target, metric, below, above, abs }: Extract<Node, { type: 'limit' }>): PlainCondition | undefined {
  if (target !== null) return undefined
  const figures = [below?.raise, below?.clear, above?.raise, above?.clear]
  if (figures.some((figure) => typeof figure === 'object' && figure !== null)) return undefined
  const side = (raise: unknown, clear: unknown) => ({ raise: Number(raise), clear: clear === null ? null : Number(clear) })
  return {
    type: 'limit',
    metric,
    ...(below && { below: side(below.raise, below.clear) }),
    ...(above && { above: side(above.raise, above.clear) }),
    abs
  }
}

function compileNode(input: PartInput, ground: Ground, depth: number): Compiled<Node> {
  const found = conditionFields.filter((field) => input[field] !== undefined)
  // Limits belong to the window they judge, and both sides count as one.
  const [first, second] = found.filter((field) => {
    if (field === 'below') return input.fn === undefined
    return field !== 'above' || (input.below === undefined && input.fn === undefined)
  })
  if (first === undefined) return refuse('condition', `missing: expected one of ${conditionFields.join(', ')}`)
  if (second !== undefined) return refuse(second, `a rule has exactly one condition, found ${found.join(', ')}`)
  if (isGroup(first)) return compileGroup(input, first, ground, depth)
  return compileAimedLeaf(input, first, ground)
}

function isGroup(field: LeafField | GroupField): field is GroupField {
  return field === 'all' || field === 'any' || field === 'none'
}

function compileGroup(input: PartInput, type: GroupField, ground: Ground, depth: number): Compiled<Group> {
  const stray = (['metric', 'equipment', 'abs', 'until', 'within', 'over', 'clear_above', 'clear_below'] as const).filter(
    // The rule's own `equipment` is its scope, not a part's.
    (field) => input[field] !== undefined && (field !== 'equipment' || depth > 1)
  )
  const errors: FieldFault[] = stray.map((field) => ({ field, message: `belongs into a part of ${type}` }))
  if (depth > maxDepth) return refuse(type, `groups lie at most ${maxDepth} deep`)
  const parts: Node[] = []
  for (const [index, part] of (input[type] ?? []).entries()) {
    const node = compileNode(part, ground, depth + 1)
    if (!node.ok) {
      errors.push(...under(`${type}.${index}`, node.errors))
      continue
    }
    if (node.part.type === 'event' && node.part.until.length === 0) {
      errors.push({ field: `${type}.${index}.until`, message: 'missing: beside other parts an event must last until something' })
    }
    parts.push(node.part)
  }
  return errors.length > 0 ? { ok: false, errors } : { ok: true, part: { type, parts } }
}

function compileAimedLeaf(input: PartInput, field: LeafField, ground: Ground): Compiled<Node> {
  const aim = aimOf(input.equipment, ground)
  if (!aim.ok) return aim
  const limits = { metrics: ground.metrics, attributes: ground.attributes, label: ground.label }
  return compileLeaf(input, field, { ...aim.part, limits })
}

function aimOf(
  target: TargetInput | undefined,
  ground: Ground
): Compiled<{ target: Target; metrics: Metrics | undefined; label: string }> {
  const { metrics, label } = ground
  if (target === undefined) return { ok: true, part: { target: null, metrics, label } }
  if (typeof target !== 'string') {
    const known = ground.kindMetrics(target.kind)
    if (!known) return refuse('equipment.kind', `unknown kind ${target.kind}`)
    return { ok: true, part: { target, metrics: known, label: target.kind } }
  }
  const known = ground.metricsOf?.(target)
  if (ground.metricsOf && !known) return refuse('equipment', `unknown equipment ${target}`)
  return { ok: true, part: { target: { equipment: target }, metrics: known, label: target } }
}
