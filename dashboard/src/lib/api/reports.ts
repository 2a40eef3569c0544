import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import type { Report, ReportFormat, ReportName, RunningLog, RunningLogParams } from '../../../../server/contract/reports.ts'
import { apiGet, apiPost } from '../api-client.ts'
import type { Language } from '../language.ts'
import { addDays } from '../site-dates.ts'

/** `from` and `to`: site dates, both included. */
export type ReportWish = { name: ReportName; from: string; to: string }

export function reportQuery({ name, from, to }: ReportWish) {
  return queryOptions({
    queryKey: ['report', name, from, to] as const,
    queryFn: ({ signal }) => apiGet<Report>(`/reports/${name}`, { from, to: addDays(to, 1) }, signal),
    staleTime: 60_000,
    retry: false
  })
}

/** The same as a file, or as a page to print. */
export function reportFile({ name, from, to }: ReportWish, format: ReportFormat, lang: Language): string {
  return `/api/v1/reports/${name}?${new URLSearchParams({ from, to: addDays(to, 1), format, lang })}`
}

const logPath = ({ location, date, shift }: RunningLogParams) =>
  `/running-logs/${[location, date, shift].map(encodeURIComponent).join('/')}`
const logKey = ({ location, date, shift }: RunningLogParams) => ['running-log', location, date, shift] as const

export function runningLogQuery(log: RunningLogParams) {
  return queryOptions({
    queryKey: logKey(log),
    queryFn: ({ signal }) => apiGet<RunningLog>(logPath(log), {}, signal),
    staleTime: 10_000,
    retry: false
  })
}

/** A remark by hand, or a signature under what was seen; both answer the page as it stands then. */
export function useWriteLog(log: RunningLogParams) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (wish: { text: string } | { hash: string; note?: string }) =>
      apiPost<RunningLog>(`${logPath(log)}/${'text' in wish ? 'remarks' : 'sign'}`, wish),
    onSuccess: (answer) => client.setQueryData(logKey(log), answer)
  })
}
