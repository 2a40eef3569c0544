import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import type { Page } from '../../../../server/contract/common.ts'
import type { DeliveryItem } from '../../../../server/contract/telling.ts'
import type {
  BreachProof,
  NewTicket,
  TicketAction,
  TicketDetail,
  TicketItem,
  Urgency
} from '../../../../server/contract/tickets.ts'
import { openStatuses } from '../../../../server/contract/words.ts'
import { ApiError, apiGet, apiGetAll, apiPost } from '../api-client.ts'
import { withItem } from './lists.ts'

export const ticketKeys = {
  open: ['tickets', 'open'] as const,
  pages: ['tickets', 'pages'] as const,
  page: (filter: PageFilter) => ['tickets', 'pages', filter] as const,
  detail: (id: string) => ['tickets', 'detail', id] as const
}

export function isOpenTicket(ticket: Pick<TicketItem, 'status'>): boolean {
  return openStatuses.some((each) => each === ticket.status)
}

/** All tickets that are not closed or cancelled: complete, kept current by live events, filtered in the browser. */
export const openTicketsQuery = queryOptions({
  queryKey: ticketKeys.open,
  queryFn: ({ signal }) => apiGetAll<TicketItem>('/tickets', { status: openStatuses.join(',') }, signal)
})

/** Several values by comma, as REST takes them. */
export type PageFilter = Partial<
  Record<'status' | 'equipment' | 'assignee' | 'priority' | 'type' | 'class' | 'contractor', string>
>

/** Tickets of any age, newest first, page by page. */
export function ticketPagesQuery(filter: PageFilter) {
  return infiniteQueryOptions({
    queryKey: ticketKeys.page(filter),
    queryFn: ({ signal, pageParam }) => apiGet<Page<TicketItem>>('/tickets', { ...filter, limit: 50, cursor: pageParam }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined
  })
}

const isOnItsWay = ({ state }: DeliveryItem) => state === 'queued'

export function ticketDetailQuery(id: string) {
  return queryOptions({
    queryKey: ticketKeys.detail(id),
    queryFn: ({ signal }) => apiGet<TicketDetail>(`/tickets/${encodeURIComponent(id)}`, {}, signal),
    // The live channel tells of the ticket, not of messages about it that are on their way.
    refetchInterval: ({ state }) => (state.data?.deliveries.some(isOnItsWay) ? 5_000 : false)
  })
}

/** What the words say of how urgent it is: a suggestion. */
export function urgencyQuery(text: string) {
  return queryOptions({
    queryKey: ['urgency', text] as const,
    queryFn: ({ signal }) => apiGet<Urgency>('/tickets/urgency', { text }, signal),
    staleTime: Number.POSITIVE_INFINITY
  })
}

/** Whether what is stored of the breach is still what was frozen. */
export function useBreachProof(id: string) {
  return useMutation({ mutationFn: () => apiGet<BreachProof>(`/tickets/${encodeURIComponent(id)}/breach/verify`) })
}

export function useTicketStep(id: string) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: ({ action, body }: { action: TicketAction; body: unknown }) =>
      apiPost<TicketItem>(`/tickets/${encodeURIComponent(id)}/actions/${action}`, body),
    onError: (error) => {
      // Somebody else was faster: show what the ticket is now and what it allows.
      if (error instanceof ApiError && error.status === 409) void client.invalidateQueries({ queryKey: ticketKeys.detail(id) })
    },
    onSuccess: () => client.invalidateQueries({ queryKey: ['tickets'] })
  })
}

export function useCreateTicket() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (ticket: NewTicket) => apiPost<TicketItem>('/tickets', ticket),
    onSuccess: (ticket) => {
      client.setQueryData<TicketItem[]>(ticketKeys.open, (list) => list && withItem(list, ticket, isOpenTicket(ticket)))
      return client.invalidateQueries({ queryKey: ticketKeys.pages })
    }
  })
}
