import { queryOptions } from '@tanstack/react-query'
import type { EquipmentItem } from '../../../../server/contract/equipment.ts'
import type { RuleItem } from '../../../../server/contract/rules.ts'
import { apiGetAll } from '../api-client.ts'

export const rulesQuery = queryOptions({
  queryKey: ['rules'] as const,
  queryFn: ({ signal }) => apiGetAll<RuleItem>('/rules', {}, signal),
  staleTime: 10 * 60_000
})

/** The rules that judge this metric of this equipment. */
export function rulesFor(rules: readonly RuleItem[], equipment: Pick<EquipmentItem, 'id' | 'kind'>, metric: string): RuleItem[] {
  return rules.filter((rule) => {
    const applies = rule.equipment === undefined ? rule.kind === equipment.kind : rule.equipment === equipment.id
    return applies && rule.metric === metric && rule.enabled !== false
  })
}
