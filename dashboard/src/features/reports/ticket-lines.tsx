import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { TicketLine } from '../../../../server/contract/jobs.ts'
import { PriorityBadge, TicketStatusBadge } from '../../components/badges.tsx'
import { useUserName } from '../../lib/api/users.ts'
import { formatDateTime } from '../../lib/format.ts'

/** Tickets as they stood then. */
export function TicketLines({ tickets }: { tickets: readonly TicketLine[] }) {
  const { t } = useTranslation()
  const nameOf = useUserName()
  return (
    <ul className="log-lines">
      {tickets.map(({ id, number, title, priority, status, assignee, due }) => (
        <li key={id} className="log-line">
          <PriorityBadge priority={priority} />
          <Link className="link log-line-main" to={`/tickets/${id}`}>
            {number} {title}
          </Link>
          <TicketStatusBadge status={status} />
          <span className="muted">{assignee === null ? t('ticket.nobody') : nameOf(assignee)}</span>
          <span className="muted">{t('due.by', { time: formatDateTime(due).slice(5, 16) })}</span>
        </li>
      ))}
    </ul>
  )
}
