import { infiniteQueryOptions } from '@tanstack/react-query'
import type { Page } from '../../../../server/contract/common.ts'
import type { HazardItem } from '../../../../server/contract/hazards.ts'
import { apiGet } from '../api-client.ts'
import { ticketKeys } from './tickets.ts'

export type HazardState = 'open' | 'closed' | 'all'

/** Newest first, page by page; asked again with the other lists of tickets. */
export function hazardsQuery(state: HazardState) {
  return infiniteQueryOptions({
    queryKey: [...ticketKeys.pages, 'hazards', state],
    queryFn: ({ signal, pageParam }) => {
      const query = { ...(state !== 'all' && { state }), limit: 50, cursor: pageParam }
      return apiGet<Page<HazardItem>>('/hazards', query, signal)
    },
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined
  })
}
