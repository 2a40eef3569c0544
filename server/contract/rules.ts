/** A rule as people write it: in the site file, in the shipped defaults and over REST. */
import { z } from 'zod'
import { durationSchema, idSchema, parseDuration, roleSchema, severitySchema } from './common.ts'
import { windowFunctions } from './words.ts'

/** Follows another value: `{ metric | attribute: name }` of the judged equipment, times a factor, plus an offset. */
export const referenceSchema = z
  .strictObject({
    metric: z.string().min(1).optional(),
    attribute: z.string().min(1).optional(),
    times: z.number().optional(),
    plus: z.number().optional()
  })
  .refine(({ metric, attribute }) => (metric === undefined) !== (attribute === undefined), 'expected a metric or an attribute')
export const limitSchema = z.union([z.number(), referenceSchema], {
  error: 'expected a number or { metric | attribute: name, times?, plus? }'
})
export type LimitInput = z.infer<typeof limitSchema>

const windowSchema = durationSchema.refine((text) => parseDuration(text) !== 0, 'expected a duration longer than 0, such as 5m')
const codesSchema = z.union([z.string(), z.array(z.string()).min(1)])

export type WindowFunction = (typeof windowFunctions)[number]

/** Fields of one plain condition; which go together is the compiler's to judge. Comparisons are strict. */
const conditionShape = {
  metric: z.string().optional(),
  below: limitSchema.optional(),
  clear_above: limitSchema.optional(),
  above: limitSchema.optional(),
  clear_below: limitSchema.optional(),
  /** Judges the magnitude. */
  abs: z.boolean().optional(),
  is: z.union([z.boolean(), z.string()]).optional(),
  not: z.union([z.boolean(), z.string()]).optional(),
  falls: z.number().positive().optional(),
  rises: z.number().positive().optional(),
  within: windowSchema.optional(),
  fn: z.enum(windowFunctions).optional(),
  over: windowSchema.optional(),
  no_data: durationSchema.optional(),
  stuck: windowSchema.optional(),
  event: codesSchema.optional(),
  until: codesSchema.optional()
}

/** Whose values a part judges: one equipment by id, or all of a kind that have the same attribute value as the judged one. */
export const targetSchema = z.union([idSchema, z.strictObject({ same: z.string().min(1), kind: z.string().min(1) })], {
  error: 'expected an equipment id or { same: attribute, kind: kind }'
})
export type TargetInput = z.infer<typeof targetSchema>

/** One part of `all`, `any` or `none`: a condition of its own, on the judged equipment unless it names another. */
export type PartInput = {
  /** With `is` or `not`: of the judged equipment, in place of a metric. */
  attribute?: string | undefined
} & { [Field in keyof typeof conditionShape]?: z.infer<(typeof conditionShape)[Field]> | undefined } & {
  equipment?: TargetInput | undefined
  all?: PartInput[] | undefined
  any?: PartInput[] | undefined
  none?: PartInput[] | undefined
}
export const partSchema: z.ZodType<PartInput> = z.lazy(() =>
  z.strictObject({
    ...conditionShape,
    ...groupShape,
    equipment: targetSchema.optional(),
    attribute: z.string().min(1).optional()
  })
)
const groupShape = {
  all: z.array(partSchema).min(1).optional(),
  any: z.array(partSchema).min(1).optional(),
  none: z.array(partSchema).min(1).optional()
}

/** One stage: a condition with severity and delays of its own; the rule's where left out. Mildest first. */
export const stageSchema = z.strictObject({
  ...conditionShape,
  ...groupShape,
  for: durationSchema.optional(),
  clear_for: durationSchema.optional(),
  severity: severitySchema.optional()
})
export type StageInput = z.infer<typeof stageSchema>

export const sensitivities = ['low', 'medium', 'high'] as const
export type Sensitivity = (typeof sensitivities)[number]
/** What is normal is learned for each equipment, from a week on; minor or info only. */
export const anomalySchema = z.strictObject({
  metrics: z.array(z.string().min(1)).min(1).max(8),
  /** Left out: medium. */
  sensitivity: z.enum(sensitivities).optional()
})

/** Rule = identity + one condition, flat, as in `{ id, kind, metric, below, for, severity, … }`. */
export const ruleSchema = z.strictObject({
  id: idSchema,
  title: z.string().min(1).max(200),
  /** For screens in English. */
  title_en: z.string().min(1).max(200).optional(),
  /** 处置措施: what to do; becomes the ticket's first step. */
  action: z.string().min(1).max(2000),
  kind: z.string().optional(),
  equipment: idSchema.optional(),
  ...conditionShape,
  ...groupShape,
  /** One alarm and one ticket, at the highest active stage. */
  stages: z.array(stageSchema).min(1).optional(),
  /** Abnormal against what it has learned; `for` left out is 30m. */
  anomaly: anomalySchema.optional(),
  for: durationSchema.optional(),
  clear_for: durationSchema.optional(),
  /** May be left out where each stage has its own. */
  severity: severitySchema.optional(),
  role: z.union([roleSchema, z.array(roleSchema).min(1)]).optional(),
  ticket: z.enum(['on', 'off']).optional(),
  /** Stays an alarm when its condition is over, until it is reset on site. */
  latching: z.boolean().optional(),
  /** Ids of rules whose alarm, here or on what feeds this equipment, quiets this one. */
  suppressed_by: z.array(idSchema).min(1).optional(),
  /** A raise inside the equipment's test window is recorded, not announced. */
  not_during: z.enum(['test']).optional(),
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
  /** With stages: the mildest one's. */
  severity: severitySchema,
  version: z.number().int(),
  origin: z.enum(['default', 'site', 'rest']),
  /** It failed and judges nothing; `fault` says why. Left out while it works. */
  faulty: z.boolean().optional(),
  fault: z.string().optional()
})
export type RuleItem = z.infer<typeof ruleItemSchema>
