import { useInfiniteQuery } from '@tanstack/react-query'
import { App, Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { AlarmTable } from '../../components/alarms/alarm-table.tsx'
import { MoreButton } from '../../components/more-button.tsx'
import { ErrorState, PageLoading } from '../../components/states.tsx'
import { linkedAlarmsQuery, useAcknowledgeAll } from '../../lib/api/alarms.ts'
import { useMay } from '../../lib/api/session.ts'

type Props = {
  cause: string
  /** Ids of those that nobody has acknowledged yet. */
  unseen: readonly string[]
}

/** All that folds under one alarm, over or not, page by page. */
export function Consequences({ cause, unseen }: Props) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const may = useMay('guard')
  const acknowledge = useAcknowledgeAll()
  const query = useInfiniteQuery(linkedAlarmsQuery(cause))
  const alarms = query.data?.pages.flatMap(({ items }) => items)
  const acknowledgeAll = () =>
    acknowledge.mutate(
      { ids: unseen },
      { onSuccess: ({ done }) => void message.success(t('alarm.acknowledgedMany', { count: done })) }
    )
  return (
    <div className="consequences" data-testid={`consequences-${cause}`}>
      {may && unseen.length > 0 && (
        <Button size="small" onClick={acknowledgeAll} loading={acknowledge.isPending} data-testid={`acknowledge-linked-${cause}`}>
          {t('alarm.acknowledgeLinked', { count: unseen.length })}
        </Button>
      )}
      {!alarms && (query.error ? <ErrorState error={query.error} /> : <PageLoading rows={2} />)}
      {alarms && <AlarmTable alarms={alarms.map((alarm) => ({ ...alarm, cause: null }))} withEquipment />}
      <MoreButton query={query} />
    </div>
  )
}
