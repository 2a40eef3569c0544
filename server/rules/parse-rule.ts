/** From what somebody wrote (YAML or JSON) to a rule in the contract's shape. */
import { type RuleInput, ruleSchema, unsupportedRuleFields } from '../contract/rules.ts'
import type { FieldFault } from '../errors.ts'

export type ParsedRule = { ok: true; input: RuleInput } | { ok: false; errors: FieldFault[] }

/** Names what this version cannot judge yet before it names what is plainly wrong. */
export function parseRule(raw: unknown): ParsedRule {
  const unsupported = unsupportedFaults(raw)
  if (unsupported.length > 0) return { ok: false, errors: unsupported }
  const result = ruleSchema.safeParse(raw)
  if (result.success) return { ok: true, input: result.data }
  return {
    ok: false,
    errors: result.error.issues.map((issue) => ({ field: issue.path.join('.') || 'rule', message: issue.message }))
  }
}

const limitFields = ['below', 'above', 'clear_above', 'clear_below'] as const

/** Fields of contract §3 that are read but not judged yet, and limits that follow an attribute or a metric. */
export function unsupportedFaults(raw: unknown): FieldFault[] {
  if (!isRecord(raw)) return []
  const faults: FieldFault[] = []
  const name = (field: string, what: string) => faults.push({ field, message: `not supported yet: ${what}` })
  for (const field of unsupportedRuleFields) if (raw[field] !== undefined) name(field, field)
  for (const field of limitFields) {
    const limit = raw[field]
    if (isRecord(limit)) name(field, `${field}.${'metric' in limit ? 'metric' : 'attribute'}`)
  }
  return faults
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
