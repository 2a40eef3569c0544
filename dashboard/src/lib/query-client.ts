import { QueryClient } from '@tanstack/react-query'
import { ApiError } from './api-client.ts'

/** Only what may pass by itself is tried again: no answer, or a fault of the service. */
function mayPass(error: unknown): boolean {
  return !(error instanceof ApiError) || error.status === 0 || error.status >= 500
}

/** Live events keep the cache fresh, so a query is refetched after a reconnect and not on every focus. */
export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 5 * 60_000,
        gcTime: 15 * 60_000,
        refetchOnWindowFocus: false,
        networkMode: 'always',
        retry: (failures, error) => failures < 2 && mayPass(error)
      },
      mutations: { networkMode: 'always', retry: false }
    }
  })
}
