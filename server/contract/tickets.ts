import { z } from 'zod'
import { attachmentSchema } from './attachments.ts'
import { ticketClockSchema } from './clocks.ts'
import { idSchema, prioritySchema, timeSchema, valueSchema } from './common.ts'
import { incidentSchema } from './incidents.ts'
import { permitNoteSchema } from './permits.ts'
import { pointSchema } from './readings.ts'
import { deliverySchema } from './telling.ts'
import {
  classesOf,
  holdReasons,
  manualSources,
  manualTypes,
  ticketClasses,
  ticketSources,
  ticketStatuses,
  ticketTypes,
  trades
} from './words.ts'

export { ticketClasses, ticketSources, ticketStatuses, ticketTypes } from './words.ts'

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
  'comment',
  'hand_on',
  'expect',
  'progress',
  'tell_result',
  'follow_up'
] as const
export const ticketActionSchema = z.enum(ticketActions)
export type TicketAction = z.infer<typeof ticketActionSchema>

export const ticketTypeSchema = z.enum(ticketTypes)
export type TicketType = z.infer<typeof ticketTypeSchema>

export const ticketSourceSchema = z.enum(ticketSources)
export type TicketSource = z.infer<typeof ticketSourceSchema>

export const ticketClassSchema = z.enum(ticketClasses)
export type TicketClass = z.infer<typeof ticketClassSchema>

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
   * `corrected`: late readings changed its times. `arrived` `{by: tag | button}`. `effect_confirmed` `{since, hold}`.
   * `followed_up` `{satisfied, rating?, note?}`. `incident_begun` `{kind, title}`, `incident_checked` `{item, role, done, note?}`, `incident_ended` `{note, review}`.
   * The others: opened, repeated, recovered, assigned, handed_on, accepted, expected, progressed, held, resumed, resolved, result_told, verified,
   * reopened, cancelled, commented, attached `{hash, kind, name, type, size}`.
   */
  type: z.string(),
  /** A user's id, or null when the program did it. */
  actor: z.string().nullable(),
  detail: z.record(z.string(), z.unknown())
})
export type TimelineEntry = z.infer<typeof timelineEntrySchema>

/** One of the last tickets of the same equipment, as it was when the breach was frozen. */
export const earlierTicketSchema = z.object({
  id: z.string(),
  number: z.string(),
  title: z.string(),
  rule: z.string().nullable(),
  status: ticketStatusSchema,
  openedAt: timeSchema,
  closedAt: timeSchema.nullable(),
  result: z.string().nullable()
})

/** Frozen at opening: the readings from 30 min before to 5 min after, as they were, and what was known of the equipment. */
export const breachSchema = z.object({
  metric: z.string().nullable(),
  limit: valueSchema.nullable(),
  value: valueSchema.nullable(),
  ruleVersion: z.number().int(),
  at: timeSchema,
  points: z.array(pointSchema),
  /** The last three tickets of the equipment, newest first. */
  earlier: z.array(earlierTicketSchema),
  /** The last work on the equipment: its newest ticket that was resolved. */
  maintenance: z.object({ ticket: z.string(), at: timeSchema, result: z.string(), people: z.array(z.string()) }).nullable(),
  /** The equipment's own count, where it keeps one. */
  daysSinceMaintenance: z.number().nullable(),
  /** Used in earlier tickets of this rule, the most used first. */
  parts: z.array(z.string()),
  /** SHA-256, in hex; null for a breach that was frozen before hashes were kept. Final 5 min after the raise. */
  hash: z.string().nullable()
})
export type Breach = z.infer<typeof breachSchema>

/** Whether what is stored is still what was frozen. `hash`: the stored one. */
export const breachProofSchema = z.object({ ok: z.boolean(), hash: z.string().nullable() })
export type BreachProof = z.infer<typeof breachProofSchema>

