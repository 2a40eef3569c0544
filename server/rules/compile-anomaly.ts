/** Turns `anomaly` into the condition that learned baselines judge, or says what is wrong with it. */
import type { Severity } from '../contract/common.ts'
import type { RuleInput } from '../contract/rules.ts'
import type { FieldFault } from '../errors.ts'
import type { Metrics } from './compile-limit.ts'
import { conditionFields } from './condition-fields.ts'
import { type Compiled, refuse } from './faults.ts'
import type { AnomalyCondition } from './rule.ts'

/** Left out, an anomaly has to last this long: three means of 10 min. */
export const anomalyDelay = '30m'

const others = ['metric', ...conditionFields, 'stages', 'not_during', 'latching'] as const

/** `metrics`: those the rule may name; undefined when its kind or equipment is unknown, then names are not judged. */
export function compileAnomaly(
  input: RuleInput,
  severity: Severity | undefined,
  metrics: Metrics | undefined
): Compiled<AnomalyCondition> {
  const { anomaly } = input
  if (!anomaly) return refuse('anomaly', 'missing')
  const errors: FieldFault[] = others
    .filter((field) => input[field] !== undefined)
    .map((field) => ({ field, message: 'does not go with anomaly' }))
  // What was learned is never as sure as what was written down.
  if (severity === 'critical' || severity === 'major') {
    errors.push({ field: 'severity', message: 'a learned baseline opens P3 at most: expected minor or info' })
  }
  for (const [index, name] of anomaly.metrics.entries()) {
    const fault = metricFault(name, metrics) ?? (anomaly.metrics.indexOf(name) < index ? `${name} is named twice` : undefined)
    if (fault !== undefined) errors.push({ field: `anomaly.metrics.${index}`, message: fault })
  }
  if (errors.length > 0) return { ok: false, errors }
  return { ok: true, part: { type: 'anomaly', metrics: anomaly.metrics, sensitivity: anomaly.sensitivity ?? 'medium' } }
}

function metricFault(name: string, metrics: Metrics | undefined): string | undefined {
  if (!metrics) return undefined
  const spec = Object.hasOwn(metrics, name) ? metrics[name] : undefined
  if (!spec) return `unknown metric ${name}`
  return spec.type === 'number' ? undefined : `${name} is a ${spec.type}: expected a number`
}
