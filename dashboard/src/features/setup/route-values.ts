import type { RouteInput } from '../../../../server/contract/site.ts'

/** A route as the form holds it: both rhythms at once, of which `rhythm` says which counts. */
export type RouteValues = {
  id: string
  name: string
  type: RouteInput['type']
  checkpoints: string[]
  order: RouteInput['order']
  rhythm: 'windows' | 'times'
  windows: string[]
  times: NonNullable<RouteInput['times']>
  days: number[]
  season?: { from?: string; to?: string }
  grace: string
}

export function toRouteValues(route: Partial<RouteInput>): Partial<RouteValues> {
  const { id, name, type = 'guard', checkpoints = [], order = 'any', windows = [], times, days = [], season } = route
  return {
    ...(id !== undefined && { id }),
    ...(name !== undefined && { name }),
    type,
    checkpoints,
    order,
    rhythm: times ? 'times' : 'windows',
    windows,
    times: times ?? { count: 1, per: 'day', spacing: '1h' },
    days,
    ...(season && { season }),
    grace: route.grace ?? '10m'
  }
}

/** What says when it is walked. */
export function toPlan(values: RouteValues): Record<string, unknown> {
  const { windows, times, days, season } = toRouteBody(values, true)
  return { windows, times, days, season }
}

/** What is not chosen is left out of a new one, and taken off one that is there. */
export function toRouteBody(values: RouteValues, isNew: boolean): Record<string, unknown> {
  const { id, name, type, checkpoints, order, rhythm, windows = [], times, days = [], season, grace } = values
  const isTimed = rhythm === 'times'
  return {
    ...(isNew && { id }),
    name,
    type,
    checkpoints,
    order,
    windows: isTimed ? [] : windows,
    days: isTimed ? [] : days,
    ...(isTimed ? { times } : !isNew && { times: null }),
    ...(season?.from || season?.to ? { season } : !isNew && { season: null }),
    ...(grace ? { grace } : {})
  }
}
