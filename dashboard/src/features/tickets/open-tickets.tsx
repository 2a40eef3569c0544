import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { TicketItem } from '../../../../server/contract/tickets.ts'
import { EmptyState, ErrorState, PageLoading } from '../../components/states.tsx'
import { TicketTable } from '../../components/ticket-table.tsx'
import { sessionQuery } from '../../lib/api/session.ts'
import { openTicketsQuery } from '../../lib/api/tickets.ts'
import { TicketBoard } from './board/ticket-board.tsx'
import { passes, type TicketFilter } from './use-ticket-filter.ts'

/** All that is not over, kept current by the live channel: as a list, or by state. */
export function OpenTickets({ filter }: { filter: TicketFilter }) {
  const { t } = useTranslation()
  const self = useQuery(sessionQuery).data?.id
  const { data: tickets, error, refetch } = useQuery(openTicketsQuery)
  if (!tickets) return error ? <ErrorState error={error} onRetry={() => void refetch()} /> : <PageLoading />
  const shown = tickets.filter((ticket) => passes(ticket, filter, self))
  if (shown.length === 0) return <EmptyState title={tickets.length === 0 ? t('overview.calm') : t('ticket.noneFound')} />
  return filter.view === 'board' ? <TicketBoard tickets={shown} /> : <TicketTable tickets={shown.sort(byUrgency)} withEquipment />
}

function byUrgency(a: TicketItem, b: TicketItem): number {
  return a.priority.localeCompare(b.priority) || b.openedAt.localeCompare(a.openedAt)
}
