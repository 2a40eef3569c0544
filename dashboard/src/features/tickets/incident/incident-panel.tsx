import { AlertFilled } from '@ant-design/icons'
import { App, Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { IncidentItem } from '../../../../../server/contract/incidents.ts'
import type { TicketDetail } from '../../../../../server/contract/tickets.ts'
import { useErrorText } from '../../../components/error-text.ts'
import { useIncidentStep } from '../../../lib/api/incidents.ts'
import { useMay } from '../../../lib/api/session.ts'
import { useUserName } from '../../../lib/api/users.ts'
import { formatDateTime } from '../../../lib/format.ts'
import { IncidentChecklist } from './incident-checklist.tsx'
import { IncidentEnd } from './incident-end.tsx'
import './incident.css'

/** A checklist for each role while it goes on; before that, a manager may begin one. */
export function IncidentPanel({ ticket }: { ticket: TicketDetail }) {
  if (ticket.incident !== null) return <Incident incident={ticket.incident} ticket={ticket} />
  return <Beginning ticket={ticket} />
}

function Beginning({ ticket }: { ticket: TicketDetail }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const leads = useMay('manager')
  const write = useIncidentStep(ticket.id)
  const { title, detail } = useErrorText(write.error)
  const isOver = ticket.status === 'closed' || ticket.status === 'cancelled'
  if (isOver || (!ticket.incidentSuggested && !(leads && ticket.priority === 'P1'))) return null
  const begin = () => write.mutate({ step: 'begin' }, { onSuccess: () => void message.success(t('incident.begun')) })
  return (
    <section
      className={ticket.incidentSuggested ? 'panel incident incident-suggested' : 'panel incident'}
      aria-label={t('incident.title')}
      data-testid="incident"
      data-state="none"
    >
      <header className="panel-head">
        <h2>
          <AlertFilled /> {ticket.incidentSuggested ? t('incident.suggested') : t('incident.title')}
        </h2>
        {leads && (
          <Button
            danger={ticket.incidentSuggested}
            type={ticket.incidentSuggested ? 'primary' : 'default'}
            loading={write.isPending}
            onClick={begin}
            data-testid="incident-begin"
          >
            {t('incident.begin')}
          </Button>
        )}
      </header>
      <p className="muted">{t('incident.hint')}</p>
      {write.error && (
        <p role="alert" className="ticket-refused">
          {detail || title}
        </p>
      )}
    </section>
  )
}

function Incident({ incident, ticket }: { incident: IncidentItem; ticket: TicketDetail }) {
  const { t } = useTranslation()
  const nameOf = useUserName()
  const leads = useMay('manager')
  const [ending, setEnding] = useState(false)
  const isOn = incident.endedAt === null
  return (
    <section
      className={isOn ? 'panel incident incident-on' : 'panel incident'}
      aria-label={t('incident.title')}
      data-testid="incident"
      data-state={isOn ? 'on' : 'over'}
    >
      <header className="panel-head">
        <h2>
          <AlertFilled /> {t(`incident.kind.${incident.kind}`)}
        </h2>
        <span className={isOn ? 'badge tone-alarm' : 'badge'}>{isOn ? t('incident.running') : t('incident.over')}</span>
        <span className="faint">
          {t('incident.since', { name: nameOf(incident.by), time: formatDateTime(incident.startedAt) })}
          {incident.endedAt !== null &&
            incident.endedBy !== null &&
            ` · ${t('incident.endedBy', { name: nameOf(incident.endedBy), time: formatDateTime(incident.endedAt) })}`}
        </span>
      </header>
      <div className="incident-roles">
        {(['order', 'engineering', 'service'] as const).map((role) => (
          <IncidentChecklist key={role} role={role} incident={incident} ticket={ticket} />
        ))}
      </div>
      {incident.note !== null && <p className="first-step-text">{incident.note}</p>}
      {incident.review !== null && (
        <Link className="link" to={`/tickets/${incident.review}`} data-testid="incident-review">
          {t('incident.review')}
        </Link>
      )}
      {isOn && leads && (
        <Button onClick={() => setEnding(true)} data-testid="incident-end">
          {t('incident.end')}
        </Button>
      )}
      {ending && <IncidentEnd ticket={ticket.id} onClose={() => setEnding(false)} />}
    </section>
  )
}
