import { CheckCircleOutlined, ClockCircleOutlined, CloseCircleFilled, PlayCircleOutlined, WarningFilled } from '@ant-design/icons'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { RoundStatus } from '../../../../server/contract/patrol.ts'
import '../badges.css'
import './round-status.css'

export const roundIcons: Record<RoundStatus, ReactNode> = {
  planned: <ClockCircleOutlined />,
  in_progress: <PlayCircleOutlined />,
  complete: <CheckCircleOutlined />,
  partial: <WarningFilled />,
  missed: <CloseCircleFilled />
}

export const roundTones = {
  planned: 'offline',
  in_progress: 'running',
  complete: 'normal',
  partial: 'warning',
  missed: 'alarm'
} as const satisfies Record<RoundStatus, string>

export function RoundStatusBadge({ status }: { status: RoundStatus }) {
  const { t } = useTranslation()
  return (
    <span className={`badge tone-${roundTones[status]}`}>
      {roundIcons[status]}
      {t(`patrol.status.${status}`)}
    </span>
  )
}
