/** An incident (应急事件): a ticket with a checklist for each role, and a review the day after. */
import { z } from 'zod'
import { timeSchema } from './common.ts'

export const incidentKinds = ['elevator_entrapment', 'flooding', 'fire_alarm', 'power_failure', 'generic'] as const
export const incidentKindSchema = z.enum(incidentKinds)
export type IncidentKind = z.infer<typeof incidentKindSchema>

/** 秩序, 工程, 客服 (003). */
export const incidentRoles = ['order', 'engineering', 'service'] as const
export const incidentRoleSchema = z.enum(incidentRoles)
export type IncidentRole = z.infer<typeof incidentRoleSchema>

export const incidentItemSchema = z.object({
  role: incidentRoleSchema,
  /** Its name in the checklist. */
  item: z.string(),
  text: z.string(),
  textEn: z.string(),
  done: z.boolean(),
  by: z.string().nullable(),
  at: timeSchema.nullable(),
  note: z.string().nullable()
})

export const incidentSchema = z.object({
  kind: incidentKindSchema,
  title: z.string(),
  startedAt: timeSchema,
  by: z.string(),
  endedAt: timeSchema.nullable(),
  endedBy: z.string().nullable(),
  /** What was said at its end. */
  note: z.string().nullable(),
  items: z.array(incidentItemSchema),
  /** Id of the ticket of its review, from its end on. */
  review: z.string().nullable()
})
export type IncidentItem = z.infer<typeof incidentSchema>

const note = z.string().trim().min(1).max(5000)
/** `kind` left out: by the ticket's rule and title. `title` left out: the ticket's. */
export const newIncidentSchema = z.strictObject({
  title: z.string().trim().min(1).max(200).optional(),
  kind: incidentKindSchema.optional()
})
export const incidentCheckSchema = z.strictObject({ item: z.string().min(1).max(64), done: z.boolean(), note: note.optional() })
export const incidentEndSchema = z.strictObject({ note })
