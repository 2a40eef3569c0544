/** The site file's shapes (contract §3); REST writes take the same ones. */
import { z } from 'zod'
import { durationSchema, idSchema, roleSchema } from './common.ts'
import { ruleSchema } from './rules.ts'
import { languageSchema } from './telling.ts'
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
  type: z.enum(['number', 'boolean', 'string', 'counter']),
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
export const checkpointSchema = z.strictObject({
  id: idSchema,
  name: z.string().min(1),
  tag: z
    .string('expected quoted text, e.g. tag: "04A1B2C3D4E5F6"')
    .regex(/^[0-9A-F]{8,20}$/, 'expected the UID as upper-case hex, quoted')
    .optional(),
  location: z.string().default('')
})
export type CheckpointInput = z.infer<typeof checkpointSchema>
export const routeSchema = z.strictObject({
  id: idSchema,
  name: z.string().min(1),
  checkpoints: z.array(idSchema).min(1),
  windows: z
    .array(z.string().regex(/^([01]\d|2[0-3]):[0-5]\d-(([01]\d|2[0-3]):[0-5]\d|24:00)$/, 'expected "HH:MM-HH:MM"'))
    .min(1),
  order: z.enum(['any', 'given']).default('any')
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
