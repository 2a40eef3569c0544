import { FileDoneOutlined, PauseCircleOutlined, SolutionOutlined } from '@ant-design/icons'
import { useTranslation } from 'react-i18next'
import type { TicketDetail } from '../../../../server/contract/tickets.ts'
import { useUserName } from '../../lib/api/users.ts'
import { formatDateTime } from '../../lib/format.ts'

/** 处置措施: what to do comes before everything else. Without a rule, what was reported stands there. */
export function FirstStep({ action, description }: Pick<TicketDetail, 'action' | 'description'>) {
  const { t } = useTranslation()
  const told = description ?? (action === null ? t('ticket.noDescription') : null)
  return (
    <section className="panel first-step" data-testid="ticket-action">
      {action !== null && (
        <>
          <header className="panel-head">
            <h2>
              <SolutionOutlined /> {t('ticket.action')}
            </h2>
          </header>
          <p className="first-step-text">{action}</p>
        </>
      )}
      {told !== null && (
        <>
          <header className="panel-head">
            <h2>{t('ticket.description')}</h2>
          </header>
          <p className="first-step-text">{told}</p>
        </>
      )}
    </section>
  )
}

const holdReasons = ['parts', 'access', 'third_party'] as const
type HoldReason = (typeof holdReasons)[number]

export function HoldNote({ hold }: { hold: NonNullable<TicketDetail['hold']> }) {
  const { t } = useTranslation()
  const reason = holdReasons.find((each): each is HoldReason => each === hold.reason)
  return (
    <p className="panel note">
      <PauseCircleOutlined />{' '}
      {t('ticket.held', { reason: reason ? t(`holdReason.${reason}`) : hold.reason, until: formatDateTime(hold.until) })}
    </p>
  )
}

export function Resolution({ resolution }: { resolution: NonNullable<TicketDetail['resolution']> }) {
  const { t } = useTranslation()
  const nameOf = useUserName()
  return (
    <section className="panel">
      <header className="panel-head">
        <h2>
          <FileDoneOutlined /> {t('ticket.resolution')}
        </h2>
      </header>
      <p className="first-step-text">{resolution.result}</p>
      <dl className="page-facts">
        <div>
          <dt>{t('ticket.people')}</dt>
          <dd>{resolution.people.map(nameOf).join('、') || '–'}</dd>
        </div>
        <div>
          <dt>{t('ticket.parts')}</dt>
          <dd>{resolution.parts.join('、') || '–'}</dd>
        </div>
      </dl>
    </section>
  )
}
