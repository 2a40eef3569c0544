import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { TicketItem } from '../../../../server/contract/tickets.ts'
import { priorities } from '../../../../server/contract/words.ts'
import { TicketStatusBadge } from '../../components/badges.tsx'
import { Countdown } from '../../components/countdown.tsx'
import { useAlarmTitle } from '../../components/rules/use-alarm-title.ts'
import { openTicketsQuery } from '../../lib/api/tickets.ts'
import { nextDue } from '../../lib/due.ts'
import { WallList } from './wall-list.tsx'

/** The urgent first, of those what is due first; each with the clock that runs. */
export function WallTickets() {
  const { t } = useTranslation()
  const titleOf = useAlarmTitle()
  const { data: tickets = [] } = useQuery(openTicketsQuery)
  const shown = [...tickets].sort(
    (one, other) => priorities.indexOf(one.priority) - priorities.indexOf(other.priority) || dueAt(one) - dueAt(other)
  )
  const sums = priorities
    .map((priority) => ({ priority, count: tickets.filter((ticket) => ticket.priority === priority).length }))
    .filter(({ count }) => count > 0)
  return (
    <WallList
      title={t('wall.tickets')}
      sum={sums.map(({ priority, count }) => (
        <span key={priority} className={`priority priority-${priority}`}>
          {priority} {count}
        </span>
      ))}
      items={shown}
      none={t('wall.noTickets')}
      keyOf={({ id }) => id}
    >
      {(ticket) => (
        <>
          <span className="wall-main">
            <span className={`priority priority-${ticket.priority}`}>{ticket.priority}</span> {titleOf(ticket)}
          </span>
          <span className="wall-facts">
            <Countdown ticket={ticket} />
            <TicketStatusBadge status={ticket.status} />
          </span>
        </>
      )}
    </WallList>
  )
}

function dueAt(ticket: TicketItem): number {
  return nextDue(ticket)?.at ?? Number.POSITIVE_INFINITY
}
