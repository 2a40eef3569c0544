import { useQuery } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { EquipmentItem, EquipmentStatus } from '../../../../server/contract/equipment.ts'
import { EmptyState, ErrorState, PageLoading } from '../../components/states.tsx'
import { usePageTitle } from '../../components/use-page-title.ts'
import { catalogueQuery, equipmentListQuery } from '../../lib/api/equipment.ts'
import { useKindFacts } from '../../lib/api/use-kind-facts.ts'
import { useNow } from '../../lib/clock.ts'
import { useLink } from '../../lib/live-context.tsx'
import { Attention } from './attention.tsx'
import { FilterBar } from './filter-bar.tsx'
import { PlaceSection } from './place-section.tsx'
import { countStatuses, groupByPlace, isFound } from './places.ts'
import { useColumns } from './use-columns.ts'
import { useTileAlarms } from './use-tile-alarms.ts'
import './overview.css'

const leastTileWidth = 244
const tileGap = 8

export function OverviewPage() {
  const { t } = useTranslation()
  usePageTitle(t('nav.overview'))
  const { data: equipment, error, refetch } = useQuery(equipmentListQuery)
  // Values without their units and decimals would only flicker; without a catalogue they are better than nothing.
  const { isPending: namesPending } = useQuery(catalogueQuery)
  if (equipment && !namesPending) return <Overview equipment={equipment} />
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />
  return <PageLoading rows={8} />
}

function Overview({ equipment }: { equipment: EquipmentItem[] }) {
  const { t } = useTranslation()
  const [status, setStatus] = useState<EquipmentStatus>()
  const [search, setSearch] = useState('')
  const alarms = useTileAlarms()
  const facts = useKindFacts()
  const now = useNow('slow')
  const link = useLink()
  const { ref, columns } = useColumns(leastTileWidth, tileGap)
  const counts = useMemo(() => countStatuses(equipment), [equipment])
  const places = useMemo(() => {
    const shown = equipment.filter((item) => (status === undefined || item.status === status) && isFound(item, search.trim()))
    return groupByPlace(shown)
  }, [equipment, status, search])
  return (
    <div className="overview">
      <h1 className="visually-hidden">{t('nav.overview')}</h1>
      <FilterBar counts={counts} status={status} onStatus={setStatus} search={search} onSearch={setSearch} />
      <div className="overview-places" ref={ref} style={{ gridTemplateColumns: `repeat(${columns}, minmax(0, 1fr))` }}>
        {places.map((place) => (
          <PlaceSection
            key={place.location}
            place={place}
            alarms={alarms}
            columns={columns}
            facts={facts}
            now={now}
            link={link}
          />
        ))}
        {places.length === 0 && <EmptyState title={equipment.length === 0 ? t('overview.none') : t('overview.noneFound')} />}
      </div>
      <Attention equipment={equipment} />
    </div>
  )
}
