/** Whether the rules on one equipment could still judge it after a change: a rule must not fall silent unnoticed. */
import type { Catalogue } from '../gateway/catalogue.ts'
import type { EquipmentInput } from './contract/site.ts'
import type { FieldFault } from './errors.ts'
import { compileRule } from './rules/compile-rule.ts'
import type { RuleStore } from './rules/rule-store.ts'
import { metricsOf } from './site/equipment-metrics.ts'

export type RuleFitOptions = { rules: Pick<RuleStore, 'list'>; catalogue: Catalogue }

/** Gives a check of equipment as it will be; each fault names the rule, on the field `metrics`. */
export function createRuleFit({ rules, catalogue }: RuleFitOptions): (equipment: EquipmentInput) => Promise<FieldFault[]> {
  return async (equipment) => {
    const own = (await rules.list()).filter((rule) => rule.enabled !== false && rule.equipment === equipment.id)
    return own.flatMap(({ version, origin: _origin, ...rule }) => {
      const compiled = compileRule(rule, version, catalogue, metricsOf(equipment, catalogue), {
        attributesOf: () => equipment.attributes
      })
      if (compiled.ok) return []
      return compiled.errors.map(({ field, message }) => ({ field: 'metrics', message: `rule ${rule.id}: ${field}: ${message}` }))
    })
  }
}
