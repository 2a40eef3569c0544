/** What a file of the catalogue must look like; unknown fields and impossible figures are faults. */
import { z } from 'zod'

const nameSchema = z.strictObject({ zh: z.string().min(1), en: z.string().min(1) })
const keySchema = z.string().regex(/^[a-z][a-z0-9_]*$/, 'expected lower-case letters, digits and _')

const metricSchema = z
  .strictObject({
    type: z.enum(['number', 'boolean', 'string', 'counter']),
    unit: z.string().min(1).exactOptional(),
    zh: z.string().min(1),
    en: z.string().min(1),
    normal: z
      .union([
        z.strictObject({ min: z.number().exactOptional(), max: z.number().exactOptional() }),
        z.strictObject({ is: z.union([z.boolean(), z.string()]) })
      ])
      .exactOptional(),
    min: z.number().exactOptional(),
    max: z.number().exactOptional(),
    words: z.record(keySchema, nameSchema).exactOptional(),
    sample: z.int().positive().exactOptional()
  })
  .check(({ value: metric, issues }) => {
    for (const message of faultsOf(metric)) issues.push({ code: 'custom', message, input: metric })
  })

export const catalogueFileSchema = z.strictObject({
  kind: keySchema,
  zh: z.string().min(1),
  en: z.string().min(1),
  fire: z.boolean(),
  extends: z.array(keySchema).exactOptional(),
  metrics: z.record(keySchema, metricSchema),
  events: z.record(keySchema, nameSchema.extend({ class: z.enum(['critical', 'major', 'minor', 'info']) })).exactOptional()
})

export const sharedFileSchema = z.strictObject({ metrics: z.record(keySchema, metricSchema) })

type Metric = {
  type: 'number' | 'boolean' | 'string' | 'counter'
  unit?: string
  normal?: { min?: number; max?: number } | { is: boolean | string }
  min?: number
  max?: number
  words?: Record<string, unknown>
}

function faultsOf(metric: Metric): string[] {
  const numeric = metric.type === 'number' || metric.type === 'counter'
  const faults: string[] = []
  if (numeric !== (metric.unit !== undefined)) faults.push(`unit: ${numeric ? 'missing' : `a ${metric.type} has none`}`)
  if ((metric.type === 'string') !== (metric.words !== undefined)) faults.push('words: expected for type string, and only there')
  if (numeric) {
    if (metric.min === undefined || metric.max === undefined) faults.push('min and max: missing')
    else if (metric.min >= metric.max) faults.push('min: must be less than max')
  } else if (metric.min !== undefined || metric.max !== undefined) faults.push(`min and max: a ${metric.type} has none`)
  if (metric.normal && !isPossible(metric.normal, metric)) faults.push('normal: not a value this metric can have')
  return faults
}

function isPossible(normal: NonNullable<Metric['normal']>, metric: Metric): boolean {
  if ('is' in normal) {
    if (metric.type === 'boolean') return typeof normal.is === 'boolean'
    return typeof normal.is === 'string' && Object.hasOwn(metric.words ?? {}, normal.is)
  }
  const { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY } = metric
  const low = normal.min ?? min
  const high = normal.max ?? max
  return (metric.type === 'number' || metric.type === 'counter') && min <= low && low <= high && high <= max
}
