import { FileDoneOutlined } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { EquipmentItem } from '../../../../server/contract/equipment.ts'
import type { TicketItem } from '../../../../server/contract/tickets.ts'
import { PriorityBadge, TicketStatusBadge } from '../../components/badges.tsx'
import { Countdown } from '../../components/countdown.tsx'
import { useAlarmTitle } from '../../components/rules/use-alarm-title.ts'
import { ErrorState, PageLoading } from '../../components/states.tsx'
import { openTicketsQuery } from '../../lib/api/tickets.ts'
import { nextDue } from '../../lib/due.ts'

const mostShown = 12

/** What wants a person, most urgent first: beside the tiles on a wide screen, below them on a phone. */
export function Attention({ equipment }: { equipment: EquipmentItem[] }) {
  const { t } = useTranslation()
  const titleOf = useAlarmTitle()
  const { data: tickets, error } = useQuery(openTicketsQuery)
  const names = new Map(equipment.map(({ id, name }) => [id, name]))
  const waiting = tickets?.filter(({ status }) => status !== 'resolved').sort(mostUrgent)
  const toVerify = (tickets?.length ?? 0) - (waiting?.length ?? 0)
  return (
    <aside className="attention" aria-label={t('overview.attention')}>
      <header className="place-head">
        <h2>{t('overview.attention')}</h2>
        <Link className="link" to="/tickets">
          {t('overview.allTickets', { count: tickets?.length ?? 0 })}
        </Link>
      </header>
      {!tickets && !error && <PageLoading rows={4} />}
      {error && !tickets && <ErrorState error={error} />}
      {waiting?.length === 0 && <p className="attention-none">{t('overview.calm')}</p>}
      <ul>
        {waiting?.slice(0, mostShown).map((ticket) => (
          <li key={ticket.id}>
            <Link to={`/tickets/${ticket.id}`} className={`attention-item attention-${ticket.priority}`}>
              <span className="attention-title">
                <PriorityBadge priority={ticket.priority} />
                <span>{titleOf(ticket)}</span>
              </span>
              <span className="attention-place">{names.get(ticket.equipment ?? '') ?? ticket.equipment ?? ticket.number}</span>
              <span className="attention-state">
                <TicketStatusBadge status={ticket.status} />
                <Countdown ticket={ticket} />
              </span>
            </Link>
          </li>
        ))}
      </ul>
      {toVerify > 0 && (
        <Link className="attention-verify" to="/tickets?status=resolved">
          <FileDoneOutlined />
          {t('overview.toVerify', { count: toVerify })}
        </Link>
      )}
    </aside>
  )
}

function mostUrgent(a: TicketItem, b: TicketItem): number {
  return a.priority.localeCompare(b.priority) || (nextDue(a)?.at ?? 0) - (nextDue(b)?.at ?? 0)
}
