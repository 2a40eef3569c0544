/** Status, severity and priority: always an icon and a word, colour only underlines them. */
import {
  CheckCircleOutlined,
  CloseCircleOutlined,
  DisconnectOutlined,
  EnvironmentOutlined,
  ExclamationCircleFilled,
  FileDoneOutlined,
  InfoCircleOutlined,
  PauseCircleOutlined,
  PlusCircleOutlined,
  SafetyCertificateOutlined,
  UserOutlined,
  UserSwitchOutlined,
  WarningFilled
} from '@ant-design/icons'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { Priority, Severity } from '../../../server/contract/common.ts'
import type { EquipmentStatus } from '../../../server/contract/equipment.ts'
import type { TicketStatus } from '../../../server/contract/tickets.ts'
import { formatDateTime } from '../lib/format.ts'
import './badges.css'

export const statusIcons: Record<EquipmentStatus, ReactNode> = {
  alarm: <ExclamationCircleFilled />,
  offline: <DisconnectOutlined />,
  warning: <WarningFilled />,
  normal: <CheckCircleOutlined />
}

export function EquipmentStatusBadge({ status }: { status: EquipmentStatus }) {
  const { t } = useTranslation()
  return (
    <span className={`badge tone-${status}`}>
      {statusIcons[status]}
      {t(`equipmentStatus.${status}`)}
    </span>
  )
}

const severityTones = { critical: 'alarm', major: 'alarm', minor: 'warning', info: 'offline' } as const
const severityIcons: Record<Severity, ReactNode> = {
  critical: <ExclamationCircleFilled />,
  major: <ExclamationCircleFilled />,
  minor: <WarningFilled />,
  info: <InfoCircleOutlined />
}

export function SeverityBadge({ severity }: { severity: Severity }) {
  const { t } = useTranslation()
  return (
    <span className={`badge tone-${severityTones[severity]}`}>
      {severityIcons[severity]}
      {t(`severity.${severity}`)}
    </span>
  )
}

export function PriorityBadge({ priority }: { priority: Priority }) {
  const { t } = useTranslation()
  return (
    <span className={`priority priority-${priority}`} title={t(`priority.${priority}`)}>
      {priority} <span className="priority-word">{t(`priority.${priority}`)}</span>
    </span>
  )
}

const ticketIcons: Record<TicketStatus, ReactNode> = {
  open: <PlusCircleOutlined />,
  assigned: <UserSwitchOutlined />,
  accepted: <UserOutlined />,
  arrived: <EnvironmentOutlined />,
  on_hold: <PauseCircleOutlined />,
  resolved: <FileDoneOutlined />,
  closed: <SafetyCertificateOutlined />,
  cancelled: <CloseCircleOutlined />
}

export function TicketStatusBadge({ status, main = false }: { status: TicketStatus; main?: boolean }) {
  const { t } = useTranslation()
  const mark = main ? { 'data-testid': 'ticket-status', 'data-status': status } : {}
  return (
    <span className={`badge ticket-${status}`} {...mark}>
      {ticketIcons[status]}
      {t(`ticketStatus.${status}`)}
    </span>
  )
}

/** The condition is gone; the ticket waits for people all the same. */
export function RecoveredMark() {
  const { t } = useTranslation()
  return (
    <span className="badge tone-normal" data-testid="ticket-recovered">
      <CheckCircleOutlined />
      {t('ticket.recovered')}
    </span>
  )
}

/** The telemetry has shown that the repair worked: a manager may verify it. */
export function ReadyMark({ since }: { since: string }) {
  const { t } = useTranslation()
  return (
    <span
      className="badge ticket-ready"
      title={t('ticket.readyHint', { time: formatDateTime(since) })}
      data-testid="ticket-ready"
    >
      <SafetyCertificateOutlined />
      {t('ticket.ready')}
    </span>
  )
}
