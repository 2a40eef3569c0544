import { z } from 'zod'
import { attachmentSchema } from './attachments.ts'
import { ticketClockSchema } from './clocks.ts'
import { idSchema, prioritySchema, timeSchema, valueSchema } from './common.ts'
import { permitNoteSchema } from './permits.ts'
import { pointSchema } from './readings.ts'
import { deliverySchema } from './telling.ts'

export const ticketStatuses = ['open', 'assigned', 'accepted', 'arrived', 'on_hold', 'resolved', 'closed', 'cancelled'] as const
export const ticketStatusSchema = z.enum(ticketStatuses)
export type TicketStatus = z.infer<typeof ticketStatusSchema>

export const ticketActions = [
  'assign',
  'accept',
  'arrive',
  'hold',
  'resume',
  'resolve',
  'verify',
  'reopen',
  'cancel',
  'comment'
] as const
export const ticketActionSchema = z.enum(ticketActions)
export type TicketAction = z.infer<typeof ticketActionSchema>

/**
 * `fault` opens from a rule. By hand: `repair` request, `complaint`, `hazard`, `qa` finding, `liaison` (工作联络单).
 * By themselves too: `review` of an incident, `check` of something that cannot be right.
 */
export const ticketTypes = ['fault', 'repair', 'complaint', 'hazard', 'qa', 'liaison', 'review', 'check'] as const
export const ticketTypeSchema = z.enum(ticketTypes)
export type TicketType = z.infer<typeof ticketTypeSchema>

export const ticketSources = ['alarm', 'manual', 'phone', 'online', 'visit', 'patrol', 'sample', 'incident'] as const
export const ticketSourceSchema = z.enum(ticketSources)
export type TicketSource = z.infer<typeof ticketSourceSchema>

/** Of a complaint (domain.md §4): urgent, ordinary, complex, suggestion. Of a hazard: the others, and ordinary. */
export const ticketClasses = [
  'urgent',
  'ordinary',
  'complex',
  'suggestion',
  'fix_now',
  'slight',
  'serious',
  'fix_by_date',
  'needs_coordination'
] as const
export const ticketClassSchema = z.enum(ticketClasses)
export type TicketClass = z.infer<typeof ticketClassSchema>

/** 水电 / 土建 / 智能化 (003). */
export const trades = ['water_power', 'civil', 'smart'] as const
export const tradeSchema = z.enum(trades)
export type Trade = z.infer<typeof tradeSchema>

/** An elapsed clock is told by the browser; `due` never moves for display. */
export const ticketItemSchema = z.object({
  id: z.string(),
  number: z.string(),
  type: ticketTypeSchema,
  title: z.string(),
  equipment: z.string().nullable(),
  rule: z.string().nullable(),
  priority: prioritySchema,
  status: ticketStatusSchema,
  assignee: z.string().nullable(),
  roles: z.array(z.string()),
  openedAt: timeSchema,
  occurrences: z.number().int(),
  recovered: z.boolean(),
  due: z.object({ respond: timeSchema, arrive: timeSchema, resolve: timeSchema }),
  acceptedAt: timeSchema.nullable(),
  arrivedAt: timeSchema.nullable(),
  resolvedAt: timeSchema.nullable(),
  closedAt: timeSchema.nullable(),
  source: ticketSourceSchema,
  class: ticketClassSchema.nullable(),
  trade: tradeSchema.nullable(),
  place: z.string().nullable(),
  /** The date somebody wants it done by. */
  wantedBy: timeSchema.nullable(),
  parent: z.string().nullable(),
  contractor: z.string().nullable(),
  /** When they mean to be there. */
  eta: timeSchema.nullable(),
  /** Since when the telemetry has shown that the repair worked. */
  readyAt: timeSchema.nullable()
})
export type TicketItem = z.infer<typeof ticketItemSchema>

