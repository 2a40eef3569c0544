/** From a foreign device's field to our equipment's metric: which one, and in which unit. */
import type { MetricSpec } from './catalogue.ts'
import { toFormatName, type WireValue } from './codecs/codec.ts'
import { type CheckedValue, checkValue } from './codecs/metric-value.ts'
import { convertUnit, isConvertible, isUnit, tidy } from './units.ts'

/** Contract §3. Applied in this order: × scale, + offset, from_unit into the metric's unit; or invert. */
export type Mapping = {
  /** A format's name, the user name of the sender, or the id of a `sources` entry. */
  source: string
  device: string
  field: string
  equipment: string
  metric: string
  from_unit?: string | undefined
  scale?: number | undefined
  offset?: number | undefined
  invert?: boolean | undefined
}

/** Of the sources and names the first one that has a mapping counts. */
export type FieldAddress = { sources: readonly string[]; devices: readonly string[]; field: string }

/** The mappings as the gateway asks for them, on every foreign point. */
export type MappingBook = {
  find(address: FieldAddress): Mapping | undefined
  /** Equipment that any field of the device is mapped to: its presence is theirs. */
  equipmentOf(address: Omit<FieldAddress, 'field'>): string[]
}

export function createMappingBook(mappings: readonly Mapping[]): MappingBook {
  const byField = new Map<string, Mapping[]>()
  const byDevice = new Map<string, Mapping[]>()
  for (const mapping of mappings) {
    const entry = { ...mapping, source: toFormatName(mapping.source) ?? mapping.source }
    push(byField, keyOf(entry.device, entry.field), entry)
    push(byDevice, entry.device, entry)
  }
  return {
    find({ sources, devices, field }) {
      for (const device of devices) {
        const known = byField.get(keyOf(device, field))
        if (!known) continue
        for (const source of sources) {
          const found = known.find((mapping) => mapping.source === source)
          if (found) return found
        }
      }
      return undefined
    },
    equipmentOf({ sources, devices }) {
      const found = devices.flatMap((device) => byDevice.get(device) ?? []).filter(({ source }) => sources.includes(source))
      return [...new Set(found.map(({ equipment }) => equipment))]
    }
  }
}

function push(map: Map<string, Mapping[]>, key: string, mapping: Mapping): void {
  const known = map.get(key)
  if (known) known.push(mapping)
  else map.set(key, [mapping])
}

function keyOf(device: string, field: string): string {
  return `${device}\u0000${field}`
}

type Conversion = Pick<Mapping, 'from_unit' | 'scale' | 'offset' | 'invert'>
const asItIs: Conversion = {}

/** The value in the metric's unit, or why there is none. `unit`: what the message itself says, which goes before `from_unit`. */
export function toMetricValue(
  { metric, spec, value, unit }: { metric: string; spec: MetricSpec; value: Exclude<WireValue, null>; unit?: string | undefined },
  conversion: Conversion = asItIs
): CheckedValue {
  if (spec.type === 'boolean') {
    const checked = checkValue(metric, spec, switchWord(value))
    return 'value' in checked && conversion.invert ? { value: !checked.value } : checked
  }
  if (typeof value !== 'number' || spec.type === 'string') return checkValue(metric, spec, value)
  const { scale = 1, offset = 0, from_unit } = conversion
  const scaled = scale === 1 && offset === 0 ? value : tidy(value * scale + offset)
  const from = unit !== undefined && (isUnit(unit) || from_unit === undefined) ? unit : from_unit
  if (from === undefined || spec.unit === undefined) return checkValue(metric, spec, scaled)
  const converted = convertUnit(scaled, from, spec.unit)
  if (converted === undefined) return { reason: `values.${metric}: ${from.slice(0, 32)} cannot be told in ${spec.unit}` }
  return checkValue(metric, spec, converted)
}

/** Relays and switches say ON and OFF. */
function switchWord(value: Exclude<WireValue, null>): Exclude<WireValue, null> {
  if (typeof value !== 'string') return value
  const word = value.toLowerCase()
  return word === 'on' || word === 'off' ? word === 'on' : value
}

export type MappingFault = { field: keyof Mapping; message: string }

/** What is wrong with a mapping onto this metric. */
export function checkConversion(mapping: Mapping, spec: MetricSpec): MappingFault[] {
  const numeric = spec.type === 'number' || spec.type === 'counter'
  const faults: MappingFault[] = []
  for (const field of ['from_unit', 'scale', 'offset'] as const) {
    if (mapping[field] !== undefined && !numeric) faults.push({ field, message: `expected none: ${mapping.metric} is no number` })
  }
  if (mapping.scale === 0) faults.push({ field: 'scale', message: 'expected a number other than 0' })
  if (mapping.invert && spec.type !== 'boolean')
    faults.push({ field: 'invert', message: `expected none: ${mapping.metric} is no flag` })
  const { from_unit: from } = mapping
  if (numeric && from !== undefined && !(spec.unit !== undefined && isConvertible(from, spec.unit))) {
    const message = `expected a unit that can be told in ${spec.unit ?? 'none'}, ${from} cannot`
    faults.push({ field: 'from_unit', message })
  }
  return faults
}
