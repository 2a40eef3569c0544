import { useQuery } from '@tanstack/react-query'
import { Input, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { useSearchParams } from 'react-router'
import type { EquipmentItem } from '../../../../server/contract/equipment.ts'
import { EmptyState, ErrorState, PageLoading } from '../../components/states.tsx'
import { equipmentListQuery } from '../../lib/api/equipment.ts'
import { runningLogQuery } from '../../lib/api/reports.ts'
import { shiftsQuery } from '../../lib/api/setup.ts'
import { useNow } from '../../lib/clock.ts'
import { addDays, siteDateOf } from '../../lib/site-dates.ts'
import { toSiteInput } from '../../lib/site-zone.ts'
import { RunningLogPanel } from './running-log-panel.tsx'

/** A site without shifts of its own has these (server/reports/shifts.ts). */
const defaultShifts = ['00:00-08:00', '08:00-16:00', '16:00-24:00'].map((window) => ({
  value: window,
  label: window,
  starts: window.slice(0, 5)
}))

/** The shift that began last; before the first one of today, the last one of yesterday. */
function latestShift(shifts: readonly { value: string; starts: string }[], now: number): { date: string; shift: string } {
  const [date = '', clock = ''] = toSiteInput(now).split('T')
  const begun = shifts.filter(({ starts }) => starts <= clock).at(-1)
  const shift = (begun ?? shifts.at(-1))?.value ?? ''
  return { date: begun ? date : addDays(date, -1), shift }
}

const locationsOf = (all: EquipmentItem[]): string[] => [
  ...new Set(all.map(({ location }) => location).filter((location): location is string => Boolean(location)))
]

/** 设备运行日志: a plant room, a day, a shift. */
export function RunningLogTab() {
  const { t } = useTranslation()
  const [search, setSearch] = useSearchParams()
  const now = useNow('slow')
  const today = siteDateOf(now)
  const locations = useQuery({ ...equipmentListQuery, select: locationsOf }).data
  const shifts = useQuery(shiftsQuery).data?.filter(({ enabled }) => enabled)
  if (!locations || !shifts) return <PageLoading />
  const own = shifts.map(({ id, name, starts }) => ({ value: id, label: name, starts }))
  const options = own.length === 0 ? defaultShifts : own.sort((a, b) => a.starts.localeCompare(b.starts))
  const latest = latestShift(options, now)
  const location = search.get('location') ?? locations[0]
  const date = search.get('date') ?? latest.date
  const shift = search.get('shift') ?? latest.shift
  const change = (name: string, value: string) => setSearch({ ...Object.fromEntries(search), [name]: value }, { replace: true })
  if (location === undefined) return <EmptyState title={t('report.noLocations')} />
  return (
    <>
      <div className="report-bar">
        <Select
          className="report-pick"
          aria-label={t('setup.location')}
          value={location}
          options={locations.map((each) => ({ value: each, label: each }))}
          showSearch
          onChange={(value) => change('location', value)}
          data-testid="log-location"
        />
        <span className="report-dates">
          <Input
            type="date"
            aria-label={t('people.day')}
            value={date}
            max={today}
            onChange={({ target }) => target.value && change('date', target.value)}
          />
        </span>
        <Select
          className="report-preset"
          aria-label={t('report.shift')}
          value={shift}
          options={options.map(({ value, label }) => ({ value, label }))}
          onChange={(value) => change('shift', value)}
          data-testid="log-shift"
        />
      </div>
      <Log location={location} date={date} shift={shift} />
    </>
  )
}

function Log(wish: { location: string; date: string; shift: string }) {
  const { data: log, error, refetch } = useQuery(runningLogQuery(wish))
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />
  if (!log) return <PageLoading />
  return <RunningLogPanel key={`${log.location} ${log.date} ${log.shift}`} log={log} />
}
