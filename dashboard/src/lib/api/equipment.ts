import { queryOptions } from '@tanstack/react-query'
import type { EquipmentDetail, EquipmentItem, KindInfo, MetricInfo } from '../../../../server/contract/equipment.ts'
import { apiGet, apiGetAll } from '../api-client.ts'

export const equipmentKeys = {
  list: ['equipment', 'list'] as const,
  detail: (id: string) => ['equipment', 'detail', id] as const
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

/** What a kind's values mean. */
export type KindFacts = { fire: boolean; name: { zh: string; en: string }; metrics: Record<string, MetricInfo> }

/** All kinds; they change with the program only. */
export const catalogueQuery = queryOptions({
  queryKey: ['catalogue'] as const,
  queryFn: async ({ signal }): Promise<ReadonlyMap<string, KindFacts>> => {
    const { items } = await apiGet<{ items: KindInfo[] }>('/catalogue', {}, signal)
    return new Map(items.map(({ kind, zh, en, fire, metrics }) => [kind, { fire, name: { zh, en }, metrics }]))
  },
  staleTime: Number.POSITIVE_INFINITY,
  structuralSharing: false
})
