import { queryOptions, useQuery } from '@tanstack/react-query'
import type { UserItem } from '../../../../server/contract/session.ts'
import { ApiError, apiGetAll } from '../api-client.ts'
import { sessionQuery, useMay } from './session.ts'

/** Null when this service or role does not tell: forms then take a typed id. */
const usersQuery = queryOptions({
  queryKey: ['users'] as const,
  queryFn: async ({ signal }): Promise<UserItem[] | null> => {
    try {
      return await apiGetAll<UserItem>('/users', {}, signal)
    } catch (error) {
      if (error instanceof ApiError && [403, 404, 501].includes(error.status)) return null
      throw error
    }
  },
  staleTime: 10 * 60_000
})

export function useUsers(): UserItem[] | null {
  const may = useMay('manager')
  return useQuery({ ...usersQuery, enabled: may }).data ?? null
}

/** A user's name where it is known, else the id. */
export function useUserName(): (id: string) => string {
  const users = useUsers()
  const self = useQuery(sessionQuery).data
  return (id) => (self?.id === id ? self.name : (users?.find((user) => user.id === id)?.name ?? id))
}
