/** What a schema cannot see of mappings and sources: names that must exist, units that must fit. */
import { formatNames, toFormatName } from '../../gateway/codecs/codec.ts'
import { checkConversion } from '../../gateway/mapping.ts'
import type { MappingInput, SiteFile } from '../contract/site.ts'
import type { Metrics } from './equipment-metrics.ts'
import { mappingId } from './mapping-table.ts'
import type { Fault } from './shape-faults.ts'

export type MappingHouse = {
  /** Metrics of enabled equipment. */
  metricsOf(equipment: string): Metrics | undefined
  /** Whether devices or sources go by this id. */
  isSender(id: string): boolean
}

export type MappingFieldFault = { field: keyof MappingInput; message: string }

/** One mapping, from wherever it comes. */
export function checkMapping(mapping: MappingInput, house: MappingHouse): MappingFieldFault[] {
  const faults: MappingFieldFault[] = []
  const { source, equipment, metric } = mapping
  if (toFormatName(source) === undefined && !house.isSender(source)) {
    const message = `expected ${formatNames.join(', ')}, or the id of a device or source, there is no ${source}`
    faults.push({ field: 'source', message })
  }
  const metrics = house.metricsOf(equipment)
  if (!metrics) return [...faults, { field: 'equipment', message: `expected the id of equipment, there is no ${equipment}` }]
  const spec = Object.hasOwn(metrics, metric) ? metrics[metric] : undefined
  if (!spec) return [...faults, { field: 'metric', message: `expected a metric of ${equipment}, it has no ${metric}` }]
  return [...faults, ...checkConversion(mapping, spec)]
}

/** All mappings and sources of a site file. */
export function checkMappings(file: SiteFile, metricsOf: MappingHouse['metricsOf']): Fault[] {
  const senders = new Set([...file.devices, ...file.sources].map(({ id }) => id))
  const house: MappingHouse = { metricsOf, isSender: (id) => senders.has(id) || id === 'anonymous' }
  const seen = new Set<string>()
  const mappings = file.mappings.flatMap((mapping, index) => {
    const path = ['mappings', index]
    const id = mappingId(mapping)
    const repeated = seen.has(id) ? [{ path, message: 'expected a field of its own, this one is mapped before' }] : []
    seen.add(id)
    return [...repeated, ...checkMapping(mapping, house).map(({ field, message }) => ({ path: [...path, field], message }))]
  })
  const devices = new Set([...file.devices, ...file.readers].map(({ id }) => id))
  const sources = file.sources.flatMap((source, index) =>
    devices.has(source.id)
      ? [{ path: ['sources', index, 'id'], message: `expected an id no device or reader has, ${source.id} is one` }]
      : []
  )
  return [...mappings, ...sources]
}
