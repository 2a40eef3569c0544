import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { useSearchParams } from 'react-router'
import type { Role } from '../../../../server/contract/common.ts'
import type { TicketItem } from '../../../../server/contract/tickets.ts'
import { EmptyState, ErrorState, PageLoading } from '../../components/states.tsx'
import { usePageTitle } from '../../components/use-page-title.ts'
import { sessionQuery } from '../../lib/api/session.ts'
import { openTicketsQuery } from '../../lib/api/tickets.ts'
import { nextDue } from '../../lib/due.ts'
import { MyTicket } from './my-ticket.tsx'
import './my.css'

/** Of one pair of hands: what is in them, and what may be taken. Made for a phone held in the other. */
export function MyPage() {
  const { t } = useTranslation()
  usePageTitle(t('my.title'))
  const self = useQuery(sessionQuery).data
  const { data: tickets, error, refetch } = useQuery(openTicketsQuery)
  if (!tickets || !self) return error ? <ErrorState error={error} onRetry={() => void refetch()} /> : <PageLoading />
  const mine = tickets.filter(({ assignee }) => assignee === self.id).sort(byUrgency)
  const inHand = mine.filter(({ status }) => status !== 'resolved')
  const waiting = tickets
    .filter(({ status, assignee, roles }) => status === 'open' && assignee === null && mayTake(roles, self.role))
    .sort(byUrgency)
  return (
    <div className="my" data-testid="my">
      <h1>{t('my.title')}</h1>
      {mine.length === 0 && waiting.length === 0 && (
        <EmptyState title={t('my.none')}>
          <p className="muted">{t('my.noneHint')}</p>
        </EmptyState>
      )}
      <Section title={t('my.mine')} tickets={inHand} first={inHand[0]?.id} />
      <Section title={t('my.waiting')} tickets={waiting} />
      <Section title={t('my.done')} tickets={mine.filter(({ status }) => status === 'resolved')} />
    </div>
  )
}

type SectionProps = {
  title: string
  tickets: readonly TicketItem[]
  /** The one that is open before anybody chose. */
  first?: string | undefined
}

/** One ticket at a time is open, named in the address so that coming back finds it. */
function Section({ title, tickets, first }: SectionProps) {
  const [search, setSearch] = useSearchParams()
  const chosen = search.get('ticket') ?? first
  if (tickets.length === 0) return null
  return (
    <section aria-label={title}>
      <h2 className="my-head">
        {title} <span className="faint">{tickets.length}</span>
      </h2>
      <ul className="my-list">
        {tickets.map((ticket) => (
          <li key={ticket.id}>
            <MyTicket
              ticket={ticket}
              isOpen={ticket.id === chosen}
              onOpen={() => setSearch({ ticket: ticket.id === chosen ? '' : ticket.id }, { replace: true })}
            />
          </li>
        ))}
      </ul>
    </section>
  )
}

/** P1 first, then whose clock runs out soonest. */
function byUrgency(a: TicketItem, b: TicketItem): number {
  const due = (ticket: TicketItem) => nextDue(ticket)?.at ?? Date.parse(ticket.openedAt)
  return a.priority.localeCompare(b.priority) || due(a) - due(b)
}

/** A guard takes only what is for guards; everybody else also what is for nobody in particular. */
function mayTake(roles: readonly string[], role: Role): boolean {
  return roles.includes(role) || (roles.length === 0 && role !== 'guard')
}
