/** Tags with keys, and what the plan does not cover. */
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import type { z } from 'zod'
import type { Page } from '../../../../server/contract/common.ts'
import type { Coverage, newTagKeySchema, TagKeyItem } from '../../../../server/contract/patrol.ts'
import { apiDelete, apiGet, apiPost, apiPut } from '../api-client.ts'

const tagKeysKey = ['patrol', 'tags'] as const

export const tagKeysQuery = queryOptions({
  queryKey: tagKeysKey,
  queryFn: async ({ signal }) => (await apiGet<Page<TagKeyItem>>('/patrol/tags', {}, signal)).items,
  // Taps come by themselves.
  staleTime: 2_000
})

export const coverageQuery = queryOptions({
  queryKey: ['patrol', 'coverage'] as const,
  queryFn: ({ signal }) => apiGet<Coverage>('/patrol/coverage', {}, signal)
})

/** `counter` left out: 0. */
export type TagKeyWish = z.input<typeof newTagKeySchema>

export function useEnrolTag() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (wish: TagKeyWish) => apiPost<TagKeyItem>('/patrol/tags', wish),
    onSuccess: () => client.invalidateQueries({ queryKey: tagKeysKey })
  })
}

export function useForgetTag() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (uid: string) => apiDelete(`/patrol/tags/${encodeURIComponent(uid)}`),
    onSuccess: () => client.invalidateQueries({ queryKey: tagKeysKey })
  })
}

export function useSetMetaKey() {
  return useMutation({ mutationFn: (wish: { key: string }) => apiPut<void>('/patrol/meta-key', wish) })
}
