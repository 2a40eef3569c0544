import { queryOptions } from '@tanstack/react-query'
import type { Severity } from '../../../../server/contract/common.ts'
import type { EquipmentItem } from '../../../../server/contract/equipment.ts'
import type { RuleItem } from '../../../../server/contract/rules.ts'
import { apiGetAll } from '../api-client.ts'

export const rulesQuery = queryOptions({
  queryKey: ['rules'] as const,
  queryFn: ({ signal }) => apiGetAll<RuleItem>('/rules', {}, signal),
  staleTime: 10 * 60_000
})

export type RuleLimit = { value: number; side: 'below' | 'above'; severity: Severity }

/** The fixed limits of all rules on this metric of this equipment, stages included. */
export function limitsFor(
  rules: readonly RuleItem[],
  equipment: Pick<EquipmentItem, 'id' | 'kind'>,
  metric: string
): RuleLimit[] {
  return rules
    .filter(({ enabled }) => enabled !== false)
    .filter((rule) => (rule.equipment === undefined ? rule.kind === equipment.kind : rule.equipment === equipment.id))
    .flatMap((rule) => [rule, ...(rule.stages ?? []).map((stage) => ({ ...stage, severity: stage.severity ?? rule.severity }))])
    .filter((condition) => condition.metric === metric && condition.fn === undefined)
    .flatMap(({ below, above, severity }): RuleLimit[] => [
      ...(typeof below === 'number' ? [{ value: below, side: 'below' as const, severity }] : []),
      ...(typeof above === 'number' ? [{ value: above, side: 'above' as const, severity }] : [])
    ])
}