export const ticketDetailSchema = ticketItemSchema.extend({
  description: z.string().nullable(),
  /** 处置措施 of the rule: the ticket's first step. */
  action: z.string().nullable(),
  hold: z.object({ reason: z.string(), until: timeSchema }).nullable(),
  /** Time, people, equipment, result (002: kept of every repair). */
  resolution: z
    .object({
      result: z.string(),
      people: z.array(z.string()),
      parts: z.array(z.string()),
      equipment: z.string().nullable(),
      at: timeSchema.nullable()
    })
    .nullable(),
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
  /** When the telemetry is looked at to see whether the repair worked; null when there is nothing to look at, or it was. */
  checkAt: timeSchema.nullable(),
  incident: incidentSchema.nullable(),
  /** What the ticket tells of usually is an incident, and none was begun. */
  incidentSuggested: z.boolean(),
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

const note = z.string().trim().min(1).max(5000)

/** A contact sheet (工作联络单) is a task, a deadline and an owner; a hazard to be fixed by a date needs those too (003). */
function isDated({ type, class: kind }: { type: TicketType; class?: TicketClass | undefined }): boolean {
  return type === 'liaison' || (type === 'hazard' && kind === 'fix_by_date')
}

export const newTicketSchema = z
  .strictObject({
    title: z.string().trim().min(1).max(200),
    type: z.enum(manualTypes),
    priority: prioritySchema,
    equipment: idSchema.optional(),
    description: z.string().max(5000).optional(),
    class: ticketClassSchema.optional(),
    trade: tradeSchema.optional(),
    place: z.string().trim().min(1).max(200).optional(),
    source: z.enum(manualSources).optional(),
    requester: z
      .strictObject({ name: z.string().trim().min(1).max(100), phone: z.string().trim().min(3).max(40).optional() })
      .optional(),
    wantedBy: timeSchema.optional(),
    assignee: idSchema.optional(),
    /** Id of the ticket it follows from. */
    parent: z.string().min(1).max(64).optional()
  })
  .superRefine((ticket, context) => {
    const refuse = (field: string, message: string) => context.addIssue({ code: 'custom', path: [field], message })
    const classes = classesOf[ticket.type] ?? []
    if (ticket.class !== undefined && !classes.includes(ticket.class)) {
      const expected = classes.length === 0 ? 'nothing' : `one of ${classes.join(', ')}`
      refuse('class', `expected ${expected} for a ticket of type ${ticket.type}`)
    }
    if (!isDated(ticket)) return
    for (const field of ['wantedBy', 'assignee'] as const) {
      if (ticket[field] === undefined) refuse(field, `missing: a ${ticket.class ?? ticket.type} ticket has an owner and a date`)
    }
  })
export type NewTicket = z.infer<typeof newTicketSchema>

/** What the words of a request say of its urgency: a suggestion, nothing is decided by it. */
export const urgencySchema = z.object({
  /** Null: nothing in the text is known to be urgent. */
  priority: prioritySchema.nullable(),
  /** The words that say so. */
  words: z.array(z.string()),
  source: z.string().nullable()
})
export type Urgency = z.infer<typeof urgencySchema>

/** The body of each step; one schema an action, so that a wrong field is named. */
export const ticketActionBodies = {
  assign: z
    .strictObject({ assignee: idSchema.optional(), contractor: idSchema.optional(), note: note.optional() })
    .refine(({ assignee, contractor }) => assignee !== undefined || contractor !== undefined, {
      path: ['assignee'],
      message: 'missing: expected an assignee, a contractor, or both'
    }),
  accept: z.strictObject({ eta: timeSchema.optional(), note: note.optional() }),
  /** `tag`: of the equipment, or of a checkpoint where it stands. */
  arrive: z.strictObject({ tag: z.string().trim().min(1).max(100).optional(), note: note.optional() }),
  hold: z.strictObject({ reason: z.enum(holdReasons), until: timeSchema, note: note.optional() }),
  resume: z.strictObject({ note: note.optional() }),
  /** `people`: users or anybody else, by name. `equipment`: what was worked on, where the ticket did not say. */
  resolve: z.strictObject({
    result: note,
    people: z.array(z.string().min(1)).max(50).optional(),
    parts: z.array(z.string().min(1)).max(100).optional(),
    equipment: idSchema.optional()
  }),
  verify: z.strictObject({ note: note.optional() }),
  reopen: z.strictObject({ note }),
  cancel: z.strictObject({ note }),
  comment: z.strictObject({ note }),
  hand_on: z.strictObject({ assignee: idSchema, note: note.optional() }),
  expect: z.strictObject({ at: timeSchema, note: note.optional() }),
  progress: z.strictObject({ note }),
  tell_result: z.strictObject({ note }),
  follow_up: z.strictObject({ satisfied: z.boolean(), rating: z.number().int().min(1).max(5).optional(), note: note.optional() })
} as const satisfies Record<TicketAction, z.ZodType>
export type TicketActionBody<Action extends TicketAction = TicketAction> = z.infer<(typeof ticketActionBodies)[Action]>
