import { queryOptions } from '@tanstack/react-query'
import type { EquipmentDetail, EquipmentItem, MetricInfo } from '../../../../server/contract/equipment.ts'
import { apiGet, apiGetAll } from '../api-client.ts'

export const equipmentKeys = {
  list: ['equipment', 'list'] as const,
  detail: (id: string) => ['equipment', 'detail', id] as const,
  facts: (kind: string) => ['equipment', 'facts', kind] as const
}

/** All equipment; live events write into it, so it is loaded once and after a reconnect. */
export const equipmentListQuery = queryOptions({
  queryKey: equipmentKeys.list,
  queryFn: ({ signal }) => apiGetAll<EquipmentItem>('/equipment', {}, signal),
  // The live channel replaces only what moved; a deep comparison of the whole site 4 times a second is waste.
  structuralSharing: false
})

export function equipmentDetailQuery(id: string) {
  return queryOptions({
    queryKey: equipmentKeys.detail(id),
    queryFn: ({ signal }) => apiGet<EquipmentDetail>(`/equipment/${encodeURIComponent(id)}`, {}, signal)
  })
}

/** What a kind's values mean: the same for all equipment of the kind, unless it is custom. */
export type KindFacts = { name: { zh: string; en: string }; metrics: Record<string, MetricInfo> }

/** Custom equipment brings its own metrics, so it counts as a kind of its own. */
export function factsKey(item: Pick<EquipmentItem, 'kind' | 'id'>): string {
  return item.kind === 'custom' ? `custom:${item.id}` : item.kind
}

/** Read from one example of the kind, as REST tells the meaning of values per equipment. */
export function kindFactsQuery(key: string, example: string) {
  return queryOptions({
    queryKey: equipmentKeys.facts(key),
    queryFn: async ({ signal }): Promise<KindFacts> => {
      const detail = await apiGet<EquipmentDetail>(`/equipment/${encodeURIComponent(example)}`, {}, signal)
      return { name: detail.kindName, metrics: detail.metrics }
    },
    staleTime: 60 * 60_000
  })
}
