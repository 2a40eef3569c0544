/** What comes by itself every day and week: status bulletin, quality sample, and the handover between shifts. */
import { z } from 'zod'
import { prioritySchema, timeSchema } from './common.ts'
import { ticketStatusSchema, ticketTypeSchema } from './tickets.ts'

const dateSchema = z.iso.date('expected YYYY-MM-DD')

const ticketLineSchema = z.object({
  id: z.string(),
  number: z.string(),
  title: z.string(),
  type: ticketTypeSchema,
  priority: prioritySchema,
  status: ticketStatusSchema,
  equipment: z.string().nullable(),
  assignee: z.string().nullable(),
  /** When it must be resolved. */
  due: timeSchema
})
export type TicketLine = z.infer<typeof ticketLineSchema>

const bulletinCountsSchema = z.object({
  /** Since the bulletin before. */
  opened: z.number().int(),
  closed: z.number().int(),
  /** Not resolved at the moment of the bulletin. */
  open: z.number().int(),
  /** Of those: due by the end of this site date, and not before. */
  dueToday: z.number().int(),
  overdue: z.number().int()
})
export type BulletinCounts = z.infer<typeof bulletinCountsSchema>

export const bulletinItemSchema = z.object({
  /** The site's. */
  date: z.string(),
  /** Half-open; opened and closed are counted in it, the rest is as of `to`. */
  from: timeSchema,
  to: timeSchema,
  generatedAt: timeSchema,
  /** When it was handed on; null for one that was written too late to be news. */
  announcedAt: timeSchema.nullable(),
  counts: bulletinCountsSchema
})
export type BulletinItem = z.infer<typeof bulletinItemSchema>

/** 每日 17:00 状态通报. */
export const bulletinSchema = bulletinItemSchema.extend({
  /** By team of the assignee; `team` null: nobody's, or of somebody without a team. */
  teams: z.array(bulletinCountsSchema.extend({ team: z.string().nullable(), name: z.string().nullable() })),
  /** At most 200, the soonest due first. */
  overdue: z.array(ticketLineSchema),
  dueToday: z.array(ticketLineSchema)
})
export type Bulletin = z.infer<typeof bulletinSchema>

/** ISO week of the site, such as 2026-W48. */
export const weekSchema = z.string().regex(/^\d{4}-W(0[1-9]|[1-4]\d|5[0-3])$/, 'expected an ISO week such as 2026-W48')

export const sampleItemSchema = z.object({
  week: z.string(),
  from: timeSchema,
  to: timeSchema,
  drawnAt: timeSchema,
  /** SHA-256 of the week and the anchor's hash. */
  seed: z.string(),
  population: z.number().int(),
  drawn: z.number().int(),
  checked: z.number().int(),
  findings: z.number().int()
})
export type SampleItem = z.infer<typeof sampleItemSchema>

/** 工单抽查: 20 % of the tickets of the week, by a seed that nobody could know before its end. */
export const sampleSchema = sampleItemSchema.extend({
  /** The last entry before the week's end, of the audit (`id`: its seq) or else of a ticket's timeline (ticket and position). */
  anchor: z.object({ of: z.enum(['audit', 'ticket']), id: z.string(), hash: z.string() }).nullable(),
  /** Ids of all tickets that were resolved or closed in the week. */
  candidates: z.array(z.string()),
  tickets: z.array(
    z.object({
      ticket: z.string(),
      number: z.string(),
      title: z.string(),
      priority: prioritySchema,
      check: z
        .object({
          at: timeSchema,
          by: z.string(),
          ok: z.boolean(),
          note: z.string().nullable(),
          /** The `qa` ticket of a finding. */
          finding: z.string().nullable()
        })
        .nullable()
    })
  )
})
export type Sample = z.infer<typeof sampleSchema>

/** A finding (`ok: false`) needs a note, and opens a `qa` ticket with the checked one as its parent. */
export const sampleCheckSchema = z.strictObject({
  ticket: z.string().min(1),
  ok: z.boolean(),
  note: z.string().trim().min(1).max(5000).optional()
})
export type SampleCheck = z.infer<typeof sampleCheckSchema>

export const handoverDraftSchema = z.object({
  at: timeSchema,
  date: z.string(),
  /** An id of `/shifts`, or a window such as `00:00-08:00`; null where no shift is at that time. */
  shift: z.string().nullable(),
  shiftName: z.string().nullable(),
  alarms: z.array(
    z.object({
      id: z.string(),
      equipment: z.string(),
      title: z.string(),
      severity: z.string(),
      state: z.string(),
      raisedAt: timeSchema
    })
  ),
  tickets: z.array(ticketLineSchema),
  outOfService: z.array(z.object({ equipment: z.string(), reason: z.string(), until: timeSchema, by: z.string() })),
  /** Written into the running logs of the shift. */
  remarks: z.array(z.object({ location: z.string(), at: timeSchema, by: z.string(), text: z.string() }))
})
export type HandoverDraft = z.infer<typeof handoverDraftSchema>

/** 交接班: what one shift left to the next, as it stood when it was given. */
export const handoverSchema = z.object({
  id: z.string(),
  date: z.string(),
  shift: z.string(),
  givenAt: timeSchema,
  givenBy: z.string(),
  note: z.string().nullable(),
  takenAt: timeSchema.nullable(),
  takenBy: z.string().nullable(),
  takeNote: z.string().nullable(),
  content: handoverDraftSchema,
  /** SHA-256 of date, shift, giver, note and content. */
  hash: z.string()
})
export type Handover = z.infer<typeof handoverSchema>

/** `draft`: with `at` (ISO 8601 or ms), what would be handed over then. */
export const handoversSchema = z.object({
  items: z.array(handoverSchema),
  nextCursor: z.string().nullable(),
  draft: handoverDraftSchema.optional()
})

export const newHandoverSchema = z.strictObject({
  date: dateSchema,
  shift: z.string().min(1),
  note: z.string().trim().min(1).max(5000).optional()
})
export const takeHandoverSchema = z.strictObject({ note: z.string().trim().min(1).max(5000).optional() })
