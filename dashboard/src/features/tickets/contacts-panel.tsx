import { PhoneOutlined, TeamOutlined } from '@ant-design/icons'
import { useTranslation } from 'react-i18next'
import type { TicketDetail } from '../../../../server/contract/tickets.ts'
import { Fact, PageFacts } from '../../components/page-facts.tsx'
import { formatDateTime } from '../../lib/format.ts'

/** Who has it and how to reach them, when they mean to be there, and who asked for it. */
export function ContactsPanel({ ticket }: { ticket: TicketDetail }) {
  const { t } = useTranslation()
  const { assignee, assigneeName, contractor, contractorName, requester, eta } = ticket
  if (assignee === null && contractor === null && requester === null) return null
  return (
    <section className="panel" aria-label={t('ticket.contacts')} data-testid="contacts">
      <header className="panel-head">
        <h2>
          <TeamOutlined /> {t('ticket.contacts')}
        </h2>
      </header>
      <PageFacts>
        {assignee !== null && (
          <Fact name={t('ticket.assignee')}>
            {assigneeName ?? assignee} <Phone number={ticket.assigneePhone} />
          </Fact>
        )}
        {contractor !== null && (
          <Fact name={t('ticket.contractor')}>
            {contractorName ?? contractor} <Phone number={ticket.contractorPhone} />
          </Fact>
        )}
        {eta !== null && <Fact name={t('ticket.eta')}>{formatDateTime(eta)}</Fact>}
        {requester !== null && (
          <Fact name={t('ticket.requester')}>
            {requester.name} <Phone number={requester.phone} />
          </Fact>
        )}
      </PageFacts>
    </section>
  )
}

/** Pressed, it calls; a masked one is only shown. */
function Phone({ number }: { number: string | null }) {
  const { t } = useTranslation()
  if (number === null) return null
  if (number.includes('*')) return <span className="faint">{number}</span>
  return (
    <a className="link" href={`tel:${number.replace(/[ -]/g, '')}`} aria-label={`${t('ticket.call')} ${number}`}>
      <PhoneOutlined /> {number}
    </a>
  )
}
