import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import type { SiteItem, SitePatch } from '../../../../server/contract/setup.ts'
import { apiGet, apiPatch } from '../api-client.ts'

export const siteQuery = queryOptions({
  queryKey: ['site'] as const,
  queryFn: ({ signal }) => apiGet<SiteItem>('/site', {}, signal)
})

export function useUpdateSite() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (patch: SitePatch) => apiPatch<SiteItem>('/site', patch),
    onSuccess: (site) => client.setQueryData(siteQuery.queryKey, site)
  })
}
