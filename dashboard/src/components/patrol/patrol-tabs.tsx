import { useTranslation } from 'react-i18next'
import { NavLink } from 'react-router'
import { useMay } from '../../lib/api/session.ts'
import '../tabs.css'

/** What is walked, planned and found, and for managers what to doubt. */
export function PatrolTabs() {
  const { t } = useTranslation()
  const leads = useMay('manager')
  return (
    <nav className="tabs" aria-label={t('nav.patrol')}>
      <NavLink to="/patrol" end className="tab" data-testid="patrol-tab-board">
        {t('patrol.board')}
      </NavLink>
      <NavLink to="/patrol/plans" className="tab" data-testid="patrol-tab-plans">
        {t('plan.title')}
      </NavLink>
      <NavLink to="/patrol/hazards" className="tab" data-testid="patrol-tab-hazards">
        {t('hazard.title')}
      </NavLink>
      {leads && (
        <NavLink to="/patrol/heat" className="tab" data-testid="patrol-tab-heat">
          {t('patrol.heat')}
        </NavLink>
      )}
      {leads && (
        <NavLink to="/patrol/suspects" className="tab" data-testid="patrol-tab-suspects">
          {t('patrol.suspects')}
        </NavLink>
      )}
    </nav>
  )
}
