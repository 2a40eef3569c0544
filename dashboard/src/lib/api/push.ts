/** Browsers of one's own that take web push. */
import { type QueryClient, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import type { Page } from '../../../../server/contract/common.ts'
import type { NewPushSubscription, PushSubscriptionItem } from '../../../../server/contract/telling.ts'
import { apiDelete, apiGet, apiPost } from '../api-client.ts'
import { ownPreferencesQuery } from './telling.ts'

export const pushSubscriptionsQuery = queryOptions({
  queryKey: ['push', 'subscriptions'] as const,
  queryFn: async ({ signal }) => (await apiGet<Page<PushSubscriptionItem>>('/push/subscriptions', {}, signal)).items
})

/** What a browser subscribes with: the key of the service's channel. */
export async function fetchPushKey(): Promise<string> {
  return (await apiGet<{ publicKey: string }>('/push/key')).publicKey
}

/** Whether pushes reach one stands with the preferences. */
async function refetch(client: QueryClient): Promise<void> {
  await client.invalidateQueries({ queryKey: pushSubscriptionsQuery.queryKey })
  await client.invalidateQueries({ queryKey: ownPreferencesQuery.queryKey })
}

export function useAddPushSubscription() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: async (subscribe: () => Promise<NewPushSubscription>) =>
      apiPost<PushSubscriptionItem>('/push/subscriptions', await subscribe()),
    onSettled: () => refetch(client)
  })
}

export function useRemovePushSubscription() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (id: string) => apiDelete(`/push/subscriptions/${encodeURIComponent(id)}`),
    onSettled: () => refetch(client)
  })
}
