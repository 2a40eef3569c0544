import {
  CheckCircleOutlined,
  CloseCircleOutlined,
  HourglassOutlined,
  SafetyOutlined,
  StopOutlined,
  WarningFilled
} from '@ant-design/icons'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { PermitItem, PermitState } from '../../../../../server/contract/permits.ts'
import type { TicketDetail } from '../../../../../server/contract/tickets.ts'
import { EquipmentLink } from '../../../components/equipment-link.tsx'
import { useUserName } from '../../../lib/api/users.ts'
import { useNow } from '../../../lib/clock.ts'
import { formatDateTime, formatSpan } from '../../../lib/format.ts'
import { usePreferences } from '../../../lib/preferences.ts'
import { PermitDo } from './permit-do.tsx'
import { PermitSteps } from './permit-steps.tsx'

const icons: Record<PermitState, ReactNode> = {
  requested: <HourglassOutlined />,
  preparing: <StopOutlined />,
  active: <SafetyOutlined />,
  expired: <WarningFilled />,
  closed: <CheckCircleOutlined />,
  cancelled: <CloseCircleOutlined />
}

export function PermitCard({ permit, ticket }: { permit: PermitItem; ticket: TicketDetail }) {
  const { t } = useTranslation()
  const nameOf = useUserName()
  const { state } = permit
  const said = (by: string, at: string) => t('permit.by', { name: nameOf(by), time: formatDateTime(at) })
  return (
    <article className={`permit permit-${state}`} data-testid="permit" data-state={state}>
      <header className="permit-head">
        <span className={`badge permit-badge permit-badge-${state}`}>
          {icons[state]} {t(`permit.state.${state}`)}
        </span>
        <EquipmentLink id={permit.equipment} />
        <PermitTime permit={permit} />
      </header>
      <p className="permit-reason">{permit.reason}</p>
      <PermitWord permit={permit} />
      <PermitSteps permit={permit} ticket={ticket} />
      <p className="faint permit-facts">
        {t('permit.requestedBy')} {said(permit.requestedBy, permit.requestedAt)}
        {permit.approvedBy !== null && permit.approvedAt !== null && (
          <span>
            {' '}
            · {t('permit.approvedBy')} {said(permit.approvedBy, permit.approvedAt)}
          </span>
        )}
        {permit.extensions.map(({ at, by, until, reason }) => (
          <span key={at}> · {t('permit.extended', { name: nameOf(by), until: formatDateTime(until), reason })}</span>
        ))}
        {permit.endedBy !== null && permit.endedAt !== null && (
          <span>
            {' '}
            · {t(`permit.state.${state}`)} {said(permit.endedBy, permit.endedAt)}
          </span>
        )}
        {permit.note !== null && <span> · {permit.note}</span>}
      </p>
      <PermitDo permit={permit} ticket={ticket.id} />
    </article>
  )
}

/** How long it is still good for, while it runs. */
function PermitTime({ permit: { until, originalUntil, state } }: { permit: PermitItem }) {
  const { t } = useTranslation()
  const { language } = usePreferences()
  const left = Date.parse(until) - useNow('slow')
  const runs = state === 'requested' || state === 'preparing' || state === 'active'
  return (
    <span className="permit-time">
      {t('permit.until')} {formatDateTime(until)}
      {runs && left > 0 && ` (${t('due.left', { span: formatSpan(left, language) })})`}
      {until !== originalUntil && (
        <span className="faint"> {t('permit.originalUntil', { time: formatDateTime(originalUntil) })}</span>
      )}
    </span>
  )
}

/** What its state means for whoever stands before the equipment. */
function PermitWord({ permit: { state, needsApproval } }: { permit: PermitItem }) {
  const { t } = useTranslation()
  if (state === 'requested') return <p className="permit-word">{needsApproval && t('permit.waitsSecond')}</p>
  if (state === 'preparing') return <p className="permit-word">{t('permit.alarmsOut')}</p>
  if (state === 'active') {
    return (
      <p className="permit-word permit-word-good">
        {t('permit.canWork')} · {t('permit.alarmsOut')}
      </p>
    )
  }
  if (state === 'expired') return <p className="permit-word permit-word-bad">{t('permit.overdue')}</p>
  return null
}
