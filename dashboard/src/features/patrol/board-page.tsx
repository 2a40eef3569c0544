import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useSearchParams } from 'react-router'
import type { RoundItem, RoundStatus } from '../../../../server/contract/patrol.ts'
import { roundStatuses } from '../../../../server/contract/words.ts'
import { CountFilter } from '../../components/count-filter.tsx'
import { PatrolTabs } from '../../components/patrol/patrol-tabs.tsx'
import { roundIcons, roundTones } from '../../components/patrol/round-status.tsx'
import { EmptyState, ErrorState, PageLoading } from '../../components/states.tsx'
import { usePageTitle } from '../../components/use-page-title.ts'
import { roundsQuery } from '../../lib/api/patrol.ts'
import { useNow } from '../../lib/clock.ts'
import { toSiteInput } from '../../lib/site-zone.ts'
import { BoardDate } from './board-date.tsx'
import { Positions } from './positions.tsx'
import { RoundCard } from './round-card.tsx'
import './patrol.css'

type Choice = RoundStatus | 'all'
const choices: readonly Choice[] = ['all', ...roundStatuses]

/** The rounds of a date, today's live. */
export function BoardPage() {
  const { t } = useTranslation()
  usePageTitle(t('nav.patrol'))
  const [search, setSearch] = useSearchParams()
  const today = toSiteInput(useNow('slow')).slice(0, 10)
  const asked = search.get('date') ?? ''
  const date = isDate(asked) ? asked : today
  const [chosen, setChosen] = useState<Choice>('all')
  const { data: rounds, error, refetch } = useQuery(roundsQuery(date))
  const show = (day: string) => setSearch(day === today ? {} : { date: day }, { replace: true })
  return (
    <div className="patrol">
      <h1 className="visually-hidden">{t('nav.patrol')}</h1>
      <PatrolTabs />
      <div className="board-head">
        <BoardDate date={date} today={today} onDate={show} />
        <CountFilter
          label={t('ticket.status')}
          chosen={chosen}
          onChoose={setChosen}
          choices={choices.map((key) => ({
            key,
            label: key === 'all' ? t('patrol.all') : t(`patrol.status.${key}`),
            count: rounds?.filter((round) => passes(round, key)).length,
            ...(key !== 'all' && { icon: roundIcons[key], tone: roundTones[key] })
          }))}
        />
      </div>
      <Positions date={date} />
      {!rounds && (error ? <ErrorState error={error} onRetry={() => void refetch()} /> : <PageLoading />)}
      {rounds && <Rounds rounds={rounds.filter((round) => passes(round, chosen))} none={rounds.length === 0} />}
    </div>
  )
}

function isDate(text: string): boolean {
  return /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text))
}

function passes({ status }: RoundItem, chosen: Choice): boolean {
  return chosen === 'all' || status === chosen
}

function Rounds({ rounds, none }: { rounds: readonly RoundItem[]; none: boolean }) {
  const { t } = useTranslation()
  if (rounds.length === 0) return <EmptyState title={t(none ? 'patrol.noRounds' : 'patrol.noneFound')} />
  return (
    <ul className="rounds">
      {rounds.map((round) => (
        <RoundCard key={round.id} round={round} />
      ))}
    </ul>
  )
}
