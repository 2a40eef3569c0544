/** People as those who work here: how to reach them, what they may do, when they are on duty. */
import { type QueryClient, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import type { Page } from '../../../../server/contract/common.ts'
import type {
  CertificateItem,
  CertificateType,
  DutyCopy,
  DutyItem,
  OnDutyItem,
  StaffItem,
  StaffPatch
} from '../../../../server/contract/workforce.ts'
import { apiDelete, apiGet, apiPatch, apiPost, apiPut } from '../api-client.ts'
import { contractorsQuery, staffQuery } from './staff.ts'

const key = 'workforce'

/** Both days included. */
export function dutiesQuery(from: string, to: string) {
  return queryOptions({
    queryKey: [key, 'duties', from, to] as const,
    queryFn: async ({ signal }) => (await apiGet<Page<DutyItem>>('/duties', { from, to }, signal)).items
  })
}

/** It changes with the clock on the wall. */
export const onDutyQuery = queryOptions({
  queryKey: [key, 'on-duty'] as const,
  queryFn: async ({ signal }) => (await apiGet<Page<OnDutyItem>>('/on-duty', {}, signal)).items,
  refetchInterval: 60_000
})

/** Teams, firms and shifts stand in what is known of people and their duties. */
export function refreshWorkforce(client: QueryClient): void {
  for (const queryKey of [[key], staffQuery.queryKey, contractorsQuery.queryKey]) void client.invalidateQueries({ queryKey })
}

function useRefresh(): () => void {
  const client = useQueryClient()
  return () => refreshWorkforce(client)
}

export function useWriteStaff(user: string) {
  const onSuccess = useRefresh()
  return useMutation({
    mutationFn: (patch: StaffPatch) => apiPatch<StaffItem>(`/staff/${encodeURIComponent(user)}`, patch),
    onSuccess
  })
}

export function useWriteDuty() {
  const onSuccess = useRefresh()
  return useMutation({ mutationFn: (duty: DutyItem) => apiPut<DutyItem>('/duties', duty), onSuccess })
}

export function useCopyDuties() {
  const onSuccess = useRefresh()
  return useMutation({ mutationFn: (copy: DutyCopy) => apiPost<{ copied: number }>('/duties/copy', copy), onSuccess })
}

export type CertificateWish = { user: string; type: CertificateType; number: string; issued?: string; expires: string }

export function useAddCertificate() {
  const onSuccess = useRefresh()
  return useMutation({ mutationFn: (wish: CertificateWish) => apiPost<CertificateItem>('/certificates', wish), onSuccess })
}

export function useDisableCertificate() {
  const onSuccess = useRefresh()
  return useMutation({ mutationFn: (id: string) => apiDelete(`/certificates/${encodeURIComponent(id)}`), onSuccess })
}
