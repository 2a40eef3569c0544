import { z } from 'zod'
import { idSchema, timeSchema } from './common.ts'

/**
 * `requested`: fire equipment waits for a second person. `preparing`: alarms are out of service, its steps are confirmed
 * one by one. `active`: work may begin. `expired`: its time ran out; it stays so until somebody closes it with a note.
 */
export const permitStates = ['requested', 'preparing', 'active', 'expired', 'closed', 'cancelled'] as const
export const permitStateSchema = z.enum(permitStates)
export type PermitState = z.infer<typeof permitStateSchema>

/** 安全带与安全帽 · 断电 · 挂牌 · 验电, in the order in which they are confirmed. */
export const preparingSteps = ['harness_helmet', 'power_off', 'tag_out', 'voltage_test'] as const
export const preparingStepSchema = z.enum(preparingSteps)
export type PreparingStep = z.infer<typeof preparingStepSchema>

/** `restored`: the work is done, the tags are off and the power is on again. */
export const permitSteps = [...preparingSteps, 'restored'] as const
export const permitStepSchema = z.enum(permitSteps)
export type PermitStep = z.infer<typeof permitStepSchema>

export const permitActions = ['approve', 'confirm', 'extend', 'close', 'cancel'] as const
export const permitActionSchema = z.enum(permitActions)
export type PermitAction = z.infer<typeof permitActionSchema>

const hashSchema = z.string().regex(/^[0-9a-f]{64}$/, 'expected the SHA-256 of an attachment, in lower case')
const reason = z.string().trim().min(1).max(1000)
const note = z.string().trim().min(1).max(5000)

export const permitItemSchema = z.object({
  id: z.string(),
  equipment: z.string(),
  ticket: z.string().nullable(),
  state: permitStateSchema,
  reason: z.string(),
  until: timeSchema,
  /** As first asked for; an extension never moves it. */
  originalUntil: timeSchema,
  /** Whether a second person has to approve it: on fire equipment. */
  needsApproval: z.boolean(),
  /** All that are to be confirmed, in their order; `at` null: not yet. `photo`: an attachment of the ticket. */
  steps: z.array(
    z.object({
      step: permitStepSchema,
      at: timeSchema.nullable(),
      by: z.string().nullable(),
      note: z.string().nullable(),
      photo: z.string().nullable()
    })
  ),
  /** The one to be confirmed next; null when none is, now. */
  nextStep: permitStepSchema.nullable(),
  extensions: z.array(z.object({ at: timeSchema, by: z.string(), until: timeSchema, reason: z.string() })),
  requestedBy: z.string(),
  requestedAt: timeSchema,
  approvedBy: z.string().nullable(),
  approvedAt: timeSchema.nullable(),
  /** Since when work could begin. */
  activeAt: timeSchema.nullable(),
  expiredAt: timeSchema.nullable(),
  /** Who closed or cancelled it. */
  endedBy: z.string().nullable(),
  endedAt: timeSchema.nullable(),
  note: z.string().nullable(),
  /** What this user may do with it now. */
  allowed: z.array(permitActionSchema)
})
export type PermitItem = z.infer<typeof permitItemSchema>

/** On its ticket. */
export const permitNoteSchema = permitItemSchema.pick({
  id: true,
  equipment: true,
  state: true,
  reason: true,
  until: true,
  nextStep: true,
  activeAt: true
})
export type PermitNote = z.infer<typeof permitNoteSchema>

/** `until` is at most 7 d ahead. `steps`: more than the equipment's kind asks for, never fewer. */
export const newPermitSchema = z.strictObject({
  equipment: idSchema,
  ticket: z.string().min(1).max(64).optional(),
  reason,
  until: timeSchema,
  steps: z.array(preparingStepSchema).min(1).max(preparingSteps.length).optional()
})
export type NewPermit = z.infer<typeof newPermitSchema>

/** The body of each action. An expired permit is closed only with a note. */
export const permitActionBodies = {
  approve: z.strictObject({ note: note.optional() }),
  confirm: z.strictObject({ step: permitStepSchema, note: note.optional(), photo: hashSchema.optional() }),
  extend: z.strictObject({ until: timeSchema, reason }),
  close: z.strictObject({ note: note.optional() }),
  cancel: z.strictObject({ note })
} as const satisfies Record<PermitAction, z.ZodType>
export type PermitActionBody<Action extends PermitAction = PermitAction> = z.infer<(typeof permitActionBodies)[Action]>
