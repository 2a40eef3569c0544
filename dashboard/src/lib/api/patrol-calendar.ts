/** The patrol plan by days. */
import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import type { PatrolCalendar, PreviewedRounds } from '../../../../server/contract/patrol-calendar.ts'
import { apiGet, apiPost } from '../api-client.ts'
import { patrolKeys } from './patrol.ts'

/** Dates of the site, both included. */
type Dates = { from: string; to: string }

export function patrolCalendarQuery({ from, to }: Dates) {
  return queryOptions({
    queryKey: [...patrolKeys.calendars, from, to],
    queryFn: ({ signal }) => apiGet<PatrolCalendar>('/patrol/calendar', { from, to }, signal),
    placeholderData: keepPreviousData
  })
}

/** What a route would mean as it is typed; 400 while it is incomplete. */
export function planPreviewQuery(dates: Dates, route: object) {
  return queryOptions({
    queryKey: ['patrol', 'preview', dates, route],
    queryFn: async () => (await apiPost<PreviewedRounds>('/patrol/calendar/preview', { ...dates, route })).rounds,
    placeholderData: keepPreviousData,
    gcTime: 60_000
  })
}
