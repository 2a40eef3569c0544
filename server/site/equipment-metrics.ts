/** The metrics of a piece of equipment: those of its kind, and its own on top. */
import type { Catalogue, MetricSpec } from '../../gateway/catalogue.ts'
import type { EquipmentInput } from '../contract/site.ts'

export type Metrics = Readonly<Record<string, MetricSpec>>
type WithMetrics = Pick<EquipmentInput, 'kind' | 'metrics'>

/** A metric the site describes anew keeps what it does not say about it, such as its name and its words. */
export function metricsOf(equipment: WithMetrics, catalogue: Catalogue): Metrics {
  const shipped = catalogue.get(equipment.kind)?.metrics ?? {}
  return { ...shipped, ...ownMetrics(equipment, shipped) }
}

/** All metrics that sites added to equipment of this kind, for rules on the kind. */
export function customMetricsOf(kind: string, equipment: Iterable<WithMetrics>, catalogue: Catalogue): Metrics {
  const shipped = catalogue.get(kind)?.metrics ?? {}
  const found = [...equipment].filter((entry) => entry.kind === kind).map((entry) => ownMetrics(entry, shipped))
  return Object.assign({}, ...found)
}

function ownMetrics(equipment: WithMetrics, shipped: Metrics): Metrics {
  return Object.fromEntries(
    Object.entries(equipment.metrics).map(([name, own]) => {
      const base = Object.hasOwn(shipped, name) ? shipped[name] : undefined
      return [name, { zh: name, en: name, ...base, ...given(own) }]
    })
  )
}

/** Without the fields that are there but undefined: they must not wipe out the catalogue's. */
function given(own: EquipmentInput['metrics'][string]): Omit<MetricSpec, 'zh' | 'en'> {
  const { type, unit, min, max } = own
  return {
    type,
    ...(unit === undefined ? {} : { unit }),
    ...(min === undefined ? {} : { min }),
    ...(max === undefined ? {} : { max })
  }
}
