import { useInfiniteQuery } from '@tanstack/react-query'
import { Segmented } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { MoreButton } from '../../components/more-button.tsx'
import { PatrolTabs } from '../../components/patrol/patrol-tabs.tsx'
import { EmptyState, ErrorState, PageLoading } from '../../components/states.tsx'
import { usePageTitle } from '../../components/use-page-title.ts'
import { type HazardState, hazardsQuery } from '../../lib/api/hazards.ts'
import { HazardCard } from './hazard-card.tsx'
import './hazards.css'

const states: readonly HazardState[] = ['open', 'closed', 'all']

/** What was found, whose it is and until when, with the photos of before and after beside each other. */
export function HazardsPage() {
  const { t } = useTranslation()
  usePageTitle(t('hazard.title'))
  const [state, setState] = useState<HazardState>('open')
  const query = useInfiniteQuery(hazardsQuery(state))
  const hazards = query.data?.pages.flatMap(({ items }) => items)
  return (
    <div className="patrol">
      <h1 className="visually-hidden">{t('hazard.title')}</h1>
      <PatrolTabs />
      <div className="hazards-head">
        <Segmented<HazardState>
          aria-label={t('ticket.status')}
          value={state}
          onChange={setState}
          options={states.map((value) => ({ value, label: t(`hazard.state.${value}`) }))}
        />
        <p className="muted">{t('hazard.hint')}</p>
      </div>
      {!hazards && (query.error ? <ErrorState error={query.error} onRetry={() => void query.refetch()} /> : <PageLoading />)}
      {hazards?.length === 0 && <EmptyState title={t('hazard.none')} />}
      <ul className="hazards">
        {hazards?.map((hazard) => (
          <HazardCard key={hazard.id} hazard={hazard} />
        ))}
      </ul>
      <MoreButton query={query} />
    </div>
  )
}
