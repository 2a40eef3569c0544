import { useInfiniteQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { ErrorState, PageLoading } from '../../components/states.tsx'
import { TicketTable } from '../../components/ticket-table.tsx'
import { ticketPagesQuery } from '../../lib/api/tickets.ts'

const mostShown = 10

export function EquipmentTickets({ equipment }: { equipment: string }) {
  const { t } = useTranslation()
  const { data, error } = useInfiniteQuery(ticketPagesQuery({ equipment }))
  const tickets = data?.pages.flatMap(({ items }) => items).slice(0, mostShown)
  return (
    <section className="panel" aria-label={t('equipment.tickets')}>
      <header className="panel-head">
        <h2>{t('equipment.tickets')}</h2>
      </header>
      {!tickets && (error ? <ErrorState error={error} /> : <PageLoading rows={3} />)}
      {tickets?.length === 0 && <p className="panel-none">{t('equipment.noTickets')}</p>}
      {tickets && tickets.length > 0 && <TicketTable tickets={tickets} withEquipment={false} />}
    </section>
  )
}
