/** Service time policies, and the calendar that their working days and office hours go by. */
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import type {
  CalendarDay,
  DayKind,
  NewPolicy,
  OfficeHours,
  PolicyChoice,
  PolicyItem,
  PolicyPatch
} from '../../../../server/contract/sla.ts'
import { apiDelete, apiGet, apiGetAll, apiPatch, apiPost, apiPut } from '../api-client.ts'

const policiesKey = ['sla', 'policies'] as const

export const policiesQuery = queryOptions({
  queryKey: policiesKey,
  queryFn: ({ signal }) => apiGetAll<PolicyItem>('/sla/policies', {}, signal)
})

function useRefreshPolicies(): () => void {
  const client = useQueryClient()
  return () => void client.invalidateQueries({ queryKey: policiesKey })
}

const pathOf = (id: string) => `/sla/policies/${encodeURIComponent(id)}`

export function useCopyPolicy() {
  const onSuccess = useRefreshPolicies()
  return useMutation({ mutationFn: (wish: NewPolicy) => apiPost<PolicyItem>('/sla/policies', wish), onSuccess })
}

export function useEditPolicy(id: string) {
  const onSuccess = useRefreshPolicies()
  return useMutation({ mutationFn: (patch: PolicyPatch) => apiPatch<PolicyItem>(pathOf(id), patch), onSuccess })
}

/** To the open tickets of the types it serves. */
export function useApplyPolicy(id: string) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: () => apiPost<{ tickets: number }>(`${pathOf(id)}/apply`),
    onSuccess: () => client.invalidateQueries({ queryKey: ['tickets'] })
  })
}

export function useChoosePolicy() {
  const onSuccess = useRefreshPolicies()
  return useMutation({
    mutationFn: (choice: Partial<PolicyChoice>) => apiPatch<PolicyChoice>('/sla/types', choice),
    onSuccess
  })
}

export const officeHoursQuery = queryOptions({
  queryKey: ['calendar', 'hours'] as const,
  queryFn: async ({ signal }) => (await apiGet<{ hours: OfficeHours }>('/calendar', {}, signal)).hours
})

export function calendarDaysQuery(year: number) {
  return queryOptions({
    queryKey: ['calendar', 'days', year] as const,
    queryFn: ({ signal }) => apiGet<{ items: CalendarDay[]; shipped: boolean }>('/calendar/days', { year }, signal)
  })
}

function useRefreshCalendar(): () => void {
  const client = useQueryClient()
  return () => void client.invalidateQueries({ queryKey: ['calendar'] })
}

export function useSetHours() {
  const onSuccess = useRefreshCalendar()
  return useMutation({ mutationFn: (hours: OfficeHours) => apiPut('/calendar', { hours }), onSuccess })
}

export function useSetDay() {
  const onSuccess = useRefreshCalendar()
  return useMutation({
    mutationFn: ({ date, ...day }: { date: string; kind: DayKind; name: string }) =>
      apiPut<CalendarDay>(`/calendar/days/${date}`, day),
    onSuccess
  })
}

export function useRemoveDay() {
  const onSuccess = useRefreshCalendar()
  return useMutation({ mutationFn: (date: string) => apiDelete(`/calendar/days/${date}`), onSuccess })
}
