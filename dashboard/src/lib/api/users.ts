import { useQuery } from '@tanstack/react-query'
import type { StaffItem } from '../../../../server/contract/workforce.ts'
import { sessionQuery } from './session.ts'
import { staffQuery } from './staff.ts'

/** A user's name where it is known, else the id. */
export function useUserName(): (id: string) => string {
  const names = useQuery({ ...staffQuery, select: toNames }).data
  const self = useQuery(sessionQuery).data
  return (id) => (self?.id === id ? self.name : (names?.[id] ?? id))
}

const toNames = (staff: StaffItem[]) => Object.fromEntries(staff.map(({ user, name }) => [user, name]))
