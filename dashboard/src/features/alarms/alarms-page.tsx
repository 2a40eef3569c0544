import { CheckCircleOutlined } from '@ant-design/icons'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { AlarmItem } from '../../../../server/contract/alarms.ts'
import { AlarmTable } from '../../components/alarm-table.tsx'
import { MoreButton } from '../../components/more-button.tsx'
import { EmptyState, ErrorState, PageLoading } from '../../components/states.tsx'
import { usePageTitle } from '../../components/use-page-title.ts'
import { alarmHistoryQuery, currentAlarmsQuery } from '../../lib/api/alarms.ts'
import './alarms.css'

export function AlarmsPage() {
  const { t } = useTranslation()
  usePageTitle(t('nav.alarms'))
  return (
    <div className="alarms">
      <header className="page-head">
        <h1>{t('nav.alarms')}</h1>
      </header>
      <CurrentAlarms />
      <AlarmHistory />
    </div>
  )
}

function CurrentAlarms() {
  const { t } = useTranslation()
  const { data: alarms, error, refetch } = useQuery(currentAlarmsQuery)
  return (
    <section className="panel" aria-label={t('alarm.current')}>
      <header className="panel-head">
        <h2>{t('alarm.current')}</h2>
        {alarms && <span className="faint">{alarms.length}</span>}
      </header>
      {!alarms && (error ? <ErrorState error={error} onRetry={() => void refetch()} /> : <PageLoading rows={4} />)}
      {alarms?.length === 0 && <EmptyState icon={<CheckCircleOutlined />} title={t('alarm.none')} />}
      {alarms && alarms.length > 0 && <AlarmTable alarms={[...alarms].sort(wantsEyesFirst)} withEquipment />}
    </section>
  )
}

function AlarmHistory() {
  const { t } = useTranslation()
  const query = useInfiniteQuery(alarmHistoryQuery)
  const alarms = query.data?.pages.flatMap(({ items }) => items)
  return (
    <section className="panel" aria-label={t('alarm.history')}>
      <header className="panel-head">
        <h2>{t('alarm.history')}</h2>
      </header>
      {!alarms &&
        (query.error ? <ErrorState error={query.error} onRetry={() => void query.refetch()} /> : <PageLoading rows={6} />)}
      {alarms?.length === 0 && <p className="panel-none">{t('alarm.noHistory')}</p>}
      {alarms && alarms.length > 0 && <AlarmTable alarms={alarms} withEquipment />}
      <MoreButton query={query} />
    </section>
  )
}

const severityRank = { critical: 0, major: 1, minor: 2, info: 3 } as const

/** Unacknowledged first, active before gone, then the severe, then the new. */
function wantsEyesFirst(a: AlarmItem, b: AlarmItem): number {
  const unseen = Number(b.state === 'unacknowledged') - Number(a.state === 'unacknowledged')
  const active = Number(b.active) - Number(a.active)
  return unseen || active || severityRank[a.severity] - severityRank[b.severity] || b.raisedAt.localeCompare(a.raisedAt)
}
