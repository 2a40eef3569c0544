/** Channels' tests, one's own preferences, and what became of each message. */
import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import type { Page } from '../../../../server/contract/common.ts'
import type {
  ChannelTest,
  ChannelTestAnswer,
  DeliveryItem,
  DeliveryState,
  Preferences,
  PreferencesAnswer
} from '../../../../server/contract/telling.ts'
import { apiGet, apiPost, apiPut } from '../api-client.ts'

export function useTestChannel(id: string) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (to: ChannelTest) => apiPost<ChannelTestAnswer>(`/channels/${encodeURIComponent(id)}/test`, to),
    onSettled: () => client.invalidateQueries({ queryKey: ['setup', 'channels'] })
  })
}

export const ownPreferencesQuery = queryOptions({
  queryKey: ['preferences'] as const,
  queryFn: ({ signal }) => apiGet<PreferencesAnswer>('/preferences', {}, signal)
})

export type OwnPreferences = Omit<Preferences, 'urgentWaits'>

export function useSavePreferences() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (wish: OwnPreferences) => apiPut<PreferencesAnswer>('/preferences', wish),
    onSuccess: (answer) => client.setQueryData(ownPreferencesQuery.queryKey, answer)
  })
}

export type DeliveryWish = { state: DeliveryState | undefined; channel: string | undefined }

export function deliveriesQuery({ state, channel }: DeliveryWish) {
  return infiniteQueryOptions({
    queryKey: ['deliveries', state, channel] as const,
    queryFn: ({ signal, pageParam }) =>
      apiGet<Page<DeliveryItem>>('/deliveries', { limit: 50, state, channel, cursor: pageParam }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    refetchInterval: 15_000
  })
}
