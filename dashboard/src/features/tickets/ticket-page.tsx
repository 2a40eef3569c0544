import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { Link, useParams } from 'react-router'
import type { TicketDetail } from '../../../../server/contract/tickets.ts'
import { PriorityBadge, RecoveredMark, TicketStatusBadge } from '../../components/badges.tsx'
import { EquipmentLink } from '../../components/equipment-link.tsx'
import { Fact, PageFacts } from '../../components/page-facts.tsx'
import { useAlarmTitle } from '../../components/rules/use-alarm-title.ts'
import { ErrorState, PageLoading } from '../../components/states.tsx'
import { usePageTitle } from '../../components/use-page-title.ts'
import { isOpenTicket, ticketDetailQuery } from '../../lib/api/tickets.ts'
import { useUserName } from '../../lib/api/users.ts'
import { formatDateTime } from '../../lib/format.ts'
import { AttachmentsPanel } from './attachments-panel.tsx'
import { BreachPanel } from './breach-panel.tsx'
import { DueClocks } from './due-clocks.tsx'
import { FirstStep, HoldNote, Resolution } from './ticket-notes.tsx'
import { TicketSteps } from './ticket-steps.tsx'
import { Timeline } from './timeline.tsx'
import './tickets.css'

export function TicketPage() {
  const { id = '' } = useParams()
  const { data: ticket, error, refetch } = useQuery(ticketDetailQuery(id))
  if (ticket) return <Ticket key={ticket.id} ticket={ticket} />
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />
  return <PageLoading rows={8} />
}

function Ticket({ ticket }: { ticket: TicketDetail }) {
  usePageTitle(`${ticket.number} ${ticket.title}`)
  return (
    <div className="ticket">
      <TicketHead ticket={ticket} />
      <TicketSteps ticket={ticket} />
      <div className="ticket-columns">
        <div className="ticket-column">
          <FirstStep action={ticket.action} description={ticket.description} />
          {ticket.hold && ticket.status === 'on_hold' && <HoldNote hold={ticket.hold} />}
          {ticket.resolution && <Resolution resolution={ticket.resolution} />}
          <AttachmentsPanel ticket={ticket} />
          {ticket.breach && <BreachPanel breach={ticket.breach} equipment={ticket.equipment} />}
        </div>
        <div className="ticket-column">
          <DueClocks ticket={ticket} />
          <Timeline entries={ticket.timeline} />
        </div>
      </div>
    </div>
  )
}

function TicketHead({ ticket }: { ticket: TicketDetail }) {
  const { t } = useTranslation()
  const titleOf = useAlarmTitle()
  const nameOf = useUserName()
  return (
    <header className="page-head">
      <div>
        <nav className="crumbs" aria-label={t('page.crumbs')}>
          <Link className="link" to="/tickets">
            {t('nav.tickets')}
          </Link>
          <span>{ticket.number}</span>
        </nav>
        <h1>{titleOf(ticket)}</h1>
        <div className="ticket-badges">
          <PriorityBadge priority={ticket.priority} />
          <TicketStatusBadge status={ticket.status} main />
          {ticket.recovered && isOpenTicket(ticket) && <RecoveredMark />}
          {ticket.occurrences > 1 && (
            <span className="badge tone-warning">{t('ticket.occurrences', { count: ticket.occurrences })}</span>
          )}
        </div>
      </div>
      <PageFacts>
        <Fact name={t('ticket.equipment')}>{ticket.equipment === null ? '–' : <EquipmentLink id={ticket.equipment} />}</Fact>
        <Fact name={t('ticket.assignee')}>{ticket.assignee === null ? t('ticket.nobody') : nameOf(ticket.assignee)}</Fact>
        <Fact name={t('ticket.opened')}>{formatDateTime(ticket.openedAt)}</Fact>
        <Fact name={t('ticket.type')}>{t(`ticketType.${ticket.type}`)}</Fact>
        {ticket.rule !== null && (
          <Fact name={t('ticket.rule')}>
            <span className="mono">{`${ticket.rule} v${ticket.breach?.ruleVersion ?? 1}`}</span>
          </Fact>
        )}
      </PageFacts>
    </header>
  )
}
