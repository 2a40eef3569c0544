/** Did a rule fire on an equipment or not, and why: its inputs, state, timers and what holds it back. */
import { z } from 'zod'
import { timeSchema, valueSchema } from './common.ts'

export const verdicts = ['breach', 'between', 'clear', 'unknown'] as const
export const verdictSchema = z.enum(verdicts)

/** Said in words by the page, in the reader's language. */
export const whyReasons = [
  'active',
  'clearing',
  'pending',
  'not_breaching',
  'between_limits',
  'no_fresh_data',
  'never_heard',
  'attribute_missing',
  'test_window',
  'learning',
  'suppressed',
  'flood',
  'shelved',
  'out_of_service',
  'disabled',
  'not_applicable',
  'faulty'
] as const
export const whyReasonSchema = z.enum(whyReasons)
export type WhyReason = z.infer<typeof whyReasonSchema>

export const whyInputSchema = z.object({
  /** Place of the part in the condition, such as `all.0`; empty for the whole. */
  path: z.string(),
  equipment: z.string(),
  /** Null for events and for silence of the whole equipment. */
  metric: z.string().nullable(),
  /** The part as written, such as `outlet_pressure < 0.25`. */
  condition: z.string(),
  value: valueSchema.nullable(),
  ts: timeSchema.nullable(),
  ageSeconds: z.number().nullable(),
  fresh: z.boolean(),
  limit: valueSchema.nullable(),
  clearLimit: valueSchema.nullable(),
  verdict: verdictSchema
})
export type WhyInput = z.infer<typeof whyInputSchema>

export const whySchema = z.object({
  rule: z.string(),
  ruleVersion: z.number().int(),
  equipment: z.string(),
  at: timeSchema,
  verdict: verdictSchema,
  phase: z.enum(['normal', 'pending', 'active', 'clearing']),
  /** Of the delay that runs, or of the episode. */
  since: timeSchema.nullable(),
  /** Most telling first. */
  reasons: z.array(whyReasonSchema),
  inputs: z.array(whyInputSchema),
  timers: z.array(z.object({ what: z.enum(['raise', 'clear', 'silence', 'freshness', 'window']), due: timeSchema })),
  /** The alarm on record, if one stands. */
  alarm: z.object({ id: z.string(), state: z.string(), ticket: z.string().nullable() }).nullable()
})
export type Why = z.infer<typeof whySchema>
