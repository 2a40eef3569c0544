import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { TicketItem, TicketStatus } from '../../../../../server/contract/tickets.ts'
import { openStatuses } from '../../../../../server/contract/words.ts'
import { nextDue } from '../../../lib/due.ts'
import { BoardCard } from './board-card.tsx'
import './board.css'

/** A column longer than this is read as a list. */
const mostShown = 40

/** A column for each state of open tickets; the most urgent on top. */
export function TicketBoard({ tickets }: { tickets: readonly TicketItem[] }) {
  const shown = [...tickets].sort(byUrgency)
  return (
    <div className="board" data-testid="board">
      {openStatuses.map((status) => (
        <Column key={status} status={status} tickets={shown.filter((ticket) => ticket.status === status)} />
      ))}
    </div>
  )
}

function Column({ status, tickets }: { status: TicketStatus; tickets: readonly TicketItem[] }) {
  const { t } = useTranslation()
  const rest = tickets.length - mostShown
  return (
    <section
      className={tickets.length === 0 ? 'board-column board-column-empty' : 'board-column'}
      aria-label={t(`ticketStatus.${status}`)}
      data-testid={`board-${status}`}
    >
      <header className="board-head">
        <h2>{t(`ticketStatus.${status}`)}</h2>
        <span className="faint">{tickets.length}</span>
      </header>
      {tickets.length === 0 && <p className="faint">{t('ticket.columnEmpty')}</p>}
      <ul className="board-cards">
        {tickets.slice(0, mostShown).map((ticket) => (
          <li key={ticket.id}>
            <BoardCard ticket={ticket} />
          </li>
        ))}
      </ul>
      {rest > 0 && (
        <Link className="link" to={`/tickets?status=${status}`}>
          +{rest}
        </Link>
      )}
    </section>
  )
}

/** P1 first, then whose clock runs out soonest. */
function byUrgency(a: TicketItem, b: TicketItem): number {
  const due = (ticket: TicketItem) => nextDue(ticket)?.at ?? Date.parse(ticket.openedAt)
  return a.priority.localeCompare(b.priority) || due(a) - due(b)
}
