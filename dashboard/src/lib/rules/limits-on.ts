import type { Severity } from '../../../../server/contract/common.ts'
import type { Condition, RuleBody } from './rule-body.ts'

export type LimitLine = { side: 'below' | 'above'; value: number; severity: Severity }

/** The fixed limits a rule sets to a metric itself: not to its mean or change, and not those that other values give. */
export function limitsOn(rule: RuleBody, metric: string): LimitLine[] {
  return (rule.stages ?? [rule]).flatMap((stage) => linesOf(stage, metric, stage.severity ?? rule.severity ?? 'minor'))
}

function linesOf(condition: Condition, metric: string, severity: Severity): LimitLine[] {
  const nested = [...(condition.all ?? []), ...(condition.any ?? [])].filter((part) => part.equipment === undefined)
  const inner = nested.flatMap((part) => linesOf(part, metric, severity))
  if (condition.metric !== metric || condition.fn !== undefined) return inner
  const { below, above, abs } = condition
  return [
    ...inner,
    ...(typeof below === 'number' ? [{ side: 'below' as const, value: below, severity }] : []),
    ...(typeof above === 'number' ? [{ side: 'above' as const, value: above, severity }] : []),
    ...(typeof above === 'number' && abs === true ? [{ side: 'below' as const, value: -above, severity }] : [])
  ]
}
