import { infiniteQueryOptions, type QueryClient, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import type { AlarmDetail, AlarmItem, AlarmState } from '../../../../server/contract/alarms.ts'
import type { Page } from '../../../../server/contract/common.ts'
import { apiGet, apiGetAll, apiPost } from '../api-client.ts'
import { withItem } from './lists.ts'

export const alarmKeys = {
  current: ['alarms', 'current'] as const,
  history: ['alarms', 'history'] as const,
  linked: ['alarms', 'linked'] as const,
  linkedTo: (cause: string) => ['alarms', 'linked', cause] as const,
  detail: (id: string) => ['alarms', 'detail', id] as const
}

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
export function isCurrentAlarm(alarm: Pick<AlarmItem, 'state'>): boolean {
  return alarm.state !== 'normal'
}

/** Nobody has seen it yet, standing or gone. */
export function wantsAcknowledging({ state }: Pick<AlarmItem, 'state'>): boolean {
  return state === 'unacknowledged' || state === 'returned'
}

/** Kept from shouting: by hand, by design, or because the equipment is out of service. */
export function isQuiet({ state }: Pick<AlarmItem, 'state'>): boolean {
  return state === 'shelved' || state === 'suppressed' || state === 'out_of_service'
}

/** Complete, kept current by live events. */
export const currentAlarmsQuery = queryOptions({
  queryKey: alarmKeys.current,
  queryFn: ({ signal }) => apiGetAll<AlarmItem>('/alarms', { state: currentStates.join(',') }, signal)
})

/** Filters as REST takes them, several values by comma. */
export type AlarmPageFilter = { severity?: string; kind?: string; equipment?: string; rule?: string; cause?: string }

/** What is over, newest raise first, page by page. */
export function alarmHistoryQuery(filter: AlarmPageFilter) {
  return alarmPages([...alarmKeys.history, filter], { state: 'normal', ...filter })
}

/** All that folds under one first-out alarm, over or not. */
export function linkedAlarmsQuery(cause: string) {
  return alarmPages([...alarmKeys.linkedTo(cause)], { cause })
}

function alarmPages(queryKey: readonly unknown[], query: Record<string, string>) {
  return infiniteQueryOptions({
    queryKey,
    queryFn: ({ signal, pageParam }) => apiGet<Page<AlarmItem>>('/alarms', { ...query, limit: 50, cursor: pageParam }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined
  })
}

export function alarmDetailQuery(id: string) {
  return queryOptions({
    queryKey: alarmKeys.detail(id),
    queryFn: ({ signal }) => apiGet<AlarmDetail>(`/alarms/${encodeURIComponent(id)}`, {}, signal)
  })
}

export type AlarmStep = 'acknowledge' | 'shelve' | 'unshelve' | 'reset'
export type AlarmStepBody = { note?: string; reason?: string; until?: string }
type StepWish = { id: string; step: AlarmStep; body?: AlarmStepBody }

function takeStep({ id, step, body = {} }: StepWish): Promise<AlarmItem> {
  return apiPost<AlarmItem>(`/alarms/${encodeURIComponent(id)}/${step}`, body)
}

function writeAlarm(client: QueryClient, alarm: AlarmItem): void {
  client.setQueryData<AlarmItem[]>(alarmKeys.current, (list) => list && withItem(list, alarm, isCurrentAlarm(alarm)))
}

/** The answer is the alarm in its new state; it is on the screen before the live channel tells. */
export function useAlarmStep() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: takeStep,
    onSuccess: (alarm) => {
      writeAlarm(client, alarm)
      void client.invalidateQueries({ queryKey: alarmKeys.detail(alarm.id) })
      return client.invalidateQueries({ queryKey: alarmKeys.linked })
    }
  })
}

/** So many requests at once: 300 consequences of a power loss must not be 300 open connections. */
const atOnce = 4

/** Acknowledges many; the answer tells how many were, and the first failure. */
export function useAcknowledgeAll() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: async ({ ids, note }: { ids: readonly string[]; note?: string }) => {
      const waiting = [...ids]
      let done = 0
      let failure: unknown
      const worker = async () => {
        for (let id = waiting.shift(); id !== undefined; id = waiting.shift()) {
          try {
            writeAlarm(client, await takeStep({ id, step: 'acknowledge', ...(note ? { body: { note } } : {}) }))
            done += 1
          } catch (error) {
            failure ??= error
          }
        }
      }
      await Promise.all(Array.from({ length: atOnce }, worker))
      return { done, failed: ids.length - done, failure }
    },
    onSettled: () => client.invalidateQueries({ queryKey: ['alarms'] })
  })
}
