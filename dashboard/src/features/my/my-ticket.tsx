import { DownOutlined, PhoneOutlined, SafetyOutlined, UpOutlined } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { TicketDetail, TicketItem } from '../../../../server/contract/tickets.ts'
import { PriorityBadge, TicketStatusBadge } from '../../components/badges.tsx'
import { Countdown } from '../../components/countdown.tsx'
import { EquipmentLink } from '../../components/equipment-link.tsx'
import { useAlarmTitle } from '../../components/rules/use-alarm-title.ts'
import { sayType } from '../../components/say-type.ts'
import { ErrorState, PageLoading } from '../../components/states.tsx'
import { ticketDetailQuery } from '../../lib/api/tickets.ts'
import { useNow } from '../../lib/clock.ts'
import { formatTime } from '../../lib/format.ts'
import { MySteps } from './my-steps.tsx'

type Props = { ticket: TicketItem; isOpen: boolean; onOpen: () => void }

/** A card; opened it says what to do, and holds the big buttons of the next step. */
export function MyTicket({ ticket, isOpen, onOpen }: Props) {
  const { t } = useTranslation()
  const titleOf = useAlarmTitle()
  return (
    <article
      className={`my-ticket my-ticket-${ticket.priority}`}
      data-testid={`my-ticket-${ticket.id}`}
      data-status={ticket.status}
    >
      <button type="button" className="plain my-ticket-head" aria-expanded={isOpen} onClick={onOpen}>
        <span className="my-ticket-top">
          <PriorityBadge priority={ticket.priority} />
          <TicketStatusBadge status={ticket.status} />
          <Countdown ticket={ticket} />
          <span className="my-ticket-fold">{isOpen ? <UpOutlined /> : <DownOutlined />}</span>
        </span>
        <span className="my-ticket-title">{titleOf(ticket)}</span>
        <span className="muted">
          {ticket.equipment === null ? (ticket.place ?? sayType(ticket, t)) : <EquipmentLink id={ticket.equipment} plain />}
        </span>
      </button>
      {isOpen && <Opened id={ticket.id} />}
    </article>
  )
}

function Opened({ id }: { id: string }) {
  const { data: ticket, error, refetch } = useQuery(ticketDetailQuery(id))
  if (!ticket) return error ? <ErrorState error={error} onRetry={() => void refetch()} /> : <PageLoading rows={3} />
  return (
    <div className="my-open">
      <Brief ticket={ticket} />
      <PermitLine ticket={ticket} />
      <MySteps key={ticket.status} ticket={ticket} />
      <More ticket={ticket} />
    </div>
  )
}

/** What to do, whom to call, and when one said one would be there. */
function Brief({ ticket }: { ticket: TicketDetail }) {
  const { t } = useTranslation()
  const now = useNow('slow')
  const { action, description, requester, eta, status } = ticket
  const phone = requester?.phone ?? null
  return (
    <>
      {action !== null && <p className="my-text">{action}</p>}
      {description !== null && <p className="my-text muted">{description}</p>}
      {requester !== null && (
        <p>
          {requester.name}{' '}
          {phone !== null && !phone.includes('*') && (
            <a className="link" href={`tel:${phone.replace(/[ -]/g, '')}`}>
              <PhoneOutlined /> {phone}
            </a>
          )}
        </p>
      )}
      {eta !== null && (status === 'assigned' || status === 'accepted') && (
        <p className="my-eta" data-testid="my-eta">
          {t('my.etaAt', { time: formatTime(eta, now) })}
        </p>
      )}
    </>
  )
}

/** While a permit is open the work cannot be called done: its steps stand on the ticket's own page. */
function PermitLine({ ticket }: { ticket: TicketDetail }) {
  const { t } = useTranslation()
  const permit = ticket.permits.find(({ state }) => state !== 'closed' && state !== 'cancelled')
  if (!permit) return null
  return (
    <Link className="link my-permit" to={`/tickets/${ticket.id}`} data-testid="my-permit">
      <SafetyOutlined /> {t('permit.title')}
      {t('form.sep')}
      {t(`permit.state.${permit.state}`)}
      {permit.nextStep !== null && ` → ${t(`permit.step.${permit.nextStep}`)}`}
    </Link>
  )
}

function More({ ticket }: { ticket: TicketDetail }) {
  const { t } = useTranslation()
  return (
    <Link className="link my-more" to={`/tickets/${ticket.id}`}>
      {ticket.allowed.length > 1 ? t('my.handOn') : t('my.details')}
    </Link>
  )
}
