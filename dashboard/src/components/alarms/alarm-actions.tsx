import { MoreOutlined } from '@ant-design/icons'
import { App, Button, Dropdown } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import type { AlarmItem } from '../../../../server/contract/alarms.ts'
import { useAlarmStep, wantsAcknowledging } from '../../lib/api/alarms.ts'
import { useMay } from '../../lib/api/session.ts'
import { useErrorText } from '../error-text.ts'
import { AlarmDialog } from './alarm-dialog.tsx'
import { mayShelve } from './alarm-steps.ts'

/** The step that is due as a button, the others behind the three dots. */
export function AlarmActions({ alarm }: { alarm: AlarmItem }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const navigate = useNavigate()
  const step = useAlarmStep()
  const { title } = useErrorText(step.error)
  const mayAcknowledge = useMay('guard') && wantsAcknowledging(alarm)
  const isEngineer = useMay('engineer')
  const [dialog, setDialog] = useState<'acknowledge' | 'shelve'>()
  const take = (wanted: 'acknowledge' | 'unshelve' | 'reset') =>
    step.mutate({ id: alarm.id, step: wanted }, { onSuccess: () => void message.success(t(`alarm.done.${wanted}`)) })
  const due = mayAcknowledge
    ? 'acknowledge'
    : isEngineer && alarm.state === 'latched'
      ? 'reset'
      : isEngineer && alarm.state === 'shelved'
        ? 'unshelve'
        : undefined
  const rule = `/alarms/rules/${encodeURIComponent(alarm.rule)}?equipment=${encodeURIComponent(alarm.equipment)}`
  const items = [
    ...(mayAcknowledge
      ? [{ key: 'acknowledge', label: t('alarm.step.acknowledgeNote'), onClick: () => setDialog('acknowledge') }]
      : []),
    ...(isEngineer && mayShelve(alarm)
      ? [{ key: 'shelve', label: t('alarm.step.shelve'), onClick: () => setDialog('shelve') }]
      : []),
    { key: 'detail', label: t('alarm.detail'), onClick: () => void navigate(`/alarms/${encodeURIComponent(alarm.id)}`) },
    { key: 'rule', label: t('alarm.toRule'), onClick: () => void navigate(rule) },
    { key: 'why', label: t('why.title'), onClick: () => void navigate(`${rule}&tab=why`) }
  ]
  return (
    <span className="alarm-actions">
      {due && (
        <Button
          size="small"
          loading={step.isPending}
          data-testid={`${due}-${alarm.id}`}
          danger={step.isError}
          title={step.isError ? title : undefined}
          onClick={() => take(due)}
        >
          {step.isError ? t('alarm.again') : t(`alarm.step.${due}`)}
        </Button>
      )}
      <Dropdown menu={{ items }} trigger={['click']} placement="bottomRight">
        <Button
          size="small"
          type="text"
          icon={<MoreOutlined />}
          aria-label={t('alarm.more')}
          data-testid={`alarm-more-${alarm.id}`}
        />
      </Dropdown>
      {dialog && <AlarmDialog alarm={alarm} step={dialog} onClose={() => setDialog(undefined)} />}
    </span>
  )
}
