import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import type { Page } from '../../../../server/contract/common.ts'
import type {
  Guide,
  Heat,
  PositionItem,
  RoundItem,
  ScanItem,
  Suspicion,
  TagCounters
} from '../../../../server/contract/patrol.ts'
import { apiGet } from '../api-client.ts'

export const patrolKeys = {
  allRounds: ['patrol', 'rounds'] as const,
  rounds: (date: string) => ['patrol', 'rounds', date] as const,
  positions: ['patrol', 'positions'] as const,
  suspects: ['patrol', 'suspects'] as const,
  calendars: ['patrol', 'calendar'] as const
}

/** `date`: YYYY-MM-DD of the site. In the order of their windows; kept current by live events. */
export function roundsQuery(date: string) {
  return queryOptions({
    queryKey: patrolKeys.rounds(date),
    queryFn: async ({ signal }) => (await apiGet<Page<RoundItem>>('/patrol/rounds', { date }, signal)).items
  })
}

/** Hours of patrol shifts that began on a date: a scan asks anew, and a miss shows within a minute. */
export function positionsQuery(date: string) {
  return queryOptions({
    queryKey: [...patrolKeys.positions, date],
    queryFn: async ({ signal }) => (await apiGet<Page<PositionItem>>('/patrol/positions', { date }, signal)).items,
    refetchInterval: 60_000
  })
}

export type SuspectFilter = { reason?: Suspicion | undefined; guard?: string | undefined }

/** Doubtful scans, newest first, page by page. */
export function suspectsQuery(filter: SuspectFilter) {
  return infiniteQueryOptions({
    queryKey: [...patrolKeys.suspects, filter],
    queryFn: ({ signal, pageParam }) =>
      apiGet<Page<ScanItem>>('/patrol/scans', { ...filter, suspect: true, limit: 50, cursor: pageParam }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined
  })
}

/** Of tags with keys. */
export const tagCountersQuery = queryOptions({
  queryKey: [...patrolKeys.suspects, 'counters'],
  queryFn: async ({ signal }) => (await apiGet<Page<TagCounters>>('/patrol/counters', {}, signal)).items
})

/** Of the last 30 days. */
export const heatQuery = queryOptions({
  queryKey: ['patrol', 'heat'] as const,
  queryFn: ({ signal }) => apiGet<Heat>('/patrol/heat', {}, signal)
})

/** The places in service. */
export const placesQuery = queryOptions({
  queryKey: ['patrol', 'places'] as const,
  queryFn: async ({ signal }) => (await apiGet<Guide>('/patrol/guide', {}, signal)).checkpoints
})

/** What the places are called. */
export const placeNamesQuery = {
  ...placesQuery,
  select: (places: Guide['checkpoints']): Record<string, string> => Object.fromEntries(places.map(({ id, name }) => [id, name]))
}

export function scanPhotoUrl(hash: string): string {
  return `/api/v1/patrol/photos/${encodeURIComponent(hash)}`
}

/** Replaced where it stands; a new one where its window belongs. */
export function withRound(rounds: readonly RoundItem[], round: RoundItem): RoundItem[] {
  if (rounds.some(({ id }) => id === round.id)) return rounds.map((each) => (each.id === round.id ? round : each))
  return [...rounds, round].sort((one, other) => compare(one.window.from, other.window.from) || compare(one.id, other.id))
}

/** The rounds with this scan in its new state, wherever it counts; the same list when it counts nowhere. */
export function withScan(rounds: RoundItem[], scan: ScanItem): RoundItem[] {
  if (!rounds.some(({ scans }) => scans.some(({ id }) => id === scan.id))) return rounds
  return rounds.map((round) => {
    const scans = round.scans.map((each) => (each.id === scan.id ? { ...scan, round: round.id } : each))
    return { ...round, scans, suspect: scans.filter(({ suspect }) => suspect.length > 0).map(({ id }) => id) }
  })
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0
}
