import { LeftOutlined, RightOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { PlannedRoundItem } from '../../../../../server/contract/patrol-calendar.ts'
import { roundIcons } from '../../../components/patrol/round-status.tsx'
import { useNow } from '../../../lib/clock.ts'
import { monthOf, siteDateOf } from '../../../lib/site-dates.ts'
import { DayGrid } from './day-grid.tsx'
import { type DayLine, linesByDay } from './plan-days.ts'

type Props = {
  /** Its first day. */
  month: string
  onMonth: (first: string) => void
  weeks: readonly (readonly string[])[]
  rounds: readonly PlannedRoundItem[]
  date: string
  onDate: (date: string) => void
}

const linesShown = 4

export function PlanMonth({ month, onMonth, weeks, rounds, date, onDate }: Props) {
  const { t } = useTranslation()
  const thisMonth = monthOf(siteDateOf(useNow('slow')))
  const days = useMemo(() => linesByDay(rounds), [rounds])
  const [year, number] = month.split('-')
  return (
    <section className="panel plan-month" aria-label={t('plan.title')}>
      <header className="panel-head">
        <Button icon={<LeftOutlined />} onClick={() => onMonth(monthOf(month, -1))} aria-label={t('plan.before')} />
        <h2 data-testid="plan-month">{t('plan.month', { year, month: number })}</h2>
        <Button
          icon={<RightOutlined />}
          onClick={() => onMonth(monthOf(month, 1))}
          aria-label={t('plan.after')}
          data-testid="plan-after"
        />
        {month !== thisMonth && <Button onClick={() => onMonth(thisMonth)}>{t('plan.thisMonth')}</Button>}
      </header>
      <DayGrid weeks={weeks} isOutside={(day) => monthOf(day) !== month} chosen={date} onChoose={onDate}>
        {(day) => <DayLines lines={days.get(day) ?? []} />}
      </DayGrid>
    </section>
  )
}

function DayLines({ lines }: { lines: readonly DayLine[] }) {
  const { t } = useTranslation()
  if (lines.length === 0) return null
  return (
    <>
      <span className="day-lines">
        {lines.slice(0, linesShown).map((line) => (
          <Line key={line.route} line={line} />
        ))}
        {lines.length > linesShown && <span className="faint">{t('plan.more', { count: lines.length - linesShown })}</span>}
      </span>
      <span className="day-sum">{t('plan.times', { count: lines.reduce((sum, { count }) => sum + count, 0) })}</span>
    </>
  )
}

function Line({ line: { routeName, type, count, status, until } }: { line: DayLine }) {
  const { t } = useTranslation()
  const isBad = status === 'missed' || status === 'partial'
  return (
    <span className={`day-line plan-${type}`}>
      {isBad && (
        <span className={`day-bad tone-${status === 'missed' ? 'alarm' : 'warning'}`} title={t(`patrol.status.${status}`)}>
          {roundIcons[status]}
        </span>
      )}
      <span className="day-route">{routeName}</span>
      <span>{t('plan.times', { count })}</span>
      {until !== undefined && <span className="faint">{t('plan.until', { day: siteDateOf(until).slice(5) })}</span>}
    </span>
  )
}
