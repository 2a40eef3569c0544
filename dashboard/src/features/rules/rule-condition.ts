import { conditionFields, type Part, type RuleBody } from '../../lib/rules/rule-body.ts'

/** The rule's condition alone, without what follows from it. */
export function conditionOf(rule: RuleBody): Part {
  const condition: Record<string, unknown> = {}
  for (const field of conditionFields) if (rule[field] !== undefined) condition[field] = rule[field]
  return condition as Part
}
