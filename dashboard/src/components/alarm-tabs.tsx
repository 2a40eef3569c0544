import { useTranslation } from 'react-i18next'
import { NavLink } from 'react-router'
import { useMay } from '../lib/api/session.ts'
import './tabs.css'

/** The pages about alarms: what rings, what makes it ring, and how well that serves. */
export function AlarmTabs() {
  const { t } = useTranslation()
  const leads = useMay('manager')
  return (
    <nav className="tabs" aria-label={t('nav.alarms')}>
      <NavLink to="/alarms" end className="tab" data-testid="alarm-tab-list">
        {t('nav.alarms')}
      </NavLink>
      <NavLink to="/alarms/rules" className="tab" data-testid="alarm-tab-rules">
        {t('rule.rules')}
      </NavLink>
      {leads && (
        <NavLink to="/alarms/health" className="tab" data-testid="alarm-tab-health">
          {t('alarmHealth.title')}
        </NavLink>
      )}
    </nav>
  )
}
