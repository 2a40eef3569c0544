import { useQuery } from '@tanstack/react-query'
import { contractorsQuery, teamsQuery } from '../../../lib/api/setup.ts'
import { staffQuery } from '../../../lib/api/workforce.ts'

type Named = { id: string; name: string }
const nameIn =
  (list: readonly Named[] | undefined) =>
  (id: string): string =>
    list?.find((each) => each.id === id)?.name ?? id

export function useTeamName(): (id: string) => string {
  return nameIn(useQuery(teamsQuery).data)
}

export function useContractorName(): (id: string) => string {
  return nameIn(useQuery(contractorsQuery).data)
}

export function useStaffName(): (user: string) => string {
  return nameIn(useQuery(staffQuery).data?.map(({ user, name }) => ({ id: user, name })))
}
