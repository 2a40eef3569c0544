import { infiniteQueryOptions, useMutation } from '@tanstack/react-query'
import type { AuditItem, AuditVerdict } from '../../../../server/contract/audit.ts'
import type { Page } from '../../../../server/contract/common.ts'
import { apiGet } from '../api-client.ts'
import { addDays } from '../site-dates.ts'
import { fromSiteInput } from '../site-zone.ts'

/** `from`, `to`: site dates, both included. */
export type AuditWish = Partial<Record<'actor' | 'action' | 'object' | 'from' | 'to', string>>

const midnight = (date: string): string => new Date(fromSiteInput(`${date}T00:00`)).toISOString()

export function auditQuery(wish: AuditWish) {
  const { from, to, ...rest } = wish
  const span = { from: from && midnight(from), to: to && midnight(addDays(to, 1)) }
  return infiniteQueryOptions({
    queryKey: ['audit', wish] as const,
    queryFn: ({ signal, pageParam }) =>
      apiGet<Page<AuditItem>>('/audit', { limit: 50, ...rest, ...span, cursor: pageParam }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined
  })
}

/** Asked for with a button: it goes through the whole chain. */
export function useVerifyAudit() {
  return useMutation({ mutationFn: () => apiGet<AuditVerdict>('/audit/verify') })
}
