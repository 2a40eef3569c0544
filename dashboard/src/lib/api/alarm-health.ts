import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import type { AlarmHealth } from '../../../../server/contract/alarm-health.ts'
import { apiGet } from '../api-client.ts'
import { serverNow } from '../clock.ts'

const dayMs = 86_400_000

export type HealthWish = { days: number; shift: string | undefined }

function span(days: number): { from: string; to: string } {
  const to = serverNow()
  return { from: new Date(to - days * dayMs).toISOString(), to: new Date(to).toISOString() }
}

export function alarmHealthQuery({ days, shift }: HealthWish) {
  return queryOptions({
    queryKey: ['alarm-health', days, shift] as const,
    queryFn: ({ signal }) => apiGet<AlarmHealth>('/reports/alarms', { ...span(days), shift }, signal),
    placeholderData: keepPreviousData,
    staleTime: 60_000
  })
}

/** The same figures as a file. */
export function alarmHealthFile({ days, shift }: HealthWish): string {
  const { from, to } = span(days)
  const query = new URLSearchParams({ from, to, format: 'csv', ...(shift === undefined ? {} : { shift }) })
  return `/api/v1/reports/alarms?${query}`
}
