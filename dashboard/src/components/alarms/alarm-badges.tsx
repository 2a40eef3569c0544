/** What an alarm is and how it is taken: icon and word each, as everywhere. */
import {
  ApiOutlined,
  BellFilled,
  BellOutlined,
  CheckCircleOutlined,
  CheckOutlined,
  ClockCircleOutlined,
  EyeInvisibleOutlined,
  FieldTimeOutlined,
  LineChartOutlined,
  LockOutlined,
  StopOutlined,
  ThunderboltOutlined,
  VerticalAlignMiddleOutlined
} from '@ant-design/icons'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { AlarmItem, AlarmLabel, AlarmState } from '../../../../server/contract/alarms.ts'
import { serverNow } from '../../lib/clock.ts'
import { formatTime } from '../../lib/format.ts'
import { useSuppressor } from './use-suppressor.ts'
import './alarms.css'

export const alarmStateIcons: Record<AlarmState, ReactNode> = {
  unacknowledged: <BellFilled />,
  acknowledged: <CheckOutlined />,
  returned: <BellOutlined />,
  latched: <LockOutlined />,
  shelved: <FieldTimeOutlined />,
  suppressed: <EyeInvisibleOutlined />,
  out_of_service: <StopOutlined />,
  normal: <CheckCircleOutlined />
}

export function AlarmStateBadge({ state }: { state: AlarmState }) {
  const { t } = useTranslation()
  return (
    <span className={`badge alarm-state alarm-state-${state}`}>
      {alarmStateIcons[state]}
      {t(`alarmState.${state}`)}
    </span>
  )
}

const labelIcons: Record<AlarmLabel, ReactNode> = {
  chattering: <ThunderboltOutlined />,
  fleeting: <VerticalAlignMiddleOutlined rotate={90} />,
  stale: <ClockCircleOutlined />
}

/** What it speaks of when not of the equipment itself, and what is odd about it. */
export function AlarmMarks({ alarm }: { alarm: AlarmItem }) {
  const { t } = useTranslation()
  return (
    <>
      {alarm.kind !== 'equipment' && (
        <span className={`badge alarm-kind alarm-kind-${alarm.kind}`} title={t(`alarm.kindHint.${alarm.kind}`)}>
          {alarm.kind === 'sensor' ? <ApiOutlined /> : <LineChartOutlined />}
          {t(`alarm.kind.${alarm.kind}`)}
        </span>
      )}
      {alarm.occurrences > 1 && (
        <span className="row-times" title={t('alarm.occurrences', { count: alarm.occurrences })}>
          ×{alarm.occurrences}
        </span>
      )}
      {alarm.labels.map((label) => (
        <span key={label} className="badge tone-warning" title={t(`alarm.labelHint.${label}`)}>
          {labelIcons[label]}
          {t(`alarm.label.${label}`)}
        </span>
      ))}
      {alarm.late && (
        <span className="badge" title={t('alarm.lateHint')}>
          {t('alarm.late')}
        </span>
      )}
    </>
  )
}

/** Why an alarm that stands is quiet: until when and for what reason, or by what. */
export function QuietReason({ alarm }: { alarm: AlarmItem }) {
  const { t } = useTranslation()
  const suppressor = useSuppressor()
  if (alarm.state === 'shelved' && alarm.shelvedUntil !== null) {
    const until = formatTime(alarm.shelvedUntil, serverNow())
    return <span>{t('alarm.shelvedUntil', { until, reason: alarm.shelvedReason ?? '' })}</span>
  }
  if (alarm.state === 'suppressed' && alarm.suppressedBy !== null) {
    return <span>{t('alarm.suppressedBy', { by: suppressor(alarm.suppressedBy) })}</span>
  }
  return null
}
