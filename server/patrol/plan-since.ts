/** Since when each route has been planned as it is: a window that was over before is nobody's miss. */
import type { RouteInput } from '../contract/site.ts'
import { canonicalJson } from '../database/canonical-json.ts'
import type { Connection } from '../database/database.ts'
import type { PlannedRound } from './plan.ts'

/** Whether somebody could have walked it: it was not over when its route was written down, or changed. */
export type IsOwed = (round: Pick<PlannedRound, 'route' | 'to'>) => boolean

/** What of a route its rounds are made of; another name is the same plan. */
function planOf({ checkpoints, windows, order, times, days, season }: RouteInput): string {
  return canonicalJson({ checkpoints, windows, order, times, days, season })
}

/** Notes routes in service that are new or changed, and forgets those that are not in service any more. `now` in ms. */
export async function notePlans(db: Connection, routes: readonly RouteInput[], now: number): Promise<IsOwed> {
  const known = await readPlans(db)
  const inService = new Set(routes.map(({ id }) => id))
  for (const route of known.keys()) {
    if (!inService.has(route)) await db.deleteFrom('route_plans').where('route', '=', route).execute()
  }
  for (const route of routes) {
    const plan = planOf(route)
    if (known.get(route.id)?.plan === plan) continue
    await db
      .insertInto('route_plans')
      .values({ route: route.id, plan, since: now })
      .onConflict((conflict) => conflict.column('route').doUpdateSet({ plan, since: now }))
      .execute()
  }
  return owedSince(known, routes, now)
}

/** As noted last; a route that is not noted yet is as new as can be. */
export async function readOwed(db: Connection, routes: readonly RouteInput[], now: number): Promise<IsOwed> {
  return owedSince(await readPlans(db), routes, now)
}

type Plans = ReadonlyMap<string, { plan: string; since: number }>

function owedSince(known: Plans, routes: readonly RouteInput[], now: number): IsOwed {
  const since = new Map(
    routes.map((route) => {
      const noted = known.get(route.id)
      return [route.id, noted?.plan === planOf(route) ? noted.since : now]
    })
  )
  return ({ route, to }) => to > (since.get(route) ?? now)
}

async function readPlans(db: Connection): Promise<Plans> {
  const rows = await db.selectFrom('route_plans').selectAll().execute()
  return new Map(rows.map(({ route, plan, since }) => [route, { plan, since }]))
}
