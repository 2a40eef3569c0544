import { useTranslation } from 'react-i18next'
import type { AlarmHealth } from '../../../../server/contract/alarm-health.ts'

export function Shifts({ shifts }: Pick<AlarmHealth, 'shifts'>) {
  const { t } = useTranslation()
  return (
    <section className="panel" aria-label={t('alarmHealth.shifts')}>
      <header className="panel-head">
        <h2>{t('alarmHealth.shifts')}</h2>
      </header>
      <ul className="health-rows">
        {shifts.map(({ shift, raises, ratePer10min }) => (
          <li key={shift}>
            <span>{shift}</span>
            <span className="muted">
              {t('alarmHealth.times', { count: raises })} ·{' '}
              {t('alarmHealth.perTenMinutes', { rate: ratePer10min === null ? '–' : Number(ratePer10min.toFixed(2)) })}
            </span>
          </li>
        ))}
      </ul>
    </section>
  )
}
