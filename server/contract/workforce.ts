/** The people who do the work: teams, firms, shifts, who is on duty, and what each may do. The site file's shapes and REST's. */
import { z } from 'zod'
import { idSchema, roleSchema, timeSchema } from './common.ts'
import { certificateTypes, skills } from './words.ts'

export { ownStaffFields, skills } from './words.ts'

export const skillSchema = z.enum(skills)
export type Skill = z.infer<typeof skillSchema>

export const certificateTypeSchema = z.enum(certificateTypes)
export type CertificateType = z.infer<typeof certificateTypeSchema>

/** A day of the site, `YYYY-MM-DD`. */
export const siteDateSchema = z.iso.date('expected a date such as 2026-10-01')

const name = z.string().trim().min(1).max(100)
const phone = z
  .string('expected quoted text, e.g. phone: "13800000000"')
  .regex(/^\+?\d(?:[ -]?\d){4,18}$/, 'expected a phone number of 5 to 19 digits, e.g. "13800000000" or "+86 571-88880000"')
const email = z.email('expected an e-mail address').max(200)
const chatId = z.string().regex(/^\S{1,64}$/, 'expected an id of 1 to 64 characters without blanks')
const clockTime = z.string('expected quoted text, e.g. "08:00"')
const starts = clockTime.regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'expected "HH:MM"')
const ends = clockTime.regex(/^(([01]\d|2[0-3]):[0-5]\d|24:00)$/, 'expected "HH:MM"')
const enabled = z.boolean()

export const teamSchema = z.strictObject({ id: idSchema, name })
export type TeamInput = z.infer<typeof teamSchema>
export const teamPatchSchema = z.strictObject({ name, enabled }).partial()
export const teamItemSchema = z.object({ ...teamSchema.shape, enabled })
export type TeamItem = z.infer<typeof teamItemSchema>

/** A maintenance firm. `kinds`: of equipment it looks after. */
export const contractorSchema = z.strictObject({
  id: idSchema,
  name,
  phone: phone.optional(),
  email: email.optional(),
  kinds: z.array(z.string()).default([])
})
export type ContractorInput = z.infer<typeof contractorSchema>
/** null takes a phone or an address away. */
export const contractorPatchSchema = z
  .strictObject({ name, phone: phone.nullable(), email: email.nullable(), kinds: z.array(z.string()), enabled })
  .partial()
export const contractorItemSchema = z.object({ ...contractorSchema.shape, enabled })
export type ContractorItem = z.infer<typeof contractorItemSchema>

/**
 * By the clock on the site's wall; one that ends before it starts runs past midnight and belongs to the day it starts on.
 * `team`: who works it on the days for which the duty calendar names nobody. `patrol`: its guards report where they are, by one
 * scan in each hour of it.
 */
export const shiftSchema = z.strictObject({
  id: idSchema,
  name,
  starts,
  ends,
  team: idSchema.optional(),
  patrol: z.boolean().default(false)
})
export type ShiftInput = z.infer<typeof shiftSchema>
export const shiftPatchSchema = z
  .strictObject({ name, starts, ends, team: idSchema.nullable(), patrol: z.boolean(), enabled })
  .partial()
export const shiftItemSchema = z.object({ ...shiftSchema.shape, enabled })
export type ShiftItem = z.infer<typeof shiftItemSchema>

/** `wecom`, `dingtalk`, `feishu`: ids in chat programs, for @ in group robots. `contractor`: the firm this person works for. */
export const staffSchema = z.strictObject({
  user: idSchema,
  phone: phone.optional(),
  email: email.optional(),
  wecom: chatId.optional(),
  dingtalk: chatId.optional(),
  feishu: chatId.optional(),
  team: idSchema.optional(),
  skills: z.array(skillSchema).default([]),
  contractor: idSchema.optional()
})
export type StaffInput = z.infer<typeof staffSchema>

/** null takes away. `enabled: false`: is given no ticket by the dispatcher, on duty or not. */
export const staffPatchSchema = z
  .strictObject({
    phone: phone.nullable(),
    email: email.nullable(),
    wecom: chatId.nullable(),
    dingtalk: chatId.nullable(),
    feishu: chatId.nullable(),
    team: idSchema.nullable(),
    skills: z.array(skillSchema),
    contractor: idSchema.nullable(),
    enabled
  })
  .partial()
export type StaffPatch = z.infer<typeof staffPatchSchema>

