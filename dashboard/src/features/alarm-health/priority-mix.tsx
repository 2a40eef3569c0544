import { useTranslation } from 'react-i18next'
import type { AlarmHealth } from '../../../../server/contract/alarm-health.ts'
import { SeverityBadge } from '../../components/badges.tsx'
import { sayShare } from './say-figure.ts'

/** Share of raises by severity, the goal as a mark on the bar. */
export function PriorityMix({ mix }: { mix: AlarmHealth['priorityMix'] }) {
  const { t } = useTranslation()
  return (
    <section className="panel" aria-label={t('alarmHealth.mix')}>
      <header className="panel-head">
        <h2>{t('alarmHealth.mix')}</h2>
      </header>
      <ul className="mix">
        {mix.map(({ severity, count, share, goal }) => (
          <li key={severity}>
            <SeverityBadge severity={severity} />
            <span className="mix-bar" aria-hidden="true">
              <i style={{ width: `${(share ?? 0) * 100}%` }} />
              <b style={{ left: `${goal * 100}%` }} />
            </span>
            <span>
              {count} · {share === null ? '–' : sayShare(share)}{' '}
              <span className="faint">{t('alarmHealth.mixGoal', { goal: sayShare(goal) })}</span>
            </span>
          </li>
        ))}
      </ul>
    </section>
  )
}
