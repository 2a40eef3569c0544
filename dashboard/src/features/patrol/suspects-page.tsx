import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { MoreButton } from '../../components/more-button.tsx'
import { PatrolTabs } from '../../components/patrol/patrol-tabs.tsx'
import { EmptyState, ErrorState, PageLoading } from '../../components/states.tsx'
import { usePageTitle } from '../../components/use-page-title.ts'
import { placeNamesQuery, type SuspectFilter, suspectsQuery } from '../../lib/api/patrol.ts'
import { ScanLine } from './scan-line.tsx'
import { SuspectFilters } from './suspect-filters.tsx'
import { UnusedCounters } from './unused-counters.tsx'
import './patrol.css'

/** Scans that something speaks against, newest first, and what no list can show. */
export function SuspectsPage() {
  const { t } = useTranslation()
  usePageTitle(t('patrol.suspects'))
  const [filter, setFilter] = useState<SuspectFilter>({})
  const query = useInfiniteQuery(suspectsQuery(filter))
  const { data: names = {} } = useQuery(placeNamesQuery)
  const scans = query.data?.pages.flatMap(({ items }) => items)
  return (
    <div className="patrol">
      <h1 className="visually-hidden">{t('patrol.suspects')}</h1>
      <PatrolTabs />
      <UnusedCounters />
      <section className="panel">
        <p className="muted">{t('patrol.suspectHint')}</p>
        <p className="chain-hint">{t('patrol.chainHint')}</p>
        <SuspectFilters filter={filter} onFilter={setFilter} />
        {!scans && (query.error ? <ErrorState error={query.error} onRetry={() => void query.refetch()} /> : <PageLoading />)}
        {scans?.length === 0 && <EmptyState title={t('patrol.noSuspects')} />}
        <ul className="round-places">
          {scans?.map((scan) => (
            <li key={scan.id} className="place place-suspect">
              <span className="place-name">{names[scan.checkpoint] ?? scan.checkpoint}</span>
              <div className="place-scans">
                <ScanLine scan={scan} />
              </div>
            </li>
          ))}
        </ul>
        <MoreButton query={query} />
      </section>
    </div>
  )
}
