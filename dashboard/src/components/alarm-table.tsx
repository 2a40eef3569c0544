import { BellOutlined, CheckOutlined } from '@ant-design/icons'
import { App, Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { AlarmItem } from '../../../server/contract/alarms.ts'
import { useAcknowledge } from '../lib/api/alarms.ts'
import { useMay } from '../lib/api/session.ts'
import { useUserName } from '../lib/api/users.ts'
import { useNow } from '../lib/clock.ts'
import { formatDateTime, formatSpan, formatTime } from '../lib/format.ts'
import { usePreferences } from '../lib/preferences.ts'
import { AlarmFigures } from './alarm-figures.tsx'
import { SeverityBadge } from './badges.tsx'
import { EquipmentLink } from './equipment-link.tsx'
import { useErrorText } from './error-text.ts'
import './rows.css'

/** Alarms as rows that become cards on a phone. */
export function AlarmTable({ alarms, withEquipment }: { alarms: readonly AlarmItem[]; withEquipment: boolean }) {
  return (
    <ul className="rows">
      {alarms.map((alarm) => (
        <AlarmRow key={alarm.id} alarm={alarm} withEquipment={withEquipment} />
      ))}
    </ul>
  )
}

function AlarmRow({ alarm, withEquipment }: { alarm: AlarmItem; withEquipment: boolean }) {
  const { t } = useTranslation()
  const { language } = usePreferences()
  const now = useNow('slow')
  const end = alarm.clearedAt === null ? now : Date.parse(alarm.clearedAt)
  return (
    <li
      className={`row alarm-row ${alarm.active ? `row-${alarm.severity}` : 'row-past'}`}
      data-testid={`alarm-row-${alarm.id}`}
      data-state={alarm.state}
    >
      <span className="row-badges">
        <SeverityBadge severity={alarm.severity} />
        <span className={`badge alarm-state alarm-state-${alarm.state}`}>
          {alarm.state === 'unacknowledged' || alarm.state === 'returned' ? <BellOutlined /> : <CheckOutlined />}
          {t(`alarmState.${alarm.state}`)}
        </span>
      </span>
      <span className="row-main">
        <span className="row-title">
          {alarm.title}
          <AlarmFigures alarm={alarm} />
          {alarm.occurrences > 1 && <span className="row-times">×{alarm.occurrences}</span>}
          {alarm.late && <span className="badge">{t('alarm.late')}</span>}
        </span>
        <span className="row-sub">
          {withEquipment && <EquipmentLink id={alarm.equipment} />}
          <span className="faint mono">{alarm.rule}</span>
          <AcknowledgedBy alarm={alarm} />
        </span>
      </span>
      <span className="row-time">
        <time dateTime={alarm.raisedAt} title={formatDateTime(alarm.raisedAt)}>
          {formatTime(alarm.raisedAt, language, now)}
        </time>
        <span className="faint">
          {alarm.active ? t('alarm.for') : t('alarm.lasted')} {formatSpan(end - Date.parse(alarm.raisedAt), language)}
        </span>
      </span>
      <span className="row-do">
        {alarm.ticket !== null && (
          <Link className="link" to={`/tickets/${alarm.ticket}`}>
            {t('alarm.ticket')}
          </Link>
        )}
        <Acknowledge alarm={alarm} />
      </span>
    </li>
  )
}

function AcknowledgedBy({ alarm }: { alarm: AlarmItem }) {
  const { t } = useTranslation()
  const { language } = usePreferences()
  const now = useNow('slow')
  const nameOf = useUserName()
  if (alarm.acknowledgedBy === null || alarm.acknowledgedAt === null) return null
  return (
    <span className="faint">
      {t('alarm.by', { name: nameOf(alarm.acknowledgedBy), time: formatTime(alarm.acknowledgedAt, language, now) })}
    </span>
  )
}

function Acknowledge({ alarm }: { alarm: AlarmItem }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const acknowledge = useAcknowledge()
  const { title } = useErrorText(acknowledge.error)
  const may = useMay('guard')
  if (!may || (alarm.state !== 'unacknowledged' && alarm.state !== 'returned')) return null
  return (
    <Button
      size="small"
      loading={acknowledge.isPending}
      data-testid={`acknowledge-${alarm.id}`}
      danger={acknowledge.isError}
      title={acknowledge.isError ? title : undefined}
      onClick={() => acknowledge.mutate(alarm.id, { onSuccess: () => void message.success(t('alarm.acknowledged')) })}
    >
      {acknowledge.isError ? t('alarm.again') : t('alarm.acknowledge')}
    </Button>
  )
}
