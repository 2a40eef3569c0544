import { useQuery } from '@tanstack/react-query'
import { useCallback } from 'react'
import { useTranslation } from 'react-i18next'
import type { EquipmentItem } from '../../../../server/contract/equipment.ts'
import { AlarmTabs } from '../../components/alarm-tabs.tsx'
import { ErrorState, PageLoading } from '../../components/states.tsx'
import { usePageTitle } from '../../components/use-page-title.ts'
import { currentAlarmsQuery } from '../../lib/api/alarms.ts'
import { equipmentListQuery } from '../../lib/api/equipment.ts'
import { AlarmFilters } from './alarm-filters.tsx'
import { AlarmHistory } from './alarm-history.tsx'
import { CurrentAlarms } from './current-alarms.tsx'
import { FloodBanner } from './flood-banner.tsx'
import { passes, useAlarmFilter } from './use-alarm-filter.ts'
import './alarms.css'

export function AlarmsPage() {
  const { t } = useTranslation()
  usePageTitle(t('nav.alarms'))
  const [filter, setFilter] = useAlarmFilter()
  const { data: alarms, error, refetch } = useQuery(currentAlarmsQuery)
  const placeOf = usePlaces()
  const passing = alarms?.filter((alarm) => passes(alarm, filter, placeOf))
  return (
    <div className="alarms">
      <h1 className="visually-hidden">{t('nav.alarms')}</h1>
      <AlarmTabs />
      <FloodBanner />
      <AlarmFilters filter={filter} onFilter={setFilter} alarms={passing} />
      {filter.state === 'history' ? (
        <AlarmHistory filter={filter} placeOf={placeOf} />
      ) : passing ? (
        <CurrentAlarms key={filter.state} alarms={passing} view={filter.state} />
      ) : error ? (
        <ErrorState error={error} onRetry={() => void refetch()} />
      ) : (
        <PageLoading rows={6} />
      )}
    </div>
  )
}

const toPlaces = (list: EquipmentItem[]) => Object.fromEntries(list.map(({ id, location }) => [id, location]))

function usePlaces(): (equipment: string) => string | undefined {
  // Compared deeply by the cache, so that live values do not filter anew.
  const { data } = useQuery({ ...equipmentListQuery, select: toPlaces, structuralSharing: true })
  return useCallback((equipment) => data?.[equipment], [data])
}
