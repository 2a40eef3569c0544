import { z } from 'zod'
import { severitySchema, timeSchema, valueSchema } from './common.ts'

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
  ticket: z.string().nullable()
})
export type AlarmItem = z.infer<typeof alarmItemSchema>
