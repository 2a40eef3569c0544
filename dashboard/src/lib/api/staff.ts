/** Who works here, and the firms that do. Everybody may know the names; firms from engineers up. */
import { queryOptions, useQuery } from '@tanstack/react-query'
import type { ContractorItem, StaffItem } from '../../../../server/contract/workforce.ts'
import { apiGetAll } from '../api-client.ts'
import { useMay } from './session.ts'

export const staffQuery = queryOptions({
  queryKey: ['staff'] as const,
  queryFn: ({ signal }) => apiGetAll<StaffItem>('/staff', {}, signal),
  staleTime: 60_000
})

export const contractorsQuery = queryOptions({
  queryKey: ['contractors'] as const,
  queryFn: ({ signal }) => apiGetAll<ContractorItem>('/contractors', {}, signal),
  staleTime: 10 * 60_000
})

/** Empty where the role is not told of firms. */
export function useContractors(): ContractorItem[] {
  const may = useMay('engineer')
  return useQuery({ ...contractorsQuery, enabled: may }).data ?? []
}

/** A firm's name where it is known, else the id. */
export function useContractorName(): (id: string) => string {
  const contractors = useContractors()
  return (id) => contractors.find((each) => each.id === id)?.name ?? id
}

/** Those who can be given a ticket: who is on duty first, then who has least in hand. */
export function useWorkers(): StaffItem[] {
  const { data } = useQuery(staffQuery)
  const workers = data?.filter(({ role }) => role !== 'viewer') ?? []
  return workers.sort((a, b) => Number(b.onDuty) - Number(a.onDuty) || a.openTickets - b.openTickets)
}
