/** From what somebody wrote (YAML or JSON) to a rule in the contract's shape. */
import type { z } from 'zod'
import { type RuleInput, ruleSchema } from '../contract/rules.ts'
import type { FieldFault } from '../errors.ts'

export type ParsedRule = { ok: true; input: RuleInput } | { ok: false; errors: FieldFault[] }

export function parseRule(raw: unknown): ParsedRule {
  const result = ruleSchema.safeParse(raw)
  if (result.success) return { ok: true, input: result.data }
  return { ok: false, errors: result.error.issues.flatMap(toFaults) }
}

/** An unknown field is named itself, not what it stands in. */
function toFaults(issue: z.core.$ZodIssue): FieldFault[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({ field: [...issue.path, key].join('.'), message: 'unknown field' }))
  }
  return [{ field: issue.path.join('.') || 'rule', message: issue.message }]
}
