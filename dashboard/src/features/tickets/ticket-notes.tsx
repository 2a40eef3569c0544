import {
  FileDoneOutlined,
  FrownOutlined,
  PauseCircleOutlined,
  SafetyCertificateOutlined,
  SmileOutlined,
  SolutionOutlined
} from '@ant-design/icons'
import { useTranslation } from 'react-i18next'
import type { TicketDetail } from '../../../../server/contract/tickets.ts'
import { holdReasons } from '../../../../server/contract/words.ts'
import { EquipmentLink } from '../../components/equipment-link.tsx'
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

export function HoldNote({ hold }: { hold: NonNullable<TicketDetail['hold']> }) {
  const { t } = useTranslation()
  const reason = holdReasons.find((each) => each === hold.reason)
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
        {resolution.equipment !== null && (
          <Fact name={t('ticket.workedOn')}>
            <EquipmentLink id={resolution.equipment} />
          </Fact>
        )}
        {resolution.at !== null && <Fact name={t('ticket.workedAt')}>{formatDateTime(resolution.at)}</Fact>}
      </PageFacts>
    </section>
  )
}

/** Whether the telemetry has shown that the repair worked, or when it is looked at. */
export function EffectNote({ ticket: { readyAt, checkAt, status } }: { ticket: TicketDetail }) {
  const { t } = useTranslation()
  if (status !== 'resolved' || (readyAt === null && checkAt === null)) return null
  return (
    <p className="panel note" data-testid="effect-note">
      <SafetyCertificateOutlined />{' '}
      {readyAt === null
        ? t('ticket.checkAt', { time: formatDateTime(checkAt ?? '') })
        : t('ticket.readyHint', { time: formatDateTime(readyAt) })}
    </p>
  )
}

/** What whoever asked for the work said of it. */
export function FollowUp({ followUp: { at, by, satisfied, rating, note } }: { followUp: NonNullable<TicketDetail['followUp']> }) {
  const { t } = useTranslation()
  const nameOf = useUserName()
  return (
    <section className="panel" aria-label={t('ticket.followUp')} data-testid="follow-up">
      <header className="panel-head">
        <h2>{t('ticket.followUp')}</h2>
        <span className={satisfied ? 'badge tone-normal' : 'badge tone-alarm'}>
          {satisfied ? <SmileOutlined /> : <FrownOutlined />}
          {t(satisfied ? 'ticket.satisfied' : 'ticket.unsatisfied')}
        </span>
        {rating !== null && <span>{t('timeline.ratingOf', { rating })}</span>}
        <span className="faint">
          {nameOf(by)} {formatDateTime(at)}
        </span>
      </header>
      {note !== null && <p className="first-step-text">{note}</p>}
    </section>
  )
}
