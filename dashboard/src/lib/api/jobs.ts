/** What comes by itself: bulletins, weekly samples, and what one shift leaves to the next. */
import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import type { Page } from '../../../../server/contract/common.ts'
import type {
  Bulletin,
  BulletinItem,
  Handover,
  HandoverDraft,
  Sample,
  SampleCheck,
  SampleItem
} from '../../../../server/contract/jobs.ts'
import { apiGet, apiPost } from '../api-client.ts'

function pagesOf<Item>(name: 'bulletins' | 'samples' | 'handovers') {
  return infiniteQueryOptions({
    queryKey: [name, 'pages'] as const,
    queryFn: ({ signal, pageParam }) => apiGet<Page<Item>>(`/${name}`, { limit: 20, cursor: pageParam }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined
  })
}

export const bulletinsQuery = pagesOf<BulletinItem>('bulletins')
export const samplesQuery = pagesOf<SampleItem>('samples')
export const handoversQuery = pagesOf<Handover>('handovers')

export function bulletinQuery(date: string) {
  return queryOptions({
    queryKey: ['bulletins', date] as const,
    queryFn: ({ signal }) => apiGet<Bulletin>(`/bulletins/${date}`, {}, signal)
  })
}

export function sampleQuery(week: string) {
  return queryOptions({
    queryKey: ['samples', week] as const,
    queryFn: ({ signal }) => apiGet<Sample>(`/samples/${week}`, {}, signal)
  })
}

export function useCheckSample(week: string) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (check: SampleCheck) => apiPost<Sample>(`/samples/${week}/check`, check),
    onSuccess(sample) {
      client.setQueryData(sampleQuery(week).queryKey, sample)
      void client.invalidateQueries({ queryKey: samplesQuery.queryKey })
    }
  })
}

/** What would be handed over now. */
export const handoverDraftQuery = queryOptions({
  queryKey: ['handovers', 'draft'] as const,
  queryFn: async ({ signal }) => {
    const { draft } = await apiGet<{ draft: HandoverDraft }>('/handovers', { at: 'now', limit: 1 }, signal)
    return draft
  },
  staleTime: 10_000
})

export function useGiveHandover() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (wish: { date: string; shift: string; note?: string }) => apiPost<Handover>('/handovers', wish),
    onSuccess: () => client.invalidateQueries({ queryKey: ['handovers'] })
  })
}

export function useTakeHandover(id: string) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (wish: { note?: string }) => apiPost<Handover>(`/handovers/${encodeURIComponent(id)}/take`, wish),
    onSuccess: () => client.invalidateQueries({ queryKey: ['handovers'] })
  })
}
