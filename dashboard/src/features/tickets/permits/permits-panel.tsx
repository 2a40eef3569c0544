import { KeyOutlined, SafetyOutlined } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { TicketDetail } from '../../../../../server/contract/tickets.ts'
import { ErrorState, PageLoading } from '../../../components/states.tsx'
import { permitsQuery } from '../../../lib/api/permits.ts'
import { useMay } from '../../../lib/api/session.ts'
import { isOpenTicket } from '../../../lib/api/tickets.ts'
import { PermitCard } from './permit-card.tsx'
import { PermitRequest } from './permit-request.tsx'
import './permits.css'

/** Leave to work on equipment, for this ticket. Nothing where there is none and none may be asked for. */
export function PermitsPanel({ ticket }: { ticket: TicketDetail }) {
  const { t } = useTranslation()
  const isEngineer = useMay('engineer')
  const [asking, setAsking] = useState(false)
  const known = ticket.permits.length > 0
  const mayAsk = isEngineer && isOpenTicket(ticket) && isAboutEquipment(ticket)
  const { data: permits, error, refetch } = useQuery({ ...permitsQuery(ticket.id), enabled: known })
  if (!known && !mayAsk) return null
  const open = permits?.filter(({ state }) => state !== 'closed' && state !== 'cancelled') ?? []
  const ended = permits?.filter((permit) => !open.includes(permit)) ?? []
  return (
    <section className="panel" aria-label={t('permit.title')} data-testid="permits">
      <header className="panel-head">
        <h2>
          <SafetyOutlined /> {t('permit.title')}
        </h2>
        {mayAsk && open.length === 0 && (
          <Button size="small" icon={<KeyOutlined />} onClick={() => setAsking(true)} data-testid="permit-request">
            {t('permit.request')}
          </Button>
        )}
      </header>
      {!known && <p className="muted">{t('permit.none')}</p>}
      {known && !permits && (error ? <ErrorState error={error} onRetry={() => void refetch()} /> : <PageLoading rows={2} />)}
      {open.map((permit) => (
        <PermitCard key={permit.id} permit={permit} ticket={ticket} />
      ))}
      {ended.length > 0 && (
        <details open={open.length === 0}>
          <summary className="muted">{t('permit.ended', { count: ended.length })}</summary>
          {ended.map((permit) => (
            <PermitCard key={permit.id} permit={permit} ticket={ticket} />
          ))}
        </details>
      )}
      {asking && <PermitRequest ticket={ticket} onClose={() => setAsking(false)} />}
    </section>
  )
}

/** Work of these kinds may need something switched off even where the ticket names no equipment. */
function isAboutEquipment({ equipment, type }: TicketDetail): boolean {
  return equipment !== null || type === 'fault' || type === 'repair' || type === 'hazard'
}
