import { queryOptions } from '@tanstack/react-query'
import type { SystemReport } from '../../../../server/contract/setup.ts'
import { apiGet } from '../api-client.ts'

/** Not on the live channel, so it asks again while somebody looks. */
export const systemQuery = queryOptions({
  queryKey: ['system'] as const,
  queryFn: ({ signal }) => apiGet<SystemReport>('/system', {}, signal),
  staleTime: 2_000,
  refetchInterval: 5_000
})
