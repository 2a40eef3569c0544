/** Whether every place is in a plan (R25). Pure. */
import type { Coverage } from '../contract/patrol.ts'
import type { SiteView } from './site-view.ts'

/** Of what is in service; a route that is out of season has its places covered all the same. */
export function coverageOf({ checkpoints, routes }: Pick<SiteView, 'checkpoints' | 'routes'>): Coverage {
  const walked = new Set(routes.flatMap((route) => route.checkpoints))
  const blindSpots = checkpoints.filter(({ id }) => !walked.has(id)).map(({ id, name, location }) => ({ id, name, location }))
  return { checkpoints: checkpoints.length, blindSpots }
}
