import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ErrorState, PageLoading } from '../../components/states.tsx'
import { sampleQuery, samplesQuery } from '../../lib/api/jobs.ts'
import { formatDateTime } from '../../lib/format.ts'
import { PeriodList } from './period-list.tsx'
import { SampledTicket } from './sampled-ticket.tsx'

/** 每周工单抽查. */
export function SamplesTab() {
  const { t } = useTranslation()
  const [chosen, setChosen] = useState<string>()
  return (
    <PeriodList
      query={useInfiniteQuery(samplesQuery)}
      empty={t('report.noSamples')}
      keyOf={({ week }) => week}
      label={({ week, drawn, checked }) => (
        <>
          <span>{week}</span>
          <span className="faint">
            {checked} / {drawn}
          </span>
        </>
      )}
      chosen={chosen}
      onChoose={setChosen}
    >
      {({ week }) => <SamplePanel week={week} />}
    </PeriodList>
  )
}

function SamplePanel({ week }: { week: string }) {
  const { t } = useTranslation()
  const { data: sample, error, refetch } = useQuery(sampleQuery(week))
  if (!sample) return error ? <ErrorState error={error} onRetry={() => void refetch()} /> : <PageLoading />
  return (
    <section className="panel" data-testid="sample">
      <header className="panel-head">
        <h2>{t('report.sampleOf', { week })}</h2>
        <span className="muted">
          {t('report.sampleCounts', { drawn: sample.drawn, population: sample.population, findings: sample.findings })}
        </span>
      </header>
      {sample.tickets.length === 0 && <p className="panel-none">{t('report.noneDrawn')}</p>}
      <ul className="log-lines">
        {sample.tickets.map((ticket) => (
          <SampledTicket key={ticket.ticket} week={week} sampled={ticket} />
        ))}
      </ul>
      <p className="faint sample-hash">{t('report.seed', { time: formatDateTime(sample.drawnAt), seed: sample.seed })}</p>
    </section>
  )
}
