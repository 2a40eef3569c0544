/** What the schema has against a site file, told in the words of an operator. */
import type { z } from 'zod'
import { priorities } from '../contract/common.ts'
import { referenceSchema, ruleSchema, stageSchema } from '../contract/rules.ts'
import {
  checkpointSchema,
  customMetricSchema,
  deviceSchema,
  equipmentSchema,
  mappingSchema,
  readerSchema,
  routeSchema,
  siteFileSchema,
  siteSchema,
  sourceSchema,
  userSchema
} from '../contract/site.ts'
import { certificateSchema, contractorSchema, shiftSchema, staffSchema, teamSchema } from '../contract/workforce.ts'
import type { FieldPath } from './yaml-source.ts'

export type Fault = { path: FieldPath; message: string }

type Issue = z.core.$ZodIssue

const keysOf: Record<string, readonly string[]> = {
  site: Object.keys(siteSchema.shape),
  equipment: Object.keys(equipmentSchema.shape),
  devices: Object.keys(deviceSchema.shape),
  readers: Object.keys(readerSchema.shape),
  rules: Object.keys(ruleSchema.shape),
  checkpoints: Object.keys(checkpointSchema.shape),
  routes: Object.keys(routeSchema.shape),
  users: Object.keys(userSchema.shape),
  mappings: Object.keys(mappingSchema.shape),
  sources: Object.keys(sourceSchema.shape),
  teams: Object.keys(teamSchema.shape),
  contractors: Object.keys(contractorSchema.shape),
  shifts: Object.keys(shiftSchema.shape),
  staff: Object.keys(staffSchema.shape),
  certificates: Object.keys(certificateSchema.shape)
}

/** Where the schema speaks of JavaScript. */
const yamlWords = {
  'string to have': 'text to have',
  'array to have': 'a list to have',
  string: 'text',
  object: 'a mapping',
  record: 'a mapping',
  array: 'a list',
  number: 'a number',
  boolean: 'true or false'
}

/** One fault a wrong field, in the order of the file's fields. Never repeats a value: it may be a password. */
export function toFaults(issues: readonly Issue[], file: unknown): Fault[] {
  return issues.flatMap((issue) => describe(issue, file))
}

function describe(issue: Issue, file: unknown): Fault[] {
  const path = issue.path.map((step) => (typeof step === 'symbol' ? String(step) : step))
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => describeKey([...path, key]))
  const value = valueAt(file, path)
  return [{ path, message: expected(issue, value) }]
}

function describeKey(path: FieldPath): Fault {
  const [section, , , field] = path
  let known: readonly string[] | undefined = Object.keys(siteFileSchema.shape)
  if (path.length > 1) known = keysOf[String(section)]
  if (section === 'site' && path.length === 3) known = priorities
  if (section === 'rules' && path.length > 3) known = keysInRule(path.at(-2))
  if (section === 'equipment' && path.length === 5 && field !== undefined) known = Object.keys(customMetricSchema.shape)
  return { path, message: `unknown key, expected one of ${known?.join(', ') ?? ''}` }
}

/** Of what lies inside a rule under this field: a limit that follows something, equipment of a part, a stage or part. */
function keysInRule(field: string | number | undefined): string[] {
  if (field === 'equipment') return ['same', 'kind']
  const isLimit = ['below', 'clear_above', 'above', 'clear_below'].includes(String(field))
  return Object.keys(isLimit ? referenceSchema.shape : stageSchema.shape)
}

/** "expected …", also for a missing field and for a word YAML took for a number. */
function expected(issue: Issue, value: unknown): string {
  if (issue.code === 'invalid_union') {
    if (issue.message !== 'Invalid input') return issue.message
    const ways = issue.errors.flatMap((errors) => errors.slice(0, 1).map((error) => expected(error, value)))
    return [...new Set(ways)].join(' or ').replaceAll(' or expected ', ' or ')
  }
  const choices =
    issue.code === 'invalid_value' && issue.values.length > 1 ? `expected one of ${issue.values.join(', ')}` : undefined
  const message = (choices ?? issue.message).replace(/^(Invalid input|Invalid option|Too small|Too big|Invalid string): /, '')
  const bare = Object.entries(yamlWords).reduce(
    (words, [from, to]) => words.replace(`expected ${from}`, `expected ${to}`),
    message.replace(/, received .*$/, '')
  )
  if (value === undefined) return `${bare}, but it is missing`
  const isText = issue.code === 'invalid_type' && bare === 'expected text'
  if (isText && (typeof value === 'number' || typeof value === 'boolean')) {
    return 'expected text: put the value in quotes'
  }
  return bare
}

function valueAt(file: unknown, path: FieldPath): unknown {
  let value = file
  for (const step of path) {
    if (Array.isArray(value)) value = value[Number(step)]
    else if (isMapping(value)) value = value[String(step)]
    else return undefined
  }
  return value
}

function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
