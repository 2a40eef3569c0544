/** The site file's shapes (contract §3); REST writes take the same ones. */
import { z } from 'zod'
import { durationSchema, idSchema, roleSchema } from './common.ts'
import { ruleSchema } from './rules.ts'
import { languageSchema } from './telling.ts'
import { metricTypes, placeRisks, planTypes } from './words.ts'
import { certificateSchema, contractorSchema, shiftSchema, staffSchema, teamSchema } from './workforce.ts'

export const siteSchema = z.strictObject({
  id: idSchema,
  name: z.string().min(1),
  timezone: z.string().default('Asia/Shanghai'),
  defaults: z.union([z.literal('off'), z.literal('on'), z.boolean()]).default('on'),
  anonymous: z.boolean().default(false),
  /** How long whoever a ticket went to may take to accept it, before it goes to somebody else. */
  accept_within: z
    .strictObject({ P1: durationSchema, P2: durationSchema, P3: durationSchema, P4: durationSchema })
    .partial()
    .optional(),
  /** Where people reach this service, e.g. https://wuxun.example.com: links in messages begin with it. */
  publicUrl: z
    .url({ protocol: /^https?$/, error: 'expected an http:// or https:// address' })
    .max(500)
    .optional(),
  /** Of messages to people who chose none; left out: zh. */
  language: languageSchema.optional()
})
export const customMetricSchema = z.strictObject({
  unit: z.string().optional(),
  type: z.enum(metricTypes),
  min: z.number().optional(),
  max: z.number().optional()
})
export const equipmentSchema = z.strictObject({
  id: idSchema,
  kind: z.string(),
  name: z.string().min(1),
  location: z.string().default(''),
  attributes: z.record(z.string(), z.union([z.number(), z.string(), z.boolean()])).default({}),
  metrics: z.record(z.string(), customMetricSchema).default({}),
  feeds: z.array(z.string()).default([])
})
export type EquipmentInput = z.infer<typeof equipmentSchema>

const passwordSchema = z.string().min(1).max(200)
export const deviceSchema = z.strictObject({
  id: idSchema,
  password: passwordSchema,
  equipment: z.array(idSchema).default([]),
  topics: z.array(z.string()).default([])
})
export type DeviceInput = z.infer<typeof deviceSchema>
export const readerSchema = z.strictObject({ id: idSchema, password: passwordSchema, location: z.string().default('') })
export type ReaderInput = z.infer<typeof readerSchema>
const checkItemBase = {
  id: idSchema,
  text: z.string().min(1).max(200),
  /** A photo must come with it. */
  photo: z.boolean().default(false)
}
/** One line of a checklist. A number outside min and max, like an issue, is a finding. */
export const checkItemSchema = z.discriminatedUnion('type', [
  z.strictObject({ ...checkItemBase, type: z.literal('ok') }),
  z.strictObject({
    ...checkItemBase,
    type: z.literal('choice'),
    options: z.array(z.string().min(1).max(100)).min(2).max(20),
    /** Those that are findings. */
    bad: z.array(z.string()).default([])
  }),
  z.strictObject({
    ...checkItemBase,
    type: z.literal('number'),
    unit: z.string().max(20).optional(),
    min: z.number().optional(),
    max: z.number().optional(),
    /**
     * The sensor that measures the same, in the same unit: what is typed is compared with its reading of that minute.
     * `tolerance`: how far apart they may be; left out, 5 % of the reading, at least 1 % of the metric's plausible range (ED).
     */
    sensor: z
      .strictObject({ equipment: idSchema, metric: z.string().min(1), tolerance: z.number().positive().optional() })
      .optional()
  })
])
export type CheckItem = z.infer<typeof checkItemSchema>

