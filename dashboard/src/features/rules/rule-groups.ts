/** Rules by the kind they are for; those of one equipment stand with its kind. */
import type { RuleItem } from '../../../../server/contract/rules.ts'

export type RuleGroup = { kind: string; rules: RuleItem[] }

const severityRank = { critical: 0, major: 1, minor: 2, info: 3 } as const

export function groupByKind(rules: readonly RuleItem[], kindOf: (equipment: string) => string | undefined): RuleGroup[] {
  const groups = new Map<string, RuleItem[]>()
  for (const rule of rules) {
    const kind = rule.kind ?? (rule.equipment === undefined ? '' : (kindOf(rule.equipment) ?? ''))
    const group = groups.get(kind)
    if (group) group.push(rule)
    else groups.set(kind, [rule])
  }
  return [...groups]
    .map(([kind, members]) => ({ kind, rules: members.sort(severeFirst) }))
    .sort((a, b) => a.kind.localeCompare(b.kind))
}

function severeFirst(a: RuleItem, b: RuleItem): number {
  return severityRank[a.severity] - severityRank[b.severity] || a.id.localeCompare(b.id)
}

/** True when every word of the search is somewhere in titles, id or metric. */
export function isRuleFound(rule: RuleItem, search: string): boolean {
  const text = [rule.title, rule.title_en, rule.id, rule.metric, rule.equipment].join(' ').toLowerCase()
  return search
    .trim()
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word))
}
