import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { Heat } from '../../../../server/contract/patrol.ts'
import { PatrolTabs } from '../../components/patrol/patrol-tabs.tsx'
import { EmptyState, ErrorState, PageLoading } from '../../components/states.tsx'
import { usePageTitle } from '../../components/use-page-title.ts'
import { heatQuery } from '../../lib/api/patrol.ts'
import { HeatTable } from './heat-table.tsx'
import '../../components/badges.css'
import './heat.css'

/** From here on somebody who watches knows when the guard comes (ED). */
const predictable = 0.8

/** Where and when rounds of the last 30 days were walked, and how easily they can be guessed. */
export function HeatPage() {
  const { t } = useTranslation()
  usePageTitle(t('patrol.heat'))
  const { data: heat, error, refetch } = useQuery(heatQuery)
  return (
    <div className="patrol">
      <h1 className="visually-hidden">{t('patrol.heat')}</h1>
      <PatrolTabs />
      {!heat && (error ? <ErrorState error={error} onRetry={() => void refetch()} /> : <PageLoading />)}
      {heat?.places.length === 0 && <EmptyState title={t('patrol.noHeat')} />}
      {heat && heat.places.length > 0 && (
        <>
          <section className="panel heat-panel">
            <p className="muted">{t('patrol.heatHint')}</p>
            <HeatTable places={heat.places} />
          </section>
          <section className="panel heat-panel">
            <h2>{t('patrol.habits')}</h2>
            <p className="muted">{t('patrol.habitsHint')}</p>
            <ul>
              {heat.habits.map((habit) => (
                <HabitRow key={`${habit.route} ${habit.window}`} habit={habit} />
              ))}
            </ul>
          </section>
        </>
      )}
    </div>
  )
}

function HabitRow({ habit }: { habit: Heat['habits'][number] }) {
  const { t } = useTranslation()
  const { name, window, rounds, spreadMinutes, score } = habit
  const isKnown = score !== null && spreadMinutes !== null
  return (
    <li className="habit">
      <b>{name}</b>
      <span>{window}</span>
      <span className="muted">{t('patrol.habitRounds', { count: rounds })}</span>
      {isKnown && <span className="muted">{t('patrol.habitSpread', { minutes: spreadMinutes.toFixed(1) })}</span>}
      <span className={isKnown && score >= predictable ? 'badge tone-warning' : 'badge'}>
        {isKnown ? `${score.toFixed(2)} ${t(score >= predictable ? 'patrol.guessable' : 'patrol.varied')}` : '–'}
      </span>
    </li>
  )
}