export const checkpointSchema = z.strictObject({
  id: idSchema,
  name: z.string().min(1),
  tag: z
    .string('expected quoted text, e.g. tag: "04A1B2C3D4E5F6"')
    .regex(/^[0-9A-F]{8,20}$/, 'expected the UID as upper-case hex, quoted')
    .optional(),
  location: z.string().default(''),
  /** Where it is, in metres, and on which floor: how fast somebody can be there. */
  position: z.strictObject({ x: z.number(), y: z.number(), floor: z.number().default(0) }).optional(),
  /** What makes work there risky: its safety checklist goes with every job (R34). */
  risks: z.array(z.enum(placeRisks)).default([]),
  /** What is looked at there. */
  checklist: z.array(checkItemSchema).max(50).default([])
})
export type CheckpointInput = z.infer<typeof checkpointSchema>
const monthDay = z.string().regex(/^(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/, 'expected "MM-DD"')
export const routeSchema = z.strictObject({
  id: idSchema,
  name: z.string().min(1),
  checkpoints: z.array(idSchema).min(1),
  /** Left out only where `times` says how often. */
  windows: z
    .array(z.string().regex(/^([01]\d|2[0-3]):[0-5]\d-(([01]\d|2[0-3]):[0-5]\d|24:00)$/, 'expected "HH:MM-HH:MM"'))
    .default([]),
  order: z.enum(['any', 'given']).default('any'),
  type: z.enum(planTypes).default('guard'),
  /** So often in each day, week or month, with at least `spacing` between two. In place of windows. */
  times: z
    .strictObject({
      count: z.number().int().min(1).max(100),
      per: z.enum(['day', 'week', 'month']),
      spacing: durationSchema.default('1h')
    })
    .optional(),
  /** Days of the week it is walked on, 1 = Monday. */
  days: z.array(z.number().int().min(1).max(7)).default([]),
  /** Only between these days of the year, both included; past New Year too. */
  season: z.strictObject({ from: monthDay, to: monthDay }).optional(),
  /** How long after a window its scans are waited for before what is missing is told. */
  grace: durationSchema.default('10m')
})
export type RouteInput = z.infer<typeof routeSchema>
export const userSchema = z.strictObject({ id: idSchema, name: z.string().min(1), role: roleSchema, password: passwordSchema })
export type UserInput = z.infer<typeof userSchema>

/** A foreign device's field to a metric; × scale, + offset, then from_unit into the metric's unit; or inverted. */
export const mappingSchema = z.strictObject({
  source: z.string().min(1).max(64),
  device: z.string().min(1).max(200),
  field: z.string().min(1).max(200),
  equipment: idSchema,
  metric: z.string().min(1),
  from_unit: z.string().min(1).optional(),
  scale: z.number().optional(),
  offset: z.number().optional(),
  invert: z.boolean().optional()
})
export type MappingInput = z.infer<typeof mappingSchema>
export const sourceSchema = z.strictObject({
  id: idSchema,
  url: z
    .string()
    .regex(/^(mqtts?|wss?):\/\/\S+$/, 'expected mqtt://, mqtts://, ws:// or wss://, with user:password@ where needed'),
  subscribe: z.array(z.string()).min(1)
})
export type SourceEntry = z.infer<typeof sourceSchema>

export const siteFileSchema = z.strictObject({
  site: siteSchema,
  equipment: z.array(equipmentSchema).default([]),
  devices: z.array(deviceSchema).default([]),
  readers: z.array(readerSchema).default([]),
  rules: z.array(ruleSchema).default([]),
  checkpoints: z.array(checkpointSchema).default([]),
  routes: z.array(routeSchema).default([]),
  users: z.array(userSchema).default([]),
  mappings: z.array(mappingSchema).default([]),
  sources: z.array(sourceSchema).default([]),
  teams: z.array(teamSchema).default([]),
  contractors: z.array(contractorSchema).default([]),
  shifts: z.array(shiftSchema).default([]),
  staff: z.array(staffSchema).default([]),
  certificates: z.array(certificateSchema).default([])
})
export type SiteFile = z.infer<typeof siteFileSchema>
