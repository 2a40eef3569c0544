/** Keys of wall screens, and the session a screen has for one. */
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import type { Page } from '../../../../server/contract/common.ts'
import type { Session } from '../../../../server/contract/session.ts'
import type { WallKeyAnswer, WallKeyItem } from '../../../../server/contract/wall-keys.ts'
import { apiDelete, apiGet, apiPost, setBearer } from '../api-client.ts'

const keysKey = ['setup', 'wall-keys'] as const

export const wallKeysQuery = queryOptions({
  queryKey: keysKey,
  queryFn: async ({ signal }) => (await apiGet<Page<WallKeyItem>>('/wall-keys', {}, signal)).items,
  // Screens use them by themselves.
  staleTime: 2_000
})

export function useMakeWallKey() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (wish: { name: string }) => apiPost<WallKeyAnswer>('/wall-keys', wish),
    onSuccess: () => client.invalidateQueries({ queryKey: keysKey })
  })
}

export function useRevokeWallKey() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (id: string) => apiDelete(`/wall-keys/${encodeURIComponent(id)}`),
    onSuccess: () => client.invalidateQueries({ queryKey: keysKey })
  })
}

/** Well before its 12 h are over; a key that was revoked is noticed by then at the latest. */
const renewMs = 3 * 3_600_000
const againMs = 10_000

/** Exchanges the key, and again before the session ends. Every call from then on is made with it. */
export function wallSessionQuery(key: string) {
  return queryOptions({
    // As the session of a person: asked anew whenever the service ends the socket.
    queryKey: ['session', 'wall', key] as const,
    queryFn: async () => {
      const session = await apiPost<Session>('/session/wall', { key })
      setBearer(session.token)
      return session.user
    },
    retry: false,
    refetchInterval: ({ state }) => (state.status === 'error' ? againMs : renewMs),
    refetchIntervalInBackground: true,
    gcTime: Number.POSITIVE_INFINITY
  })
}
