/**
 * The equipment catalogue: which metrics a kind has, in which unit and range.
 * The figures are data, one YAML file a kind under `catalogue/` (source: domain.md §2).
 */
import { readdirSync } from 'node:fs'
import type { z } from 'zod'
import { catalogueFileSchema, sharedFileSchema } from './catalogue-file.ts'
import { readDataFile } from './data-file.ts'

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
 * Throws one error that lists every fault of every file.
 */
export function loadCatalogue(folder = new URL('./catalogue/', import.meta.url)): Catalogue {
  const faults: string[] = []
  const read = <File>(name: string, schema: z.ZodType<File>): File | undefined => {
    const parsed = parseFile(new URL(name, folder), schema)
    if (parsed.ok) return parsed.file
    faults.push(...parsed.faults.map((fault) => `${name}: ${fault}`))
    return undefined
  }

  const names = readdirSync(folder).filter((name) => name.endsWith('.yaml'))
  const shared = new Map<string, Record<string, MetricSpec>>()
  for (const name of names.filter((each) => each.startsWith('_')).sort()) {
    const file = read(name, sharedFileSchema)
    if (file) shared.set(name.slice(1, -'.yaml'.length), file.metrics)
  }
  const kinds = new Map<string, EquipmentKind>()
  for (const name of names.filter((each) => !each.startsWith('_')).sort()) {
    const file = read(name, catalogueFileSchema)
    if (!file) continue
    const { extends: parents = [], ...kind } = file
    if (name !== `${kind.kind}.yaml`) faults.push(`${name}: kind: expected the file's name, found ${kind.kind}`)
    for (const parent of parents.filter((each) => !shared.has(each))) faults.push(`${name}: extends: no file _${parent}.yaml`)
    const inherited = parents.map((parent) => shared.get(parent))
    kinds.set(kind.kind, { ...kind, metrics: Object.assign({}, ...inherited, kind.metrics) })
  }
  if (names.length === 0) faults.push('no *.yaml file')
  if (faults.length > 0) throw new Error(`equipment catalogue ${folder.pathname}:\n  ${faults.join('\n  ')}`)
  return kinds
}

type Parsed<File> = { ok: true; file: File } | { ok: false; faults: string[] }

function parseFile<File>(url: URL, schema: z.ZodType<File>): Parsed<File> {
  const read = readDataFile(url)
  if (!read.ok) return read
  const result = schema.safeParse(read.value)
  if (result.success) return { ok: true, file: result.data }
  return { ok: false, faults: result.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`) }
}
