import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { TicketItem } from '../../../server/contract/tickets.ts'
import { isOpenTicket } from '../lib/api/tickets.ts'
import { useNow } from '../lib/clock.ts'
import { formatDateTime, formatTime } from '../lib/format.ts'
import { PriorityBadge, ReadyMark, RecoveredMark, TicketStatusBadge } from './badges.tsx'
import { Countdown } from './countdown.tsx'
import { EquipmentLink } from './equipment-link.tsx'
import { useAlarmTitle } from './rules/use-alarm-title.ts'
import './rows.css'
import { sayType } from './say-type.ts'
import { useTicketHolder } from './use-ticket-holder.ts'

/** Tickets as rows that become cards on a phone; the whole row leads to the ticket. */
export function TicketTable({ tickets, withEquipment }: { tickets: readonly TicketItem[]; withEquipment: boolean }) {
  return (
    <ul className="rows">
      {tickets.map((ticket) => (
        <li key={ticket.id}>
          <TicketRow ticket={ticket} withEquipment={withEquipment} />
        </li>
      ))}
    </ul>
  )
}

function TicketRow({ ticket, withEquipment }: { ticket: TicketItem; withEquipment: boolean }) {
  const { t } = useTranslation()
  const now = useNow('slow')
  const whoOf = useTicketHolder()
  const titleOf = useAlarmTitle()
  const open = isOpenTicket(ticket)
  return (
    <Link
      to={`/tickets/${ticket.id}`}
      className={`row ticket-row ${open ? `row-${ticket.priority}` : 'row-past'}`}
      data-testid={`ticket-row-${ticket.id}`}
      data-status={ticket.status}
    >
      <span className="row-badges">
        <PriorityBadge priority={ticket.priority} />
        <TicketStatusBadge status={ticket.status} />
      </span>
      <span className="row-main">
        <span className="row-title">
          {titleOf(ticket)}
          {ticket.occurrences > 1 && (
            <span className="row-times" title={t('ticket.occurrences', { count: ticket.occurrences })}>
              ×{ticket.occurrences}
            </span>
          )}
          {ticket.readyAt !== null && open ? <ReadyMark since={ticket.readyAt} /> : ticket.recovered && open && <RecoveredMark />}
        </span>
        <span className="row-sub">
          {withEquipment && ticket.equipment !== null && <EquipmentLink id={ticket.equipment} plain />}
          {withEquipment && ticket.equipment === null && ticket.place !== null && <span>{ticket.place}</span>}
          {ticket.type !== 'fault' && <span>{sayType(ticket, t)}</span>}
          <span className="faint mono">{ticket.number}</span>
        </span>
      </span>
      <span className="row-time">
        <time dateTime={ticket.openedAt} title={formatDateTime(ticket.openedAt)}>
          {formatTime(ticket.openedAt, now)}
        </time>
        <span className="faint">{whoOf(ticket)}</span>
      </span>
      <span className="row-do">{open ? <Countdown ticket={ticket} /> : null}</span>
    </Link>
  )
}
