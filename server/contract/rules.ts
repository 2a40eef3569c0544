/** A rule as people write it: in the site file, in the shipped defaults and over REST. */
import { z } from 'zod'
import { durationSchema, idSchema, roleSchema, severitySchema } from './common.ts'

const limitSchema = z.number()

/** below / above with their clear limits; both sides may be given at once. Comparisons are strict. */
export const limitConditionSchema = z.strictObject({
  metric: z.string(),
  below: limitSchema.optional(),
  clear_above: limitSchema.optional(),
  above: limitSchema.optional(),
  clear_below: limitSchema.optional(),
  abs: z.boolean().optional()
})
export const equalsConditionSchema = z.strictObject({
  metric: z.string(),
  is: z.union([z.boolean(), z.string()]).optional(),
  not: z.union([z.boolean(), z.string()]).optional()
})
export const noDataConditionSchema = z.strictObject({ metric: z.string().optional(), no_data: durationSchema })
export const eventConditionSchema = z.strictObject({
  event: z.union([z.string(), z.array(z.string()).min(1)]),
  until: z.union([z.string(), z.array(z.string()).min(1)]).optional()
})

/** Fields of contract §3 that this version reads but cannot judge yet; named when met. */
export const unsupportedRuleFields = [
  'stages',
  'falls',
  'rises',
  'within',
  'fn',
  'over',
  'stuck',
  'all',
  'any',
  'none',
  'latching',
  'suppressed_by',
  'not_during'
] as const

/** Rule = identity + one condition, flat, as in `{ id, kind, metric, below, for, severity, … }`. */
export const ruleSchema = z.strictObject({
  id: idSchema,
  title: z.string().min(1).max(200),
  /** 处置措施: what to do; becomes the ticket's first step. */
  action: z.string().min(1).max(2000),
  kind: z.string().optional(),
  equipment: idSchema.optional(),
  ...limitConditionSchema.partial().shape,
  ...equalsConditionSchema.partial().shape,
  ...noDataConditionSchema.partial().shape,
  ...eventConditionSchema.partial().shape,
  for: durationSchema.optional(),
  clear_for: durationSchema.optional(),
  severity: severitySchema,
  role: z.union([roleSchema, z.array(roleSchema).min(1)]).optional(),
  ticket: z.enum(['on', 'off']).optional(),
  enabled: z.boolean().optional(),
  /** Where the figure comes from; shown beside the rule. */
  source: z.string().optional()
})
export type RuleInput = z.infer<typeof ruleSchema>

/** Of a PATCH: fields given replace, null removes. */
export const rulePatchSchema = z.strictObject(
  Object.fromEntries(Object.entries(ruleSchema.shape).map(([field, schema]) => [field, schema.nullable().optional()]))
)

export const ruleItemSchema = ruleSchema.extend({
  version: z.number().int(),
  origin: z.enum(['default', 'site', 'rest'])
})
export type RuleItem = z.infer<typeof ruleItemSchema>
