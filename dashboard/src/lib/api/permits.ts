import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import type { NewPermit, PermitAction, PermitActionBody, PermitItem } from '../../../../server/contract/permits.ts'
import { apiGetAll, apiPost } from '../api-client.ts'
import { equipmentKeys } from './equipment.ts'
import { ticketKeys } from './tickets.ts'

/** Beginning with the ticket's own key, so that what refreshes the one refreshes the other. Newest request first. */
export function permitsQuery(ticket: string) {
  return queryOptions({
    queryKey: [...ticketKeys.detail(ticket), 'permits'] as const,
    queryFn: ({ signal }) => apiGetAll<PermitItem>('/permits', { ticket }, signal)
  })
}

export type PermitWish =
  | { action: 'request'; body: NewPermit }
  | { [Action in PermitAction]: { action: Action; id: string; body: PermitActionBody<Action> } }[PermitAction]

/** Whatever is done with a permit changes its ticket's timeline and steps, and what its equipment's alarms do. */
export function usePermitStep(ticket: string) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (wish: PermitWish) =>
      wish.action === 'request'
        ? apiPost<PermitItem>('/permits', wish.body)
        : apiPost<PermitItem>(`/permits/${encodeURIComponent(wish.id)}/${wish.action}`, wish.body),
    onSettled: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: ticketKeys.detail(ticket) }),
        client.invalidateQueries({ queryKey: equipmentKeys.list }),
        client.invalidateQueries({ queryKey: ['alarms'] })
      ])
  })
}
