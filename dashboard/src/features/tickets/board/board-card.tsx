import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { TicketItem } from '../../../../../server/contract/tickets.ts'
import { PriorityBadge, ReadyMark } from '../../../components/badges.tsx'
import { Countdown } from '../../../components/countdown.tsx'
import { EquipmentLink } from '../../../components/equipment-link.tsx'
import { useAlarmTitle } from '../../../components/rules/use-alarm-title.ts'
import { sayType } from '../../../components/say-type.ts'
import { useTicketHolder } from '../../../components/use-ticket-holder.ts'

export function BoardCard({ ticket }: { ticket: TicketItem }) {
  const { t } = useTranslation()
  const titleOf = useAlarmTitle()
  const whoOf = useTicketHolder()
  return (
    <Link
      to={`/tickets/${ticket.id}`}
      className={`board-card board-card-${ticket.priority}`}
      data-testid={`board-card-${ticket.id}`}
      data-status={ticket.status}
    >
      <span className="board-card-top">
        <PriorityBadge priority={ticket.priority} />
        <Countdown ticket={ticket} />
      </span>
      <span className="board-card-title">{titleOf(ticket)}</span>
      <span className="board-card-sub">
        {ticket.equipment === null ? ticket.place : <EquipmentLink id={ticket.equipment} plain />}
      </span>
      <span className="board-card-sub">
        <span>{whoOf(ticket)}</span>
        {ticket.type !== 'fault' && <span className="faint">{sayType(ticket, t)}</span>}
      </span>
      {ticket.readyAt !== null && <ReadyMark since={ticket.readyAt} />}
    </Link>
  )
}
