/** A ticket's clocks as the outside sees them (domain.md §4). */
import { z } from 'zod'
import { timeSchema } from './common.ts'
import { clockNames } from './words.ts'

export { clockNames } from './words.ts'

export const clockNameSchema = z.enum(clockNames)
export type ClockName = z.infer<typeof clockNameSchema>

/**
 * `waiting`: not started yet. `overdue`: runs, past its due time. `missed`: met too late, or over without being met.
 * `ended`: over before it was due, by a cancellation or a new round: neither met nor missed.
 */
export const clockStates = ['waiting', 'running', 'paused', 'overdue', 'met', 'missed', 'ended'] as const
export const clockStateSchema = z.enum(clockStates)
export type ClockState = z.infer<typeof clockStateSchema>

/** A policy as it stood at one time: an edit makes the next version. */
export const policyRefSchema = z.object({ id: z.string(), version: z.number().int() })
export type PolicyRef = z.infer<typeof policyRefSchema>

export const ticketClockSchema = z.object({
  clock: clockNameSchema,
  /** From 1; a reopening begins the next. */
  round: z.number().int(),
  state: clockStateSchema,
  /** null while it waits, and so are the two due times. */
  startedAt: timeSchema.nullable(),
  /** With the pauses so far, and the one that is on until its expected end. */
  dueAt: timeSchema.nullable(),
  /** As it was promised when the clock started: never moves. */
  originalDueAt: timeSchema.nullable(),
  metAt: timeSchema.nullable(),
  /** From its start until it was met, or until now; without pauses. The same under whatever policy. */
  elapsedMs: z.number(),
  pausedMs: z.number(),
  /** What may elapse until it is due; null while it waits. */
  limitMs: z.number().nullable(),
  policy: policyRefSchema,
  /** The clause that the figure comes from; null for tickets from before policies were kept. */
  source: z.string().nullable()
})
export type TicketClock = z.infer<typeof ticketClockSchema>
