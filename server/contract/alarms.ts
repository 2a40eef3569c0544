import { z } from 'zod'
import { severitySchema, timeSchema, valueSchema } from './common.ts'
import { alarmKinds } from './words.ts'

/** After ISA-18.2, see domain.md §9. */
export const alarmStates = [
  'normal',
  'unacknowledged',
  'acknowledged',
  'returned',
  'latched',
  'shelved',
  'suppressed',
  'out_of_service'
] as const
export const alarmStateSchema = z.enum(alarmStates)
export type AlarmState = z.infer<typeof alarmStateSchema>

export const alarmKindSchema = z.enum(alarmKinds)
export type AlarmKind = z.infer<typeof alarmKindSchema>

/** Bad habits (domain.md §10). */
export const alarmLabelSchema = z.enum(['chattering', 'fleeting', 'stale'])
export type AlarmLabel = z.infer<typeof alarmLabelSchema>

export const alarmItemSchema = z.object({
  id: z.string(),
  rule: z.string(),
  ruleVersion: z.number().int(),
  equipment: z.string(),
  title: z.string(),
  severity: severitySchema,
  state: alarmStateSchema,
  active: z.boolean(),
  raisedAt: timeSchema,
  clearedAt: timeSchema.nullable(),
  acknowledgedAt: timeSchema.nullable(),
  acknowledgedBy: z.string().nullable(),
  occurrences: z.number().int(),
  value: valueSchema.nullable(),
  limit: valueSchema.nullable(),
  late: z.boolean(),
  ticket: z.string().nullable(),
  kind: alarmKindSchema,
  /** It stays when its condition is over, until somebody resets it on site. */
  latching: z.boolean(),
  /** Id of the first-out alarm it folds under. */
  cause: z.string().nullable(),
  /** How many fold under it. */
  linked: z.number().int(),
  shelvedUntil: timeSchema.nullable(),
  shelvedReason: z.string().nullable(),
  /** A rule's id, `test` or `flood`. */
  suppressedBy: z.string().nullable(),
  labels: z.array(alarmLabelSchema)
})
export type AlarmItem = z.infer<typeof alarmItemSchema>

export const alarmEventTypes = [
  'raised',
  'raised_again',
  'staged',
  'cleared',
  'acknowledged',
  'shelved',
  'unshelved',
  'shelf_expired',
  'suppressed',
  'released',
  'out_of_service',
  'back_in_service',
  'reset',
  'linked',
  'corrected'
] as const
export const alarmEventTypeSchema = z.enum(alarmEventTypes)
export type AlarmEventType = z.infer<typeof alarmEventTypeSchema>

export const alarmEventSchema = z.object({
  /** Server time. */
  at: timeSchema,
  type: alarmEventTypeSchema,
  /** The alarm's state afterwards. */
  state: alarmStateSchema,
  /** A user's id, or null when the program did it. */
  actor: z.string().nullable(),
  ruleVersion: z.number().int(),
  detail: z.record(z.string(), z.unknown())
})
export type AlarmEventItem = z.infer<typeof alarmEventSchema>

/** One alarm: the list item, what to do (处置措施 of its rule), and all that happened to it, oldest first. */
export const alarmDetailSchema = alarmItemSchema.extend({ action: z.string(), history: z.array(alarmEventSchema) })
export type AlarmDetail = z.infer<typeof alarmDetailSchema>

const reason = z.string().trim().min(1).max(1000)
/** `until` is at most 8 h ahead. */
export const shelveSchema = z.strictObject({ reason, until: timeSchema })
export type ShelveWish = z.infer<typeof shelveSchema>

/** Of an equipment. `requested`: waits for a second person, who must confirm it. */
export const serviceStates = ['in_service', 'requested', 'out_of_service'] as const
export const outOfServiceSchema = z.object({
  state: z.enum(serviceStates),
  reason: z.string().nullable(),
  until: timeSchema.nullable(),
  /** Who asked for it, and when. */
  by: z.string().nullable(),
  at: timeSchema.nullable(),
  confirmedBy: z.string().nullable()
})
export type OutOfServiceItem = z.infer<typeof outOfServiceSchema>

/** `until` is at most 7 d ahead. */
export const outOfServiceWishSchema = z.strictObject({ reason, until: timeSchema })
export type OutOfServiceWish = z.infer<typeof outOfServiceWishSchema>
