import { useInfiniteQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { AlarmTable } from '../../components/alarms/alarm-table.tsx'
import { MoreButton } from '../../components/more-button.tsx'
import { ErrorState, PageLoading } from '../../components/states.tsx'
import { alarmHistoryQuery } from '../../lib/api/alarms.ts'
import { type AlarmFilter, passes } from './use-alarm-filter.ts'

type Props = { filter: AlarmFilter; placeOf: (equipment: string) => string | undefined }

/** What is over, newest first; all but the place is filtered by the service. */
export function AlarmHistory({ filter, placeOf }: Props) {
  const { t } = useTranslation()
  const { severity, kind, equipment } = filter
  const query = useInfiniteQuery(
    alarmHistoryQuery({
      ...(severity !== undefined && { severity }),
      ...(kind !== undefined && { kind }),
      ...(equipment !== undefined && { equipment })
    })
  )
  const loaded = query.data?.pages.flatMap(({ items }) => items)
  const alarms = loaded?.filter((alarm) => passes(alarm, filter, placeOf))
  return (
    <section className="panel" aria-label={t('alarm.history')}>
      {!alarms &&
        (query.error ? <ErrorState error={query.error} onRetry={() => void query.refetch()} /> : <PageLoading rows={6} />)}
      {alarms?.length === 0 && <p className="panel-none">{t('alarm.noHistory')}</p>}
      {alarms && alarms.length > 0 && <AlarmTable alarms={alarms} withEquipment />}
      <MoreButton query={query} />
    </section>
  )
}
