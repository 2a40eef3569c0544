import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { TicketDetail } from '../../../../server/contract/tickets.ts'
import { PriorityBadge, ReadyMark, RecoveredMark, TicketStatusBadge } from '../../components/badges.tsx'
import { EquipmentLink } from '../../components/equipment-link.tsx'
import { Fact, PageFacts } from '../../components/page-facts.tsx'
import { useAlarmTitle } from '../../components/rules/use-alarm-title.ts'
import { sayType } from '../../components/say-type.ts'
import { isOpenTicket } from '../../lib/api/tickets.ts'
import { useUserName } from '../../lib/api/users.ts'
import { formatDateTime } from '../../lib/format.ts'

/** What it is, how it stands, and where it came from. */
export function TicketHead({ ticket }: { ticket: TicketDetail }) {
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
          {isOpenTicket(ticket) && ticket.readyAt !== null && <ReadyMark since={ticket.readyAt} />}
          {isOpenTicket(ticket) && ticket.recovered && <RecoveredMark />}
          {ticket.occurrences > 1 && (
            <span className="badge tone-warning">{t('ticket.occurrences', { count: ticket.occurrences })}</span>
          )}
        </div>
      </div>
      <PageFacts>
        {ticket.equipment !== null && (
          <Fact name={t('ticket.equipment')}>
            <EquipmentLink id={ticket.equipment} />
          </Fact>
        )}
        {ticket.place !== null && <Fact name={t('ticket.place')}>{ticket.place}</Fact>}
        <Fact name={t('ticket.assignee')}>{ticket.assignee === null ? t('ticket.nobody') : nameOf(ticket.assignee)}</Fact>
        <Fact name={t('ticket.opened')}>{formatDateTime(ticket.openedAt)}</Fact>
        <Fact name={t('ticket.type')}>{sayType(ticket, t)}</Fact>
        {ticket.trade !== null && <Fact name={t('ticket.trade')}>{t(`trade.${ticket.trade}`)}</Fact>}
        <Fact name={t('ticket.source')}>{t(`ticketSource.${ticket.source}`)}</Fact>
        {ticket.wantedBy !== null && <Fact name={t('ticket.wantedBy')}>{formatDateTime(ticket.wantedBy)}</Fact>}
        {ticket.parent !== null && (
          <Fact name={t('ticket.parent')}>
            <Link className="link" to={`/tickets/${ticket.parent}`}>
              {t('ticket.openParent')}
            </Link>
          </Fact>
        )}
        {ticket.rule !== null && (
          <Fact name={t('ticket.rule')}>
            <span className="mono">{`${ticket.rule} v${ticket.breach?.ruleVersion ?? 1}`}</span>
          </Fact>
        )}
      </PageFacts>
    </header>
  )
}
