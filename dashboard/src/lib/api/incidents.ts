import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { TicketDetail } from '../../../../server/contract/tickets.ts'
import { apiPost } from '../api-client.ts'
import { ticketKeys } from './tickets.ts'

export type IncidentWish =
  | { step: 'begin' }
  | { step: 'check'; body: { item: string; done: boolean; note?: string } }
  | { step: 'end'; body: { note: string } }

/** The answer is the ticket, with its incident as it is now. */
export function useIncidentStep(ticket: string) {
  const client = useQueryClient()
  const path = `/tickets/${encodeURIComponent(ticket)}/incident`
  return useMutation({
    mutationFn: (wish: IncidentWish) => {
      if (wish.step === 'begin') return apiPost<TicketDetail>(path)
      return apiPost<TicketDetail>(`${path}/${wish.step}`, wish.body)
    },
    onSuccess: (detail) => {
      client.setQueryData(ticketKeys.detail(ticket), detail)
      return client.invalidateQueries({ queryKey: ticketKeys.pages })
    }
  })
}
