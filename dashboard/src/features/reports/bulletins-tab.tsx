import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { BulletinCounts, TicketLine } from '../../../../server/contract/jobs.ts'
import { ErrorState, PageLoading } from '../../components/states.tsx'
import { bulletinQuery, bulletinsQuery } from '../../lib/api/jobs.ts'
import { formatDateTime } from '../../lib/format.ts'
import { PeriodList } from './period-list.tsx'
import { TicketLines } from './ticket-lines.tsx'

const counts: readonly (keyof BulletinCounts)[] = ['opened', 'closed', 'open', 'dueToday', 'overdue']

/** 每日状态通报. */
export function BulletinsTab() {
  const { t } = useTranslation()
  const [chosen, setChosen] = useState<string>()
  return (
    <PeriodList
      query={useInfiniteQuery(bulletinsQuery)}
      empty={t('report.noBulletins')}
      keyOf={({ date }) => date}
      label={({ date, counts: { open, overdue } }) => (
        <>
          <span>{date}</span>
          <span className="faint">
            {open} / {overdue}
          </span>
        </>
      )}
      chosen={chosen}
      onChoose={setChosen}
    >
      {({ date }) => <BulletinPanel date={date} />}
    </PeriodList>
  )
}

function BulletinPanel({ date }: { date: string }) {
  const { t } = useTranslation()
  const { data: bulletin, error, refetch } = useQuery(bulletinQuery(date))
  if (!bulletin) return error ? <ErrorState error={error} onRetry={() => void refetch()} /> : <PageLoading />
  const all = { ...bulletin.counts, team: null, name: t('report.all') }
  return (
    <>
      <section className="panel" data-testid="bulletin">
        <header className="panel-head">
          <h2>{t('report.bulletinOf', { date })}</h2>
          <span className="muted">{t('report.asOf', { time: formatDateTime(bulletin.to) })}</span>
        </header>
        <div className="report-scroll">
          <table className="report-table">
            <thead>
              <tr>
                <th scope="col">{t('people.team')}</th>
                {counts.map((count) => (
                  <th key={count} scope="col" className="report-figure">
                    {t(`report.count.${count}`)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {[all, ...bulletin.teams].map((team, at) => (
                <tr key={at === 0 ? 'all' : (team.team ?? 'none')}>
                  <td>{team.name ?? t('report.noTeam')}</td>
                  {counts.map((count) => (
                    <td key={count} className="report-figure">
                      {team[count]}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </section>
      <Lines title={t('report.count.overdue')} tickets={bulletin.overdue} />
      <Lines title={t('report.count.dueToday')} tickets={bulletin.dueToday} />
    </>
  )
}

function Lines({ title, tickets }: { title: string; tickets: readonly TicketLine[] }) {
  if (tickets.length === 0) return null
  return (
    <section className="panel" aria-label={title}>
      <h2>{title}</h2>
      <TicketLines tickets={tickets} />
    </section>
  )
}
