/** What a schema cannot see of checkpoints and routes: places and sensors that must exist, rhythms that must make sense. */
import type { SiteFile } from '../contract/site.ts'
import type { Metrics } from './equipment-metrics.ts'
import type { Fault } from './shape-faults.ts'

type Path = readonly (string | number)[]
type MetricsOf = (equipment: string) => Metrics | undefined

export function checkPatrol(file: Pick<SiteFile, 'checkpoints' | 'routes'>, metricsOf: MetricsOf): Fault[] {
  const checkpoints = new Set(file.checkpoints.map(({ id }) => id))
  return [
    ...file.checkpoints.flatMap(({ checklist }, index) =>
      checklist.flatMap((item, position) =>
        item.type === 'number' && item.sensor
          ? checkSensor(item.sensor, metricsOf, ['checkpoints', index, 'checklist', position, 'sensor'])
          : []
      )
    ),
    ...file.routes.flatMap((route, index) => [
      ...checkPlaces(route.checkpoints, checkpoints, ['routes', index, 'checkpoints']),
      ...route.windows.flatMap((window, position) => checkWindow(window, ['routes', index, 'windows', position])),
      ...checkRhythm(route, ['routes', index])
    ])
  ]
}

/** What is typed is compared with numbers. */
function checkSensor({ equipment, metric }: { equipment: string; metric: string }, metricsOf: MetricsOf, path: Path): Fault[] {
  const metrics = metricsOf(equipment)
  if (!metrics) {
    return [{ path: [...path, 'equipment'], message: `expected the id of known equipment, there is no ${equipment}` }]
  }
  const type = Object.hasOwn(metrics, metric) ? metrics[metric]?.type : undefined
  if (type === 'number' || type === 'counter') return []
  const message = `expected a metric of ${equipment} with numbers, ${type ? `${metric} has none` : `it has no ${metric}`}`
  return [{ path: [...path, 'metric'], message }]
}

function checkPlaces(ids: readonly string[], known: ReadonlySet<string>, path: Path): Fault[] {
  return ids.flatMap((id, position) =>
    known.has(id) ? [] : [{ path: [...path, position], message: `expected the id of known checkpoint, there is no ${id}` }]
  )
}

function checkWindow(window: string, path: Path): Fault[] {
  const [from, to] = window.split('-')
  return from === to ? [{ path, message: 'expected a window that ends at another time than it starts' }] : []
}

/** Either windows or so often a period, and something of both. */
function checkRhythm({ windows, times }: SiteFile['routes'][number], path: Path): Fault[] {
  if (windows.length > 0 !== (times !== undefined)) return []
  const message = times ? 'expected none beside times' : 'expected at least one window such as "22:00-23:00", or times'
  return [{ path: [...path, 'windows'], message }]
}
