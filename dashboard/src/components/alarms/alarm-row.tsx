import type { ComponentProps, ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { AlarmItem } from '../../../../server/contract/alarms.ts'
import { useUserName } from '../../lib/api/users.ts'
import { useNow } from '../../lib/clock.ts'
import { formatDateTime, formatSpan, formatTime } from '../../lib/format.ts'
import { usePreferences } from '../../lib/preferences.ts'
import { SeverityBadge } from '../badges.tsx'
import { EquipmentLink } from '../equipment-link.tsx'
import { useAlarmTitle } from '../rules/use-alarm-title.ts'
import { AlarmActions } from './alarm-actions.tsx'
import { AlarmMarks, AlarmStateBadge, QuietReason } from './alarm-badges.tsx'
import { AlarmFigures } from './alarm-figures.tsx'
import '../rows.css'

type Props = {
  alarm: AlarmItem
  withEquipment: boolean
  /** Before the badges: what selects it. */
  lead?: ReactNode
  /** Below the title: what folds under it. */
  foot?: ReactNode
  row?: ComponentProps<'div'>
}

/** One alarm; on a phone its parts stand below each other. */
export function AlarmRow({ alarm, withEquipment, lead, foot, row }: Props) {
  const { t } = useTranslation()
  const titleOf = useAlarmTitle()
  const tone = alarm.active ? `row-${alarm.severity}` : 'row-past'
  const look = ['row', 'alarm-row', tone, `alarm-row-${alarm.kind}`, lead ? 'alarm-row-led' : ''].join(' ')
  return (
    <div {...row} className={look} data-testid={`alarm-row-${alarm.id}`} data-state={alarm.state} data-kind={alarm.kind}>
      {lead}
      <span className="row-badges">
        <SeverityBadge severity={alarm.severity} />
        <AlarmStateBadge state={alarm.state} />
      </span>
      <span className="row-main">
        <span className="row-title">
          <Link to={`/alarms/${encodeURIComponent(alarm.id)}`} className="alarm-title" tabIndex={row ? -1 : 0}>
            {titleOf(alarm)}
          </Link>
          <AlarmFigures alarm={alarm} />
          <AlarmMarks alarm={alarm} />
        </span>
        <span className="row-sub">
          {withEquipment && <EquipmentLink id={alarm.equipment} />}
          <QuietReason alarm={alarm} />
          <AcknowledgedBy alarm={alarm} />
          {alarm.cause !== null && (
            <Link className="link" to={`/alarms/${encodeURIComponent(alarm.cause)}`}>
              {t('alarm.toCause')}
            </Link>
          )}
        </span>
        {foot}
      </span>
      <AlarmTimes alarm={alarm} />
      <span className="row-do">
        {alarm.ticket !== null && (
          <Link className="link" to={`/tickets/${alarm.ticket}`}>
            {t('alarm.ticket')}
          </Link>
        )}
        <AlarmActions alarm={alarm} />
      </span>
    </div>
  )
}

function AlarmTimes({ alarm }: { alarm: AlarmItem }) {
  const { t } = useTranslation()
  const { language } = usePreferences()
  const now = useNow('slow')
  const end = alarm.clearedAt === null ? now : Date.parse(alarm.clearedAt)
  return (
    <span className="row-time">
      <time dateTime={alarm.raisedAt} title={formatDateTime(alarm.raisedAt)}>
        {formatTime(alarm.raisedAt, now)}
      </time>
      <span className="faint">
        {alarm.active ? t('alarm.for') : t('alarm.lasted')} {formatSpan(end - Date.parse(alarm.raisedAt), language)}
      </span>
    </span>
  )
}

function AcknowledgedBy({ alarm }: { alarm: AlarmItem }) {
  const { t } = useTranslation()
  const now = useNow('slow')
  const nameOf = useUserName()
  if (alarm.acknowledgedBy === null || alarm.acknowledgedAt === null) return null
  return (
    <span className="faint">
      {t('alarm.by', { name: nameOf(alarm.acknowledgedBy), time: formatTime(alarm.acknowledgedAt, now) })}
    </span>
  )
}
