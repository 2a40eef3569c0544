import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import type { Page } from '../../../../server/contract/common.ts'
import type { RejectItem } from '../../../../server/contract/session.ts'
import { apiGet } from '../api-client.ts'

/** Not on the live channel, so it asks again while somebody looks. */
export const rejectsQuery = infiniteQueryOptions({
  queryKey: ['rejects', 'pages'] as const,
  queryFn: ({ signal, pageParam }) => apiGet<Page<RejectItem>>('/rejects', { limit: 50, cursor: pageParam }, signal),
  initialPageParam: undefined as string | undefined,
  getNextPageParam: (page) => page.nextCursor ?? undefined,
  staleTime: 5_000,
  refetchInterval: 15_000
})

/** The newest few, for somebody who waits for a message. */
export const latestRejectsQuery = queryOptions({
  queryKey: ['rejects', 'latest'] as const,
  queryFn: async ({ signal }) => (await apiGet<Page<RejectItem>>('/rejects', { limit: 10 }, signal)).items,
  refetchInterval: 2_000
})
