import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { PatrolTabs } from '../../../components/patrol/patrol-tabs.tsx'
import { ErrorState, PageLoading } from '../../../components/states.tsx'
import { usePageTitle } from '../../../components/use-page-title.ts'
import { patrolCalendarQuery } from '../../../lib/api/patrol-calendar.ts'
import { useNow } from '../../../lib/clock.ts'
import { monthOf, siteDateOf } from '../../../lib/site-dates.ts'
import { DayRounds } from './day-rounds.tsx'
import { weeksOfMonth } from './plan-days.ts'
import { PlanList } from './plan-list.tsx'
import { PlanMonth } from './plan-month.tsx'
import '../setup.css'
import './plans.css'

/** What is planned on which day, the rounds of a day, and the routes that ask for them. */
export function PlansPage() {
  const { t } = useTranslation()
  usePageTitle(t('plan.title'))
  const today = siteDateOf(useNow('slow'))
  const [month, setMonth] = useState(monthOf(today))
  const [date, setDate] = useState(today)
  const [route, setRoute] = useState<string>()
  const weeks = weeksOfMonth(month)
  const span = { from: weeks[0]?.[0] ?? month, to: weeks.at(-1)?.[6] ?? month }
  const { data, error, refetch } = useQuery(patrolCalendarQuery(span))
  const rounds = data?.rounds.filter((round) => route === undefined || round.route === route)
  const show = (first: string) => {
    setMonth(first)
    setDate(monthOf(today) === first ? today : first)
  }
  return (
    <div className="patrol">
      <h1 className="visually-hidden">{t('plan.title')}</h1>
      <PatrolTabs />
      {!rounds && (error ? <ErrorState error={error} onRetry={() => void refetch()} /> : <PageLoading rows={8} />)}
      {data && rounds && (
        <div className="plans">
          <PlanMonth month={month} onMonth={show} weeks={weeks} rounds={rounds} date={date} onDate={setDate} />
          <DayRounds date={date} rounds={rounds.filter((round) => round.date === date)} />
          <PlanList routes={data.routes} chosen={route} onChoose={setRoute} />
        </div>
      )}
    </div>
  )
}
