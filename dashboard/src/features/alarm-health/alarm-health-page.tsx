import { DownloadOutlined } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import { Button, Segmented, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { useSearchParams } from 'react-router'
import type { AlarmHealth } from '../../../../server/contract/alarm-health.ts'
import { AlarmTabs } from '../../components/alarm-tabs.tsx'
import { ErrorState, PageLoading } from '../../components/states.tsx'
import { usePageTitle } from '../../components/use-page-title.ts'
import { alarmHealthFile, alarmHealthQuery } from '../../lib/api/alarm-health.ts'
import { BadActors } from './bad-actors.tsx'
import { Figures } from './figures.tsx'
import { Floods } from './floods.tsx'
import { PriorityMix } from './priority-mix.tsx'
import { Shifts } from './shifts.tsx'
import { Timeline } from './timeline.tsx'
import './alarm-health.css'

const daysOffered = [1, 7, 30] as const

/** How well the alarms serve those who watch them, for managers. */
export function AlarmHealthPage() {
  const { t } = useTranslation()
  usePageTitle(t('alarmHealth.title'))
  const [search, setSearch] = useSearchParams()
  const days = daysOffered.find((each) => String(each) === search.get('days')) ?? 7
  const shift = search.get('shift') ?? undefined
  const { data: health, error, refetch, isPlaceholderData } = useQuery(alarmHealthQuery({ days, shift }))
  const change = (name: string, value: string | undefined) => {
    const next = new URLSearchParams(search)
    if (value === undefined) next.delete(name)
    else next.set(name, value)
    setSearch(next, { replace: true })
  }
  return (
    <div className="alarm-health">
      <h1 className="visually-hidden">{t('alarmHealth.title')}</h1>
      <AlarmTabs />
      <header className="health-head">
        <p className="muted health-hint">{t('alarmHealth.hint')}</p>
        <Select<string | null>
          className="health-shift"
          aria-label={t('alarmHealth.shift')}
          value={shift ?? null}
          options={[
            { value: null, label: t('alarmHealth.allShifts') },
            ...(health?.shifts ?? []).map((each) => ({ value: each.shift, label: each.shift }))
          ]}
          onChange={(chosen) => change('shift', chosen ?? undefined)}
          data-testid="health-shift"
        />
        <Segmented
          aria-label={t('alarmHealth.days')}
          value={days}
          options={daysOffered.map((each) => ({ value: each, label: t(`alarmHealth.day${each}`) }))}
          onChange={(each) => change('days', String(each))}
        />
        <Button icon={<DownloadOutlined />} href={alarmHealthFile({ days, shift })} download>
          {t('alarmHealth.file')}
        </Button>
      </header>
      {health ? (
        <Health health={health} old={isPlaceholderData} />
      ) : error ? (
        <ErrorState error={error} onRetry={() => void refetch()} />
      ) : (
        <PageLoading rows={8} />
      )}
    </div>
  )
}

function Health({ health, old }: { health: AlarmHealth; old: boolean }) {
  return (
    <div className={old ? 'health-body health-old' : 'health-body'}>
      <Figures health={health} />
      <Timeline health={health} />
      <BadActors actors={health.badActors} />
      <div className="health-columns">
        <Floods floods={health.floods} />
        <Shifts shifts={health.shifts} />
        <PriorityMix mix={health.priorityMix} />
      </div>
    </div>
  )
}
