import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import type { AlarmItem, AlarmState } from '../../../../server/contract/alarms.ts'
import type { Page } from '../../../../server/contract/common.ts'
import { apiGet, apiGetAll, apiPost } from '../api-client.ts'
import { withItem } from './lists.ts'

export const alarmKeys = { current: ['alarms', 'current'] as const, history: ['alarms', 'history'] as const }

const currentStates: readonly AlarmState[] = [
  'unacknowledged',
  'acknowledged',
  'returned',
  'latched',
  'shelved',
  'suppressed',
  'out_of_service'
]

/** Everything that still wants an eye: active, or gone without anybody having acknowledged it. */
export function isCurrentAlarm(alarm: AlarmItem): boolean {
  return alarm.state !== 'normal'
}

/** Complete, kept current by live events. */
export const currentAlarmsQuery = queryOptions({
  queryKey: alarmKeys.current,
  queryFn: ({ signal }) => apiGetAll<AlarmItem>('/alarms', { state: currentStates.join(',') }, signal)
})

export const alarmHistoryQuery = infiniteQueryOptions({
  queryKey: alarmKeys.history,
  queryFn: ({ signal, pageParam }) =>
    apiGet<Page<AlarmItem>>('/alarms', { state: 'normal', limit: 50, cursor: pageParam }, signal),
  initialPageParam: undefined as string | undefined,
  getNextPageParam: (page) => page.nextCursor ?? undefined
})

export function useAcknowledge() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (id: string) => apiPost<AlarmItem>(`/alarms/${encodeURIComponent(id)}/acknowledge`),
    onSuccess: (alarm) => {
      client.setQueryData<AlarmItem[]>(alarmKeys.current, (list) => list && withItem(list, alarm, isCurrentAlarm(alarm)))
    }
  })
}
