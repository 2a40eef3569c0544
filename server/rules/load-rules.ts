/** Reads the rules that ship with the program: data files with source and 处置措施, one a kind. */
import { readdirSync } from 'node:fs'
import { readDataFile } from '../../gateway/data-file.ts'
import type { RuleInput } from '../contract/rules.ts'
import { SetupError } from '../errors.ts'
import { parseRule } from './parse-rule.ts'

/**
 * Throws one SetupError that lists every fault of every file, each with file and rule.
 * Whether metrics and words exist is `compileRule`'s to judge, with the catalogue.
 */
export function loadDefaultRules(folder = new URL('./defaults/', import.meta.url)): RuleInput[] {
  const rules: RuleInput[] = []
  const faults: string[] = []
  const seen = new Set<string>()
  const names = readdirSync(folder).filter((name) => name.endsWith('.yaml'))
  for (const name of names.sort()) {
    const file = readRules(new URL(name, folder))
    faults.push(...file.faults.map((fault) => `${name}: ${fault}`))
    for (const rule of file.rules) {
      const kind = name.slice(0, -'.yaml'.length)
      faults.push(...defaultFaults(rule, kind, seen).map((fault) => `${name}: ${rule.id}: ${fault}`))
      seen.add(rule.id)
      rules.push(rule)
    }
  }
  if (names.length === 0) faults.push('no *.yaml file')
  if (faults.length > 0) throw new SetupError(`default rules ${folder.pathname}:\n  ${faults.join('\n  ')}`)
  return rules
}

function readRules(url: URL): { rules: RuleInput[]; faults: string[] } {
  const read = readDataFile(url)
  if (!read.ok) return { rules: [], faults: read.faults }
  const entries = read.value
  if (!Array.isArray(entries)) return { rules: [], faults: ['expected a list of rules'] }

  const rules: RuleInput[] = []
  const faults: string[] = []
  for (const [index, entry] of entries.entries()) {
    const parsed = parseRule(entry)
    if (parsed.ok) rules.push(parsed.input)
    else faults.push(...parsed.errors.map(({ field, message }) => `${labelOf(entry, index)}: ${field}: ${message}`))
  }
  return { rules, faults }
}

/** What a default must have beyond any rule: an id under its kind, used once, and where its figure comes from. */
function defaultFaults(rule: RuleInput, kind: string, seen: ReadonlySet<string>): string[] {
  const faults: string[] = []
  if (rule.kind !== kind) faults.push(`kind: expected the file's name, ${kind}`)
  if (!rule.id.startsWith(`${kind}.`)) faults.push(`id: expected to begin with ${kind}.`)
  if (seen.has(rule.id)) faults.push('id: used twice')
  if (!rule.source) faults.push('source: missing')
  return faults
}

function labelOf(entry: unknown, index: number): string {
  const id = typeof entry === 'object' && entry !== null && 'id' in entry ? entry.id : undefined
  return typeof id === 'string' ? id : `rule ${index + 1}`
}
