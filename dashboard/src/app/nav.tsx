import {
  AlertOutlined,
  AppstoreOutlined,
  BarChartOutlined,
  FileExclamationOutlined,
  SafetyOutlined,
  SettingOutlined,
  SolutionOutlined,
  ToolOutlined
} from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { NavLink } from 'react-router'
import { currentAlarmsQuery } from '../lib/api/alarms.ts'
import { sessionQuery, useMay } from '../lib/api/session.ts'
import { openTicketsQuery } from '../lib/api/tickets.ts'

/** A rail at the side, tabs at the bottom of a phone. */
export function Nav() {
  const { t } = useTranslation()
  // Managers find there how the service is doing, admins all the rest.
  const leads = useMay('manager')
  const works = useMay('guard')
  const self = useQuery(sessionQuery).data?.id
  // A consequence is no news of its own: its first-out alarm counts.
  const unacknowledged = useQuery({
    ...currentAlarmsQuery,
    select: (alarms) => alarms.filter(({ state, cause }) => state === 'unacknowledged' && cause === null).length
  }).data
  const waiting = useQuery({
    ...openTicketsQuery,
    select: (tickets) => tickets.filter(({ status }) => status === 'open' || status === 'assigned').length
  }).data
  const mine = useQuery({
    ...openTicketsQuery,
    select: (tickets) => tickets.filter(({ status, assignee }) => assignee === self && status !== 'resolved').length
  }).data
  return (
    <nav className="nav" aria-label={t('nav.label')}>
      <NavItem to="/" name="overview" icon={<AppstoreOutlined />} label={t('nav.overview')} />
      <NavItem to="/tickets" name="tickets" icon={<ToolOutlined />} label={t('nav.tickets')} count={waiting} />
      {works && <NavItem to="/my" name="my" icon={<SolutionOutlined />} label={t('nav.my')} count={mine} />}
      <NavItem to="/alarms" name="alarms" icon={<AlertOutlined />} label={t('nav.alarms')} count={unacknowledged} />
      {works && <NavItem to="/patrol" name="patrol" icon={<SafetyOutlined />} label={t('nav.patrol')} />}
      {works && <NavItem to="/reports" name="reports" icon={<BarChartOutlined />} label={t('nav.reports')} />}
      {leads && <NavItem to="/rejects" name="rejects" icon={<FileExclamationOutlined />} label={t('nav.rejects')} />}
      {leads && <NavItem to="/setup" name="setup" icon={<SettingOutlined />} label={t('nav.setup')} />}
    </nav>
  )
}

type ItemProps = { to: string; name: string; icon: ReactNode; label: string; count?: number | undefined }

function NavItem({ to, name, icon, label, count = 0 }: ItemProps) {
  return (
    <NavLink to={to} end={to === '/'} className="nav-item" data-testid={`nav-${name}`}>
      <span className="nav-icon">
        {icon}
        {count > 0 && <span className="nav-count">{count > 99 ? '99+' : count}</span>}
      </span>
      <span>{label}</span>
    </NavLink>
  )
}
