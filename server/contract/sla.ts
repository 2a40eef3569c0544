/** Service time policies and the site's calendar: what REST takes and gives. */
import { z } from 'zod'
import { clockNameSchema } from './clocks.ts'
import { durationSchema, idSchema, prioritySchema, timeSchema } from './common.ts'
import { ticketClassSchema, ticketSourceSchema, ticketTypeSchema } from './tickets.ts'
import { weekdays } from './words.ts'

export { weekdays } from './words.ts'

const nameSchema = z.strictObject({ zh: z.string().trim().min(1).max(100), en: z.string().trim().min(1).max(100) })

/** A span: real hours around the clock, hours of the office, or working days (due at the close of the last one). */
export const limitSchema = z.union(
  [
    z.strictObject({ within: durationSchema, hours: z.enum(['always', 'office']).optional() }),
    z.strictObject({ workingDays: z.number().int().min(1).max(250) })
  ],
  'expected within with a duration such as 30m, or workingDays with a number'
)
export type Limit = z.infer<typeof limitSchema>

const source = z.string().trim().min(1).max(500)
const more = {
  /** Due on the ticket's `wantedBy` where it has one; else after the limit. */
  by: z.literal('wanted').optional(),
  /** After each note the clock starts anew with this limit. Left out: it is met once. */
  repeat: limitSchema.optional(),
  /** The clause it comes from. */
  source
}
export const figureSchema = z.union(
  [
    z.strictObject({ within: durationSchema, hours: z.enum(['always', 'office']).optional(), ...more }),
    z.strictObject({ workingDays: z.number().int().min(1).max(250), ...more })
  ],
  'expected within with a duration or workingDays with a number, and source'
)
export type Figure = z.infer<typeof figureSchema>

const oneOrSeveral = <Item extends z.ZodType>(item: Item) => z.union([item, z.array(item).min(1)])

/** For tickets that fit all it names; a later row wins, clock by clock. `null`: no such clock. */
export const policyRowSchema = z.strictObject({
  type: oneOrSeveral(ticketTypeSchema).optional(),
  class: oneOrSeveral(ticketClassSchema).optional(),
  priority: oneOrSeveral(prioritySchema).optional(),
  /** The way it came in. */
  via: oneOrSeveral(ticketSourceSchema).optional(),
  clocks: z.partialRecord(clockNameSchema, figureSchema.nullable())
})
export type PolicyRow = z.infer<typeof policyRowSchema>

const rowsSchema = z.array(policyRowSchema).min(1).max(200)

/** A policy as its file and its version hold it. */
export const policySchema = z.strictObject({ id: idSchema, name: nameSchema, rows: rowsSchema })
export type Policy = z.infer<typeof policySchema>

/** A copy of another policy's newest version (`from`), or rows of one's own. */
export const newPolicySchema = z.strictObject({
  id: idSchema,
  name: nameSchema,
  from: idSchema.optional(),
  rows: rowsSchema.optional()
})
export type NewPolicy = z.infer<typeof newPolicySchema>

export const policyPatchSchema = z.strictObject({ name: nameSchema, rows: rowsSchema }).partial()
export type PolicyPatch = z.infer<typeof policyPatchSchema>

export const policyItemSchema = policySchema.extend({
  version: z.number().int(),
  /** `shipped`: as it came with the program. `site`: somebody here wrote it. */
  origin: z.enum(['shipped', 'site']),
  /** Since when this version is the newest. */
  at: timeSchema,
  /** Who wrote it; null for the program. */
  actor: z.string().nullable(),
  /** The ticket types it serves. */
  types: z.array(ticketTypeSchema)
})
export type PolicyItem = z.infer<typeof policyItemSchema>

/** Which policy serves which type of ticket. */
export const policyChoiceSchema = z.record(ticketTypeSchema, z.string())
export type PolicyChoice = z.infer<typeof policyChoiceSchema>
/** Types left out stay as they are. */
export const policyChoicePatchSchema = z.partialRecord(ticketTypeSchema, idSchema)

/** How many open tickets changed over. */
export const policyAppliedSchema = z.object({ policy: z.string(), version: z.number().int(), tickets: z.number().int() })

export const dateSchema = z.iso.date('expected a date, YYYY-MM-DD')
const windowSchema = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d-(([01]\d|2[0-3]):[0-5]\d|24:00)$/, 'expected a window such as 09:00-18:00')
  .refine((window) => window.slice(0, 5) < window.slice(6), 'expected a window that ends after it starts')

export type Weekday = (typeof weekdays)[number]
const dayHours = z
  .array(windowSchema)
  .max(4)
  .refine((windows) => windows.every((each, index) => index === 0 || (windows[index - 1] ?? '').slice(6) <= each.slice(0, 5)), {
    message: 'expected windows one after another'
  })
/** Office hours by the site's clock; a weekday without windows is no working day. */
export const officeHoursSchema = z
  .strictObject({ mon: dayHours, tue: dayHours, wed: dayHours, thu: dayHours, fri: dayHours, sat: dayHours, sun: dayHours })
  .refine((week) => weekdays.some((day) => week[day].length > 0), 'expected hours on at least one weekday')
export type OfficeHours = z.infer<typeof officeHoursSchema>

export const calendarSchema = z.object({ timezone: z.string(), hours: officeHoursSchema })
export const calendarPutSchema = z.strictObject({ hours: officeHoursSchema })

/** `holiday`: nobody works, whatever the weekday. `workday`: 调休, worked although the weekday is free. */
export const dayKindSchema = z.enum(['holiday', 'workday'])
export type DayKind = z.infer<typeof dayKindSchema>
export const calendarDayPutSchema = z.strictObject({ kind: dayKindSchema, name: z.string().trim().min(1).max(100) })
export const calendarDaySchema = z.object({
  date: dateSchema,
  kind: dayKindSchema,
  name: z.string(),
  /** `site` days win over shipped ones. */
  origin: z.enum(['shipped', 'site']),
  /** Where it comes from; null for a day of the site. */
  source: z.string().nullable()
})
export type CalendarDay = z.infer<typeof calendarDaySchema>
export const calendarDaysSchema = z.object({
  items: z.array(calendarDaySchema),
  nextCursor: z.null(),
  /** Whether the program ships this year's holidays; when not, they are to be entered by hand. */
  shipped: z.boolean()
})
