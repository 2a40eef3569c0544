import { FileDoneOutlined, PauseCircleOutlined, SolutionOutlined } from '@ant-design/icons'
import { useTranslation } from 'react-i18next'
import type { TicketDetail } from '../../../../server/contract/tickets.ts'
import { Fact, PageFacts } from '../../components/page-facts.tsx'
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
      <PageFacts>
        <Fact name={t('ticket.people')}>{resolution.people.map(nameOf).join('、') || '–'}</Fact>
        <Fact name={t('ticket.parts')}>{resolution.parts.join('、') || '–'}</Fact>
      </PageFacts>
    </section>
  )
}
