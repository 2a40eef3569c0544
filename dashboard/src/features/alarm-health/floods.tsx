import { useTranslation } from 'react-i18next'
import type { AlarmHealth } from '../../../../server/contract/alarm-health.ts'
import { formatDateTime, formatSpan } from '../../lib/format.ts'
import { usePreferences } from '../../lib/preferences.ts'

const mostShown = 10

export function Floods({ floods }: Pick<AlarmHealth, 'floods'>) {
  const { t } = useTranslation()
  const { language } = usePreferences()
  return (
    <section className="panel" aria-label={t('alarmHealth.floods')}>
      <header className="panel-head">
        <h2>{t('alarmHealth.floods')}</h2>
        <span className="faint">{floods.length}</span>
      </header>
      {floods.length === 0 && <p className="panel-none">{t('alarmHealth.noFloods')}</p>}
      <ul className="health-rows">
        {[...floods]
          .reverse()
          .slice(0, mostShown)
          .map(({ from, to, raises }) => (
            <li key={from}>
              <time dateTime={from}>{formatDateTime(from)}</time>
              <span className="muted">
                {t('alarmHealth.floodRow', { count: raises, span: formatSpan(Date.parse(to) - Date.parse(from), language) })}
              </span>
            </li>
          ))}
      </ul>
    </section>
  )
}