export const timelineEntrySchema = z.object({
  at: timeSchema,
  /**
   * `linked`: alarms that fold under this one, `{alarm, count, equipment: the last few}`, one entry whose count grows.
   * `caused`: what turned out to be behind it, `{alarm, rule, equipment, ticket}`. `staged`: severity rose.
   * `corrected`: late readings changed its times. The others: opened, repeated, recovered, assigned, accepted, arrived, held, resumed, resolved, verified, reopened, cancelled, commented, attached `{hash, kind, name, type, size}`.
   */
  type: z.string(),
  /** A user's id, or null when the program did it. */
  actor: z.string().nullable(),
  detail: z.record(z.string(), z.unknown())
})
export type TimelineEntry = z.infer<typeof timelineEntrySchema>

/** Frozen at opening: the readings of the 30 min before, as they were. */
export const breachSchema = z.object({
  metric: z.string().nullable(),
  limit: valueSchema.nullable(),
  value: valueSchema.nullable(),
  ruleVersion: z.number().int(),
  at: timeSchema,
  points: z.array(pointSchema)
})
export type Breach = z.infer<typeof breachSchema>

export const ticketDetailSchema = ticketItemSchema.extend({
  description: z.string().nullable(),
  /** 处置措施 of the rule: the ticket's first step. */
  action: z.string().nullable(),
  hold: z.object({ reason: z.string(), until: timeSchema }).nullable(),
  resolution: z.object({ result: z.string(), people: z.array(z.string()), parts: z.array(z.string()) }).nullable(),
  alarm: z.string().nullable(),
  /** Of the assignee and the firm; the phones are masked for those who have nothing to do with the ticket. */
  assigneeName: z.string().nullable(),
  assigneePhone: z.string().nullable(),
  contractorName: z.string().nullable(),
  contractorPhone: z.string().nullable(),
  requester: z.object({ name: z.string(), phone: z.string().nullable() }).nullable(),
  followUp: z
    .object({
      at: timeSchema,
      by: z.string(),
      satisfied: z.boolean(),
      rating: z.number().int().nullable(),
      note: z.string().nullable()
    })
    .nullable(),
  /** Of the round that is on, in the order of their names; one without a figure for this ticket is not there. */
  clocks: z.array(ticketClockSchema),
  timeline: z.array(timelineEntrySchema),
  breach: breachSchema.nullable(),
  /** Oldest first. */
  attachments: z.array(attachmentSchema),
  /** Oldest first. */
  permits: z.array(permitNoteSchema),
  /** Who was told of it, and how that went; oldest first, the last 200. */
  deliveries: z.array(deliverySchema),
  /** The steps this user may take now. */
  allowed: z.array(ticketActionSchema)
})
export type TicketDetail = z.infer<typeof ticketDetailSchema>

export const newTicketSchema = z.strictObject({
  title: z.string().trim().min(1).max(200),
  type: z.enum(['repair', 'complaint', 'hazard', 'qa']),
  priority: prioritySchema,
  equipment: idSchema.optional(),
  description: z.string().max(5000).optional()
})
export type NewTicket = z.infer<typeof newTicketSchema>

const note = z.string().trim().min(1).max(5000)
/** The body of each step; one schema an action, so that a wrong field is named. */
export const ticketActionBodies = {
  assign: z.strictObject({ assignee: idSchema, note: note.optional() }),
  accept: z.strictObject({ note: note.optional() }),
  arrive: z.strictObject({ note: note.optional() }),
  hold: z.strictObject({ reason: z.enum(['parts', 'access', 'third_party']), until: timeSchema, note: note.optional() }),
  resume: z.strictObject({ note: note.optional() }),
  resolve: z.strictObject({
    result: note,
    people: z.array(z.string().min(1)).max(50).optional(),
    parts: z.array(z.string().min(1)).max(100).optional()
  }),
  verify: z.strictObject({ note: note.optional() }),
  reopen: z.strictObject({ note }),
  cancel: z.strictObject({ note }),
  comment: z.strictObject({ note })
} as const satisfies Record<TicketAction, z.ZodType>
export type TicketActionBody<Action extends TicketAction = TicketAction> = z.infer<(typeof ticketActionBodies)[Action]>
