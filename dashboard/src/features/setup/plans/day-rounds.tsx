import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { PlannedRoundItem } from '../../../../../server/contract/patrol-calendar.ts'
import { RoundStatusBadge } from '../../../components/patrol/round-status.tsx'
import { windowText } from '../../../components/patrol/window-text.ts'
import { EmptyState } from '../../../components/states.tsx'
import { weekdayOf } from '../../../lib/site-dates.ts'

/** The rounds whose window begins on a day, and what became of them. */
export function DayRounds({ date, rounds }: { date: string; rounds: readonly PlannedRoundItem[] }) {
  const { t } = useTranslation()
  return (
    <section className="panel plan-day" aria-live="polite" data-testid="plan-rounds">
      <header className="panel-head">
        <h2>{t('plan.dayHead', { date, weekday: t(`weekday.${weekdayOf(date)}`) })}</h2>
        <Link className="link" to={`/patrol?date=${date}`}>
          {t('plan.board')}
        </Link>
      </header>
      {rounds.length === 0 && <EmptyState title={t('plan.none')} />}
      <ul>
        {rounds.map(({ id, routeName, window, type, places, visits, status }) => (
          <li key={id} className={`plan-round plan-${type}`}>
            <b>{windowText(window)}</b>
            <span className="plan-name">{routeName}</span>
            <RoundStatusBadge status={status} />
            <span className="plan-facts">
              {t(`patrol.type.${type}`)} · {t('route.places', { count: places })}
              {visits > 1 && ` · ${t('plan.visits', { count: visits })}`}
            </span>
          </li>
        ))}
      </ul>
    </section>
  )
}
