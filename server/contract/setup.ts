/** What REST takes and gives when the site is set up (contract §5): the site file's shapes, an entry at a time. */
import { z } from 'zod'
import { timeSchema } from './common.ts'
import { componentStateSchema, newPasswordSchema } from './session.ts'
import { checkpointSchema, deviceSchema, equipmentSchema, readerSchema, routeSchema, siteSchema, userSchema } from './site.ts'

/** false takes an entry out of service, as DELETE does; true brings it back. */
const enabled = z.boolean()

// A patch says only what changes: the site file's defaults must not fill in what it leaves out.
const site = siteSchema.shape
export const sitePatchSchema = z
  .strictObject({
    id: site.id,
    name: site.name,
    timezone: site.timezone.unwrap(),
    defaults: site.defaults.unwrap(),
    anonymous: site.anonymous.unwrap(),
    accept_within: site.accept_within.unwrap(),
    /** null: derived from HTTP_HOST and HTTP_PORT again. */
    publicUrl: site.publicUrl.unwrap().nullable(),
    language: site.language.unwrap()
  })
  .partial()
export type SitePatch = z.infer<typeof sitePatchSchema>
/** `name` is empty as long as nobody has set the site up. */
export const siteItemSchema = z.object({ ...site, name: z.string() })
export type SiteItem = z.infer<typeof siteItemSchema>

const equipment = equipmentSchema.shape
export const equipmentPatchSchema = z
  .strictObject({
    kind: equipment.kind,
    name: equipment.name,
    location: equipment.location.unwrap(),
    attributes: equipment.attributes.unwrap(),
    metrics: equipment.metrics.unwrap(),
    feeds: equipment.feeds.unwrap(),
    enabled
  })
  .partial()
export type EquipmentPatch = z.infer<typeof equipmentPatchSchema>

/** null, or left out of a new entry: one is generated (128 bits, hex) and shown in this answer only. */
const password = deviceSchema.shape.password.nullable()
const shownOnce = { password: z.string().optional() }
/** `refusedAt`: when a log-in of this name last failed because of its password; since the start of the service. */
const presence = { enabled, connected: z.boolean(), refusedAt: timeSchema.nullable() }

const device = deviceSchema.shape
export const newDeviceSchema = z.strictObject({ ...device, password: password.optional() })
export const devicePatchSchema = z
  .strictObject({ password, equipment: device.equipment.unwrap(), topics: device.topics.unwrap(), enabled })
  .partial()
export const deviceItemSchema = z.object({
  id: z.string(),
  equipment: z.array(z.string()),
  topics: z.array(z.string()),
  ...presence
})
export type DeviceItem = z.infer<typeof deviceItemSchema>
export const deviceAnswerSchema = deviceItemSchema.extend(shownOnce)
export type DeviceAnswer = z.infer<typeof deviceAnswerSchema>

const reader = readerSchema.shape
export const newReaderSchema = z.strictObject({ ...reader, password: password.optional() })
export const readerPatchSchema = z.strictObject({ password, location: reader.location.unwrap(), enabled }).partial()
export const readerItemSchema = z.object({ id: z.string(), location: z.string(), ...presence })
export type ReaderItem = z.infer<typeof readerItemSchema>
export const readerAnswerSchema = readerItemSchema.extend(shownOnce)
export type ReaderAnswer = z.infer<typeof readerAnswerSchema>

const checkpoint = checkpointSchema.shape
/** `tag: null` takes the tag off, `position: null` the place. */
export const checkpointPatchSchema = z
  .strictObject({
    name: checkpoint.name,
    tag: checkpoint.tag.unwrap().nullable(),
    location: checkpoint.location.unwrap(),
    position: checkpoint.position.unwrap().nullable(),
    risks: checkpoint.risks.unwrap(),
    checklist: checkpoint.checklist.unwrap(),
    enabled
  })
  .partial()
export const checkpointItemSchema = z.object({ ...checkpoint, enabled })
export type CheckpointItem = z.infer<typeof checkpointItemSchema>

const route = routeSchema.shape
export const routePatchSchema = z
  .strictObject({
    name: route.name,
    checkpoints: route.checkpoints,
    windows: route.windows.unwrap(),
    order: route.order.unwrap(),
    type: route.type.unwrap(),
    times: route.times.unwrap().nullable(),
    days: route.days.unwrap(),
    season: route.season.unwrap().nullable(),
    grace: route.grace.unwrap(),
    enabled
  })
  .partial()
export const routeItemSchema = z.object({ ...route, enabled })
export type RouteItem = z.infer<typeof routeItemSchema>

const user = userSchema.shape
/** As `POST /session/password` wants it; a site file may give a shorter one. */
const chosenPassword = newPasswordSchema.nullable()
export const newUserSchema = z.strictObject({ ...user, password: chosenPassword.optional() })
export const userPatchSchema = z.strictObject({ name: user.name, role: user.role, password: chosenPassword, enabled }).partial()
export const userAccountSchema = z.object({ id: z.string(), name: z.string(), role: user.role, enabled })
export type UserAccount = z.infer<typeof userAccountSchema>
export const userAnswerSchema = userAccountSchema.extend(shownOnce)
export type UserAnswer = z.infer<typeof userAnswerSchema>

/** How the service is doing, since its start. Quantiles are upper bounds, in ms; null before the first commit. */
export const systemSchema = z.object({
  version: z.string(),
  startedAt: timeSchema,
  components: z.record(z.string(), componentStateSchema),
  /** `mqttPort`: where devices connect; null while the embedded broker does not listen. */
  mqttPort: z.number().nullable(),
  connections: z.object({ mqtt: z.number(), live: z.number() }),
  totals: z.object({
    messages: z.number(),
    readings: z.number(),
    events: z.number(),
    rejects: z.number(),
    commitFailures: z.number()
  }),
  commits: z.object({
    count: z.number(),
    meanMs: z.number().nullable(),
    p50Ms: z.number().nullable(),
    p99Ms: z.number().nullable(),
    messagesEach: z.number().nullable()
  }),
  memoryBytes: z.number(),
  /** Whether user `admin` still has the password that was generated at first start. */
  passwordGenerated: z.boolean()
})
export type SystemReport = z.infer<typeof systemSchema>
