/** Rules and an engine's days in short. */
import type { RuleHeader } from '../../server/rules/changes.ts'
import type { Condition, LimitCondition, Rule } from '../../server/rules/rule.ts'

export function aHeader(parts: Partial<RuleHeader> = {}): RuleHeader {
  return {
    id: 'booster_pump.outlet_low',
    version: 1,
    title: '供水压力低',
    action: '检查水泵与进水',
    severity: 'critical',
    roles: ['engineer'],
    ticket: true,
    metric: 'outlet_pressure',
    latching: false,
    suppressedBy: [],
    ...parts
  }
}

type RuleParts = { id?: string; condition: Condition; forMs?: number; clearForMs?: number; scope?: Rule['scope'] }

/** `clearForMs` is as long as `forMs` when left out, as in the contract. */
export function aRule({
  id = 'rule',
  condition,
  forMs = 0,
  clearForMs = forMs,
  scope = { kind: 'booster_pump' }
}: RuleParts): Rule {
  const metric = 'metric' in condition ? condition.metric : null
  return { header: aHeader({ id, metric }), scope, condition, forMs, clearForMs }
}

export function below(raise: number, clear: number | null = null, metric = 'outlet_pressure'): LimitCondition {
  return { type: 'limit', metric, below: { raise, clear }, abs: false }
}

export function above(raise: number, clear: number | null = null, metric = 'outlet_pressure'): LimitCondition {
  return { type: 'limit', metric, above: { raise, clear }, abs: false }
}
