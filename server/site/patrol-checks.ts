/** What a schema cannot see of checkpoints and routes: places and sensors that must exist, rhythms that must make sense. */
import { DateTime } from 'luxon'
import { parseDuration } from '../contract/common.ts'
import type { CheckItem, SiteFile } from '../contract/site.ts'
import type { Metrics } from './equipment-metrics.ts'
import type { Fault } from './shape-faults.ts'

type Path = readonly (string | number)[]
type MetricsOf = (equipment: string) => Metrics | undefined

export function checkPatrol(file: Pick<SiteFile, 'checkpoints' | 'routes'>, metricsOf: MetricsOf): Fault[] {
  const checkpoints = new Set(file.checkpoints.map(({ id }) => id))
  return [
    ...file.checkpoints.flatMap(({ checklist }, index) =>
      checklist.flatMap((item, position) => {
        const path = ['checkpoints', index, 'checklist', position]
        const isFirst = checklist.findIndex(({ id }) => id === item.id) === position
        return [...(isFirst ? [] : [ofItsOwn([...path, 'id'], item.id)]), ...checkItem(item, metricsOf, path)]
      })
    ),
    ...file.routes.flatMap((route, index) => [
      ...checkPlaces(route.checkpoints, checkpoints, ['routes', index, 'checkpoints']),
      ...checkSeason(route, ['routes', index, 'season']),
      ...route.windows.flatMap((window, position) => checkWindow(window, ['routes', index, 'windows', position])),
      ...checkRhythm(route, ['routes', index])
    ])
  ]
}

function checkItem(item: CheckItem, metricsOf: MetricsOf, path: Path): Fault[] {
  switch (item.type) {
    case 'ok':
      return []
    case 'choice': {
      const strange = item.bad.filter((each) => !item.options.includes(each))
      return strange.length === 0
        ? []
        : [{ path: [...path, 'bad'], message: `expected some of the options, not ${strange.join(', ')}` }]
    }
    case 'number': {
      const { min, max, sensor } = item
      const isEmpty = min !== undefined && max !== undefined && min > max
      const limits = isEmpty ? [{ path: [...path, 'max'], message: `expected at least min (${min})` }] : []
      return [...limits, ...(sensor ? checkSensor(sensor, metricsOf, [...path, 'sensor']) : [])]
    }
  }
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

function ofItsOwn(path: Path, value: string): Fault {
  return { path, message: `expected a value of its own, ${value} is used before` }
}

/** 29 February is one of some years. */
function checkSeason({ season }: SiteFile['routes'][number], path: Path): Fault[] {
  if (!season) return []
  return (['from', 'to'] as const)
    .filter((end) => !DateTime.fromISO(`2024-${season[end]}`).isValid)
    .map((end) => ({ path: [...path, end], message: 'expected a day of the year such as 03-01' }))
}

function checkWindow(window: string, path: Path): Fault[] {
  const [from, to] = window.split('-')
  return from === to ? [{ path, message: 'expected a window that ends at another time than it starts' }] : []
}

/** The least a period has, in days. */
const periodDays = { day: 1, week: 7, month: 28 } as const

/** Either windows or so often a period, and something of both. */
function checkRhythm({ windows, times }: SiteFile['routes'][number], path: Path): Fault[] {
  if (times && (times.count - 1) * (parseDuration(times.spacing) ?? 0) >= periodDays[times.per] * 86_400_000) {
    const message = `expected less: ${times.count} visits so far apart do not fit into a ${times.per}`
    return [{ path: [...path, 'times', 'spacing'], message }]
  }
  if (windows.length > 0 !== (times !== undefined)) return []
  const message = times ? 'expected none beside times' : 'expected at least one window such as "22:00-23:00", or times'
  return [{ path: [...path, 'windows'], message }]
}
