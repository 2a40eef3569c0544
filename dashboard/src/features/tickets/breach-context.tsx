import { SafetyCertificateOutlined, WarningFilled } from '@ant-design/icons'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { Breach } from '../../../../server/contract/tickets.ts'
import { useErrorText } from '../../components/error-text.ts'
import { Fact, PageFacts } from '../../components/page-facts.tsx'
import { useAlarmTitle } from '../../components/rules/use-alarm-title.ts'
import { useBreachProof } from '../../lib/api/tickets.ts'
import { useUserName } from '../../lib/api/users.ts'
import { formatDateTime } from '../../lib/format.ts'

/** What was known of the equipment when it happened, and whether all that is frozen still is what was. */
export function BreachContext({ breach, ticket }: { breach: Breach; ticket: string }) {
  const { t } = useTranslation()
  const nameOf = useUserName()
  const { maintenance, daysSinceMaintenance: days, parts } = breach
  const isKnown = maintenance !== null || days !== null || parts.length > 0
  return (
    <div className="breach-context">
      {isKnown && (
        <PageFacts>
          {maintenance !== null && (
            <Fact name={t('breach.maintenance')}>
              <Link className="link" to={`/tickets/${maintenance.ticket}`}>
                {formatDateTime(maintenance.at)}
              </Link>{' '}
              {maintenance.result} <span className="muted">{maintenance.people.map(nameOf).join('、')}</span>
            </Fact>
          )}
          {days !== null && <Fact name={t('breach.sinceMaintenance')}>{t('breach.days', { count: days })}</Fact>}
          {parts.length > 0 && <Fact name={t('breach.parts')}>{parts.join('、')}</Fact>}
        </PageFacts>
      )}
      {breach.earlier.length > 0 && <Earlier earlier={breach.earlier} />}
      <Seal hash={breach.hash} ticket={ticket} />
    </div>
  )
}

function Earlier({ earlier }: Pick<Breach, 'earlier'>) {
  const { t } = useTranslation()
  const titleOf = useAlarmTitle()
  return (
    <div data-testid="breach-earlier">
      <h3 className="breach-part">{t('breach.earlier')}</h3>
      <ul className="earlier">
        {earlier.map((ticket) => (
          <li key={ticket.id}>
            <Link className="link" to={`/tickets/${ticket.id}`}>
              {ticket.number}
            </Link>{' '}
            {titleOf(ticket)} <span className="faint">{formatDateTime(ticket.openedAt)}</span>
            {ticket.result !== null && <span className="muted"> {ticket.result}</span>}
          </li>
        ))}
      </ul>
    </div>
  )
}

function Seal({ hash, ticket }: { hash: string | null; ticket: string }) {
  const { t } = useTranslation()
  const proof = useBreachProof(ticket)
  const { title, detail } = useErrorText(proof.error)
  if (hash === null) return <p className="faint">{t('breach.noHash')}</p>
  return (
    <div className="seal">
      <Button
        size="small"
        icon={<SafetyCertificateOutlined />}
        loading={proof.isPending}
        onClick={() => proof.mutate()}
        data-testid="breach-check"
      >
        {t('breach.check')}
      </Button>
      {proof.data && (
        <span className={proof.data.ok ? 'seal-ok' : 'seal-broken'} data-testid="breach-proof" data-ok={proof.data.ok}>
          {proof.data.ok ? <SafetyCertificateOutlined /> : <WarningFilled />}{' '}
          {proof.data.ok ? t('breach.proven') : t('breach.broken')}
        </span>
      )}
      {proof.error && (
        <span role="alert" className="seal-broken">
          {detail || title}
        </span>
      )}
      <span className="faint mono seal-hash" title={t('breach.hash')}>
        {hash}
      </span>
    </div>
  )
}
