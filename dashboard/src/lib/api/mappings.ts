/** Foreign devices: fields that nobody has mapped yet, and the mappings in force. */
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import type { Page } from '../../../../server/contract/common.ts'
import type { MappingItem, UnknownPointItem } from '../../../../server/contract/mappings.ts'
import type { MappingInput } from '../../../../server/contract/site.ts'
import { apiDelete, apiGet, apiGetAll, apiPost } from '../api-client.ts'

/** Each brings up to 4 KiB of payload: those heard last are enough to work through. */
const shownPoints = 200
const pollMs = 3_000

const unknownPointsKey = ['unknown-points'] as const
const mappingsKey = ['mappings'] as const

/** Not on the live channel, so it asks again while somebody looks. */
export const unknownPointsQuery = queryOptions({
  queryKey: unknownPointsKey,
  queryFn: ({ signal }) => apiGet<Page<UnknownPointItem>>('/unknown-points', { limit: shownPoints }, signal),
  refetchInterval: pollMs
})

export const mappingsQuery = queryOptions({
  queryKey: mappingsKey,
  queryFn: ({ signal }) => apiGetAll<MappingItem>('/mappings', {}, signal),
  staleTime: 2_000
})

export function useAddMapping() {
  const refresh = useRefresh()
  return useMutation({ mutationFn: (mapping: MappingInput) => apiPost<MappingItem>('/mappings', mapping), onSuccess: refresh })
}

export function useDeleteMapping() {
  const refresh = useRefresh()
  return useMutation({ mutationFn: (id: string) => apiDelete(`/mappings/${encodeURIComponent(id)}`), onSuccess: refresh })
}

/** A mapped field is no longer unknown, and the other way round. */
function useRefresh(): () => void {
  const client = useQueryClient()
  return () => {
    void client.invalidateQueries({ queryKey: mappingsKey })
    void client.invalidateQueries({ queryKey: unknownPointsKey })
  }
}
