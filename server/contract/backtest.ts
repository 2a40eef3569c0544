/** Trying a rule on stored history (contract §5), and asking for better delays and deadbands. */
import { z } from 'zod'
import { durationSchema, idSchema, timeSchema, valueSchema } from './common.ts'
import { ruleSchema } from './rules.ts'

/** A rule in force by its id, or a draft in the site file's shape. */
const ruleOrDraftSchema = z.union([idSchema, ruleSchema])

const spanFields = { from: timeSchema, to: timeSchema }

export const backtestRequestSchema = z.strictObject({
  rule: ruleOrDraftSchema,
  ...spanFields,
  /** Left out: all equipment the rule applies to. */
  equipment: z.union([idSchema, z.array(idSchema).min(1).max(1000)]).optional()
})
export type BacktestRequest = z.infer<typeof backtestRequestSchema>

/** `peak`: the value farthest beyond the limit. `to` null: still standing at the end of the span. */
export const episodeSchema = z.object({
  equipment: z.string(),
  from: timeSchema,
  to: timeSchema.nullable(),
  peak: valueSchema.nullable()
})
export type Episode = z.infer<typeof episodeSchema>

/** `minutes`: in alarm, summed over equipment, cut at the span's ends. */
export const outcomeSchema = z.object({
  alarms: z.number().int(),
  tickets: z.number().int(),
  minutes: z.number()
})
export type Outcome = z.infer<typeof outcomeSchema>

const recordedSpanSchema = z.object({ from: timeSchema, to: timeSchema.nullable() })

/**
 * One episode: as it was `recorded` when its readings came, as late readings have `corrected` it on record since (the same
 * where they have not), and what trying the rule gives; null where there is none.
 */
export const liveDifferenceSchema = z.object({
  recorded: recordedSpanSchema.nullable(),
  corrected: recordedSpanSchema.nullable(),
  replayed: recordedSpanSchema.nullable()
})
export type LiveDifference = z.infer<typeof liveDifferenceSchema>

export const backtestAnswerSchema = outcomeSchema.extend({
  /** In order of `from`; at most 1,000, the counts are of all. */
  episodes: z.array(episodeSchema),
  /** Equipment looked at, and readings judged. */
  equipment: z.number().int(),
  readings: z.number().int(),
  /** The rule of the same id as it is in force now; null when there is none. */
  inForce: outcomeSchema.nullable(),
  /** Episodes only the one or only the other has; at most 200 each. */
  difference: z.object({ added: z.array(episodeSchema), removed: z.array(episodeSchema) }),
  /**
   * Readings came late or out of order here: the live run may have judged otherwise. `differences`: where the rule in
   * force, tried on it all, says otherwise than it did live or the alarm history does now; at most 200.
   */
  lateReadings: z.array(
    z.object({
      equipment: z.string(),
      readings: z.number().int(),
      from: timeSchema,
      to: timeSchema,
      differences: z.array(liveDifferenceSchema)
    })
  )
})
export type BacktestAnswer = z.infer<typeof backtestAnswerSchema>

export const adviceRequestSchema = z.strictObject({
  rule: ruleOrDraftSchema,
  ...spanFields,
  equipment: z.union([idSchema, z.array(idSchema).min(1).max(100)]).optional(),
  target: z.strictObject({
    /** Mean over the span, an equipment. */
    alarmsPerDay: z.number().positive().default(1),
    /** Known faults: an alarm must stand at some time within each. */
    keep: z
      .array(z.strictObject({ equipment: idSchema, ...spanFields }))
      .max(200)
      .default([])
  })
})
export type AdviceRequest = z.infer<typeof adviceRequestSchema>

export const proposalSchema = outcomeSchema.extend({
  /** What differs from the rule asked about. */
  change: z.strictObject({
    for: durationSchema.optional(),
    clear_for: durationSchema.optional(),
    clear_above: z.number().optional(),
    clear_below: z.number().optional()
  }),
  /** The whole rule with the change, ready for PATCH. Nothing is applied by itself. */
  rule: ruleSchema,
  meetsTarget: z.boolean(),
  kept: z.number().int(),
  missed: z.array(z.object({ equipment: z.string(), from: timeSchema, to: timeSchema })),
  /** Mean time by which the alarm comes later than with the rule as it is, in seconds. */
  laterSeconds: z.number().nullable()
})
export type Proposal = z.infer<typeof proposalSchema>

export const adviceSchema = z.object({
  current: outcomeSchema.extend({ alarmsPerDay: z.number(), kept: z.number().int() }),
  /** Best first; empty when the rule meets the target already or nothing tried does. */
  proposals: z.array(proposalSchema),
  /** Rules tried. */
  tried: z.number().int()
})
export type Advice = z.infer<typeof adviceSchema>

/** What became of a rule: one entry a version. */
export const ruleVersionSchema = z.object({
  version: z.number().int(),
  at: timeSchema,
  /** User id; null for the site file or the program. */
  by: z.string().nullable(),
  change: z.enum(['created', 'changed', 'enabled', 'disabled']),
  body: ruleSchema
})
export type RuleVersion = z.infer<typeof ruleVersionSchema>
