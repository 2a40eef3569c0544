/**
 * The equipment catalogue: which metrics a kind has, in which unit and range.
 * The figures are data, one YAML file a kind under `catalogue/` (source: domain.md §2).
 */
import { readdirSync, readFileSync } from 'node:fs'
import { parse } from 'yaml'

/** number, boolean, string (fixed words) or counter (a number that only rises). */
export type MetricType = 'number' | 'boolean' | 'string' | 'counter'

export type MetricSpec = {
  type: MetricType
  /** UCUM code; absent for booleans and words. */
  unit?: string
  zh: string
  en: string
  /** Colours a gauge; says nothing about alarms. */
  normal?: { min?: number; max?: number } | { is: boolean | string }
  /** Plausible range: a value outside is a reject. */
  min?: number
  max?: number
  /** For `string`: the words and what they mean. */
  words?: Record<string, { zh: string; en: string }>
  /** Sampling period in seconds; absent when the metric reports on change only. */
  sample?: number
}

export type EquipmentKind = {
  kind: string
  zh: string
  en: string
  /** Fire equipment 消防: stricter offline severity and closing rules (domain.md §3). */
  fire: boolean
  metrics: Record<string, MetricSpec>
  /** Known event codes with their class; unknown codes are stored all the same. */
  events?: Record<string, { zh: string; en: string; class: 'critical' | 'major' | 'minor' | 'info' }>
}

export type Catalogue = ReadonlyMap<string, EquipmentKind>

/**
 * Reads the catalogue that ships with the program. `extends:` in a file takes over
 * the metrics of a shared file whose name begins with an underscore.
 */
export function loadCatalogue(folder = new URL('./catalogue/', import.meta.url)): Catalogue {
  const read = (name: string) => parse(readFileSync(new URL(name, folder), 'utf8')) as CatalogueFile
  const kinds = new Map<string, EquipmentKind>()
  for (const name of readdirSync(folder).sort()) {
    if (!name.endsWith('.yaml') || name.startsWith('_')) continue
    const { extends: parents = [], ...kind } = read(name)
    const inherited = parents.map((parent) => read(`_${parent}.yaml`).metrics)
    kinds.set(kind.kind, { ...kind, metrics: Object.assign({}, ...inherited, kind.metrics) })
  }
  return kinds
}

type CatalogueFile = EquipmentKind & { extends?: string[] }
