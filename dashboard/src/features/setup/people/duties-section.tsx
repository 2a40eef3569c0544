import { LeftOutlined, RightOutlined } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { DutyItem, ShiftItem } from '../../../../../server/contract/workforce.ts'
import { EmptyState, ErrorState, PageLoading } from '../../../components/states.tsx'
import { shiftsQuery } from '../../../lib/api/setup.ts'
import { dutiesQuery } from '../../../lib/api/workforce.ts'
import { useNow } from '../../../lib/clock.ts'
import { addDays, mondayOf, siteDateOf } from '../../../lib/site-dates.ts'
import { CopyWeekDialog } from './copy-week-dialog.tsx'
import { DutyDialog } from './duty-dialog.tsx'
import { DutyWeek } from './duty-week.tsx'
import { OnDuty } from './on-duty.tsx'
import './people.css'

/** In the order of the day. */
const inUse = (all: ShiftItem[]): ShiftItem[] =>
  all.filter(({ enabled }) => enabled).sort((a, b) => a.starts.localeCompare(b.starts))

/** Who works which shift, a week at a time. */
export function DutiesSection() {
  const { t } = useTranslation()
  const today = siteDateOf(useNow('slow'))
  const [monday, setMonday] = useState(() => mondayOf(today))
  const [open, setOpen] = useState<DutyItem | 'copy'>()
  const shifts = useQuery({ ...shiftsQuery, select: inUse })
  const duties = useQuery(dutiesQuery(monday, addDays(monday, 6)))
  const error = shifts.error ?? duties.error
  const retry = () => void Promise.all([shifts.refetch(), duties.refetch()])
  return (
    <>
      <OnDuty />
      <section className="panel duty-panel" aria-label={t('setup.duties')}>
        <header className="panel-head setup-head">
          <p className="muted setup-hint">{t('setup.hint.duties')}</p>
          <Button icon={<LeftOutlined />} aria-label={t('people.weekBefore')} onClick={() => setMonday(addDays(monday, -7))} />
          <Button onClick={() => setMonday(mondayOf(today))}>{t('people.thisWeek')}</Button>
          <Button icon={<RightOutlined />} aria-label={t('people.weekAfter')} onClick={() => setMonday(addDays(monday, 7))} />
          <Button onClick={() => setOpen('copy')} disabled={!duties.data?.length} data-testid="duty-copy">
            {t('people.copyWeek')}
          </Button>
        </header>
        {!(shifts.data && duties.data) && (error ? <ErrorState error={error} onRetry={retry} /> : <PageLoading />)}
        {shifts.data?.length === 0 && (
          <EmptyState title={t('people.noShifts')}>
            <Link className="link" to="/setup/shifts">
              {t('setup.shifts')}
            </Link>
          </EmptyState>
        )}
        {shifts.data && shifts.data.length > 0 && duties.data && (
          <DutyWeek monday={monday} today={today} shifts={shifts.data} duties={duties.data} onOpen={setOpen} />
        )}
      </section>
      {open === 'copy' && <CopyWeekDialog monday={monday} onClose={() => setOpen(undefined)} />}
      {open !== undefined && open !== 'copy' && <DutyDialog duty={open} onClose={() => setOpen(undefined)} />}
    </>
  )
}
