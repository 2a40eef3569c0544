import { useQuery } from '@tanstack/react-query'
import { Form } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { windowText } from '../../../components/patrol/window-text.ts'
import { planPreviewQuery } from '../../../lib/api/patrol-calendar.ts'
import { useNow } from '../../../lib/clock.ts'
import { addDays, siteDateOf } from '../../../lib/site-dates.ts'
import { useSettled } from '../../../lib/use-settled.ts'
import { type RouteValues, toPlan } from '../route-values.ts'
import { DayGrid } from './day-grid.tsx'
import { weeksFrom } from './plan-days.ts'
import './plans.css'

const days = 28
const settleMs = 400

/** What days, windows, season and times mean over the next 4 weeks, as they are typed. Stands inside the route's form. */
export function PlanPreview() {
  const { t } = useTranslation()
  const values = Form.useWatch([], Form.useFormInstance<RouteValues>()) as RouteValues | undefined
  const now = useNow('slow')
  const [from] = useState(() => siteDateOf(now))
  const to = addDays(from, days - 1)
  const plan = useSettled(JSON.stringify(values === undefined ? {} : toPlan(values)), settleMs)
  const { data: rounds = [], error } = useQuery({ ...planPreviewQuery({ from, to }, JSON.parse(plan)), enabled: plan !== '{}' })
  const walked = new Set(rounds.map(({ date }) => date)).size
  const count = rounds.reduce((sum, { visits }) => sum + visits, 0)
  const sum = count === 0 ? t('plan.previewNone') : t('plan.previewSum', { days: walked, count })
  return (
    <section className="plan-preview" aria-label={t('plan.preview')} data-testid="plan-preview">
      <p className="muted">
        <b>{t('plan.preview')}</b> {error || plan === '{}' ? t('plan.previewLater') : sum}
      </p>
      <DayGrid weeks={weeksFrom(from, days)} isOutside={(date) => date < from || date > to}>
        {(date) => {
          const ofDay = error ? [] : rounds.filter((round) => round.date === date)
          if (ofDay.length === 0) return null
          return (
            <span className="preview-times" title={ofDay.map(({ window }) => windowText(window)).join('\n')}>
              {t('plan.times', { count: ofDay.reduce((all, { visits }) => all + visits, 0) })}
            </span>
          )
        }}
      </DayGrid>
    </section>
  )
}
