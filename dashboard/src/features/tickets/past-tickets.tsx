import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { MoreButton } from '../../components/more-button.tsx'
import { EmptyState, ErrorState, PageLoading } from '../../components/states.tsx'
import { TicketTable } from '../../components/ticket-table.tsx'
import { sessionQuery } from '../../lib/api/session.ts'
import { ticketPagesQuery } from '../../lib/api/tickets.ts'
import { type TicketFilter, toPageFilter } from './use-ticket-filter.ts'

/** Tickets of any age, filtered by the service, page by page. */
export function PastTickets({ filter }: { filter: TicketFilter }) {
  const { t } = useTranslation()
  const self = useQuery(sessionQuery).data?.id
  const query = useInfiniteQuery(ticketPagesQuery(toPageFilter(filter, self)))
  const tickets = query.data?.pages.flatMap(({ items }) => items)
  if (!tickets) return query.error ? <ErrorState error={query.error} onRetry={() => void query.refetch()} /> : <PageLoading />
  if (tickets.length === 0) return <EmptyState title={t('ticket.noneFound')} />
  return (
    <>
      <TicketTable tickets={tickets} withEquipment />
      <MoreButton query={query} />
    </>
  )
}
