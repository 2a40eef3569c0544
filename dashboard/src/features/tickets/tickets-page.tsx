import { PlusOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { usePageTitle } from '../../components/use-page-title.ts'
import { useMay } from '../../lib/api/session.ts'
import { NewTicketForm } from './new-ticket.tsx'
import { OpenTickets } from './open-tickets.tsx'
import { PastTickets } from './past-tickets.tsx'
import { TicketFilters } from './ticket-filters.tsx'
import { useTicketFilter } from './use-ticket-filter.ts'
import './tickets.css'

export function TicketsPage() {
  const { t } = useTranslation()
  usePageTitle(t('nav.tickets'))
  const mayOpen = useMay('engineer')
  const [opening, setOpening] = useState(false)
  const [filter, setFilter] = useTicketFilter()
  return (
    <div className="tickets">
      <header className="page-head">
        <h1>{t('nav.tickets')}</h1>
        {mayOpen && (
          <Button type="primary" icon={<PlusOutlined />} onClick={() => setOpening(true)} data-testid="new-ticket">
            {t('ticket.new')}
          </Button>
        )}
      </header>
      <section className="panel">
        <TicketFilters filter={filter} onFilter={setFilter} />
        {filter.view === 'all' ? <PastTickets filter={filter} /> : <OpenTickets filter={filter} />}
      </section>
      {opening && <NewTicketForm onDone={() => setOpening(false)} />}
    </div>
  )
}