/** `expires`: the last day it is good for. */
export const certificateSchema = z.strictObject({
  id: idSchema,
  user: idSchema,
  type: certificateTypeSchema,
  number: z.string('expected quoted text').trim().min(1).max(100),
  issued: siteDateSchema.optional(),
  expires: siteDateSchema
})
export type CertificateInput = z.infer<typeof certificateSchema>
/** Left out, the id is made here. */
export const newCertificateSchema = z.strictObject({ ...certificateSchema.shape, id: idSchema.optional() })
export type NewCertificate = z.infer<typeof newCertificateSchema>
export const certificatePatchSchema = z
  .strictObject({
    type: certificateTypeSchema,
    number: certificateSchema.shape.number,
    issued: siteDateSchema.nullable(),
    expires: siteDateSchema,
    enabled
  })
  .partial()
export type CertificatePatch = z.infer<typeof certificatePatchSchema>

/** `number`: all but the end is hidden from those below manager, but for one's own. `state`: `expiring` within 30 days. */
export const certificateItemSchema = z.object({
  id: z.string(),
  user: z.string(),
  type: certificateTypeSchema,
  number: z.string(),
  issued: siteDateSchema.nullable(),
  expires: siteDateSchema,
  state: z.enum(['valid', 'expiring', 'expired']),
  /** Whole days it is still good for; negative once it has expired. */
  daysLeft: z.number().int(),
  enabled
})
export type CertificateItem = z.infer<typeof certificateItemSchema>

/**
 * A user and what is known of him as somebody who works here. For viewers and guards the phone and the address are
 * masked (`138****0000`), chat ids null and certificates left out, but for their own.
 */
export const staffItemSchema = z.object({
  user: z.string(),
  name: z.string(),
  role: roleSchema,
  phone: z.string().nullable(),
  email: z.string().nullable(),
  wecom: z.string().nullable(),
  dingtalk: z.string().nullable(),
  feishu: z.string().nullable(),
  team: z.string().nullable(),
  skills: z.array(skillSchema),
  contractor: z.string().nullable(),
  enabled,
  certificates: z.array(certificateItemSchema),
  onDuty: z.boolean(),
  /** Assigned to him and not resolved. */
  openTickets: z.number().int()
})
export type StaffItem = z.infer<typeof staffItemSchema>

const dutyUsers = z.array(idSchema).max(200)
/** Who works a shift that starts on this day. */
export const dutySchema = z.object({ date: siteDateSchema, shift: z.string(), users: z.array(z.string()) })
export type DutyItem = z.infer<typeof dutySchema>
/** In place of whoever was on it; nobody: the shift's team again. */
export const dutyWriteSchema = z.strictObject({ date: siteDateSchema, shift: idSchema, users: dutyUsers })
/** The seven days from `from` once for each of `weeks` weeks, the first of which begins at `to`; what stood there goes. */
export const dutyCopySchema = z.strictObject({
  from: siteDateSchema,
  to: siteDateSchema,
  weeks: z.number().int().min(1).max(53)
})
export type DutyCopy = z.infer<typeof dutyCopySchema>
/** How many entries the calendar got. */
export const dutyCopiedSchema = z.object({ copied: z.number().int() })

/** `by`: the calendar names him, or nobody is named and it is his team's shift. */
export const onDutyItemSchema = z.object({
  user: z.string(),
  name: z.string(),
  role: roleSchema,
  phone: z.string().nullable(),
  team: z.string().nullable(),
  skills: z.array(skillSchema),
  contractor: z.string().nullable(),
  shift: z.string(),
  shiftName: z.string(),
  from: timeSchema,
  to: timeSchema,
  by: z.enum(['calendar', 'team'])
})
export type OnDutyItem = z.infer<typeof onDutyItemSchema>

/**
 * Why a ticket went to somebody, or to nobody: in `why` of the timeline's `dispatched` and `redispatched`, the weightiest
 * first. `value`: the skill, type of certificate, firm, or number of tickets in hand.
 */
export const dispatchReasons = [
  'contractor',
  'on_duty',
  'reachable',
  'skill',
  'generalist',
  'certificate',
  'load',
  'nobody_on_duty',
  'no_role',
  'no_skill',
  'no_certificate',
  'everybody_asked'
] as const
export const dispatchReasonSchema = z.object({
  reason: z.enum(dispatchReasons),
  value: z.union([z.string(), z.number()]).optional()
})
export type DispatchReason = z.infer<typeof dispatchReasonSchema>
