/** From a rule in the contract's shape to one the evaluator can run. */
import type { Catalogue } from '../../gateway/catalogue.ts'
import { parseDuration } from '../contract/common.ts'
import type { RuleInput } from '../contract/rules.ts'
import type { FieldFault } from '../errors.ts'
import { compileCondition, type Metrics } from './compile-condition.ts'
import { unsupportedFaults } from './parse-rule.ts'
import type { Rule } from './rule.ts'

export type CompiledRule = { ok: true; rule: Rule } | { ok: false; errors: FieldFault[] }

/**
 * Checks the rule against the catalogue and fills in what was left out: `for` 0, `clear_for` as `for`,
 * role engineer, ticket on except for `info`. Every fault names its field.
 *
 * `metrics`: for a rule on one equipment, all of its metrics (undefined = no such equipment);
 * for a rule on a kind, metrics that sites added to that kind.
 */
export function compileRule(input: RuleInput, version: number, catalogue: Catalogue, metrics?: Metrics): CompiledRule {
  const unsupported = unsupportedFaults(input)
  if (unsupported.length > 0) return { ok: false, errors: unsupported }

  const errors: FieldFault[] = []
  const scope = scopeOf(input, catalogue, metrics)
  if (!scope.ok) errors.push(...scope.errors)
  const condition = compileCondition(input, scope.ok ? scope.metrics : undefined)
  if (!condition.ok) errors.push(...condition.errors)
  const forMs = parseDuration(input.for ?? '0s')
  const clearForMs = parseDuration(input.clear_for ?? input.for ?? '0s')
  if (forMs === undefined) errors.push({ field: 'for', message: 'expected a duration such as 15s' })
  if (clearForMs === undefined && input.clear_for !== undefined) {
    errors.push({ field: 'clear_for', message: 'expected a duration such as 15s' })
  }
  if (!scope.ok || !condition.ok || forMs === undefined || clearForMs === undefined) return { ok: false, errors }

  const ticket = input.ticket ?? (input.severity === 'info' ? 'off' : 'on')
  const rule: Rule = {
    header: {
      id: input.id,
      version,
      title: input.title,
      action: input.action,
      severity: input.severity,
      roles: [input.role ?? 'engineer'].flat(),
      ticket: ticket === 'on',
      metric: input.metric ?? null,
      latching: false,
      suppressedBy: []
    },
    scope: scope.scope,
    condition: condition.part,
    forMs,
    clearForMs
  }
  return { ok: true, rule }
}

type Scope = { ok: true; scope: Rule['scope']; metrics: Metrics } | { ok: false; errors: FieldFault[] }

function scopeOf(input: RuleInput, catalogue: Catalogue, metrics: Metrics | undefined): Scope {
  const refuse = (field: string, message: string): Scope => ({ ok: false, errors: [{ field, message }] })
  const { kind, equipment } = input
  if (kind !== undefined && equipment !== undefined) return refuse('equipment', 'expected kind or equipment, not both')
  if (equipment !== undefined) {
    return metrics ? { ok: true, scope: { equipment }, metrics } : refuse('equipment', `unknown equipment ${equipment}`)
  }
  if (kind === undefined) return refuse('kind', 'missing: expected kind or equipment')
  const known = catalogue.get(kind)
  if (!known) return refuse('kind', `unknown kind ${kind}: expected one of ${[...catalogue.keys()].join(', ')}`)
  return { ok: true, scope: { kind }, metrics: { ...known.metrics, ...metrics } }
}
