import { useQuery } from '@tanstack/react-query'
import { teamsQuery } from '../../../lib/api/setup.ts'

/** A team's name where it is known, else the id. */
export function useTeamName(): (id: string) => string {
  const teams = useQuery(teamsQuery).data
  return (id) => teams?.find((each) => each.id === id)?.name ?? id
}
