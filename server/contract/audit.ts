import { z } from 'zod'
import { timeSchema } from './common.ts'

const hash = z.string().regex(/^[0-9a-f]{64}$/)

/**
 * Who did what, when. `action` is made of the call: `tickets.accept`, `rules.update`, `session.login`,
 * `session.login_failed`, `session.logout`, `session.password`, `reports.alarms.export`.
 */
export const auditItemSchema = z.object({
  /** From 1, without gaps. */
  seq: z.number().int(),
  at: timeSchema,
  /** A user's id; null when nobody is proven to have been it, as with a failed log-in. */
  actor: z.string().nullable(),
  action: z.string(),
  /** The path below /api/v1 of what it was done to, such as `tickets/tk_1`. */
  object: z.string().nullable(),
  /**
   * `{status, role?, address?, body?, query?, reason?}`: `status` of the answer, 403 and 409 with their `reason`;
   * `body` as sent, secrets masked and long texts cut.
   */
  detail: z.record(z.string(), z.unknown()),
  /** Hash of the entry before; of the first one, 64 zeros. */
  prev: hash,
  /** SHA-256 over the canonical JSON (keys sorted, no spaces) of this entry without `hash`, `at` in ms. */
  hash
})
export type AuditItem = z.infer<typeof auditItemSchema>

export const auditVerdictSchema = z.object({
  ok: z.boolean(),
  /** How many were looked at; all of them when `ok`. */
  entries: z.number().int(),
  /** Hash of the newest entry: written down elsewhere, it proves later that nothing before it was exchanged. */
  head: hash,
  /** `seq` of the first entry that does not follow from the one before it. */
  firstBad: z.number().int().optional(),
  reason: z.string().optional()
})
export type AuditVerdict = z.infer<typeof auditVerdictSchema>
