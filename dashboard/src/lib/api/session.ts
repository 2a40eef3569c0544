import { type QueryClient, queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { Role } from '../../../../server/contract/common.ts'
import type { Session, UserItem } from '../../../../server/contract/session.ts'
import { ApiError, apiDelete, apiGet, apiPost } from '../api-client.ts'
import { createStoredValue } from '../stored-value.ts'

/** Says only that somebody logged in here before: without it `GET /session` is not asked, so no 401 in the console. */
const signedIn = createStoredValue('signed-in')

export const sessionKey = ['session'] as const

export const sessionQuery = queryOptions<UserItem | null>({
  queryKey: sessionKey,
  queryFn: async ({ signal }) => {
    if (signedIn.get() === null) return null
    try {
      return (await apiGet<Session>('/session', {}, signal)).user
    } catch (error) {
      if (!(error instanceof ApiError) || error.status !== 401) throw error
      signedIn.set(null)
      return null
    }
  },
  refetchInterval: ({ state }) => (state.status === 'error' ? 5_000 : false),
  staleTime: Number.POSITIVE_INFINITY,
  gcTime: Number.POSITIVE_INFINITY
})

/** Logged out here, whoever ended it: nothing of the last user stays in the cache. */
function forgetSession(client: QueryClient): void {
  signedIn.set(null)
  client.setQueryData(sessionKey, null)
  client.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== sessionKey[0] })
}

export function useLogin() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (wish: { username: string; password: string }) => apiPost<Session>('/session', wish),
    onSuccess: ({ user }) => {
      signedIn.set('1')
      client.setQueryData(sessionKey, user)
    }
  })
}

/** Ends all sessions of the user; the answer brings a new one. */
export function useChangePassword() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (wish: { old: string; new: string }) => apiPost<Session>('/session/password', wish),
    onSuccess: ({ user }) => client.setQueryData(sessionKey, user)
  })
}

export function useLogout() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: () => apiDelete('/session'),
    // The service ends the socket before it answers: whoever asks who we are meanwhile must not run into a 401.
    onMutate: () => signedIn.set(null),
    // Still logged in when it did not arrive; to show otherwise would leave the session to the next at this PC.
    onError: () => signedIn.set('1'),
    onSuccess: () => forgetSession(client)
  })
}

const rank: Record<Role, number> = { viewer: 0, guard: 1, engineer: 2, manager: 3, admin: 4 }

/** True when the signed-in user's role is at least this one (contract §3, Roles). */
export function useMay(role: Role): boolean {
  const { data } = useQuery(sessionQuery)
  return data !== null && data !== undefined && rank[data.role] >= rank[role]
}
