import type { ComponentType } from 'react'
import { useTranslation } from 'react-i18next'
import { Navigate, NavLink, useParams } from 'react-router'
import { EmptyState } from '../../components/states.tsx'
import { usePageTitle } from '../../components/use-page-title.ts'
import { useMay } from '../../lib/api/session.ts'
import { BulletinsTab } from './bulletins-tab.tsx'
import { HandoversTab } from './handovers-tab.tsx'
import { RunningLogTab } from './running-log-tab.tsx'
import { SamplesTab } from './samples-tab.tsx'
import { TablesTab } from './tables-tab.tsx'
import '../../components/tabs.css'
import './reports.css'

const tabs = {
  tables: TablesTab,
  logs: RunningLogTab,
  bulletins: BulletinsTab,
  samples: SamplesTab,
  handovers: HandoversTab
} as const satisfies Record<string, ComponentType>
type Tab = keyof typeof tabs

/** What became of all that, for managers; engineers keep running logs, and whoever works in shifts hands over. */
export function ReportsPage() {
  const { t } = useTranslation()
  const { tab } = useParams()
  const leads = useMay('manager')
  const keepsLogs = useMay('engineer')
  const works = useMay('guard')
  usePageTitle(t('nav.reports'))
  const shown = (Object.keys(tabs) as Tab[]).filter(
    (name) => leads || (name === 'logs' && keepsLogs) || (name === 'handovers' && works)
  )
  const [first] = shown
  if (first === undefined) return <EmptyState title={t('error.forbidden')} />
  const chosen = shown.find((name) => name === tab)
  if (chosen === undefined) return <Navigate to={`/reports/${first}`} replace />
  const Chosen = tabs[chosen]
  return (
    <div className="reports">
      <h1 className="visually-hidden">{t('nav.reports')}</h1>
      <nav className="tabs" aria-label={t('nav.reports')}>
        {shown.map((name) => (
          <NavLink key={name} to={`/reports/${name}`} className="tab" data-testid={`report-tab-${name}`}>
            {t(`report.tab.${name}`)}
          </NavLink>
        ))}
      </nav>
      <Chosen />
    </div>
  )
}
