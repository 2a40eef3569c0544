/** Telling people: channels, preferences, routing, and what became of each message. */
import { z } from 'zod'
import { idSchema, prioritySchema, roleSchema, timeSchema } from './common.ts'
import { deliveryStates, languages, tellEvents } from './words.ts'

export const channelKinds = ['smtp', 'webpush', 'webhook', 'wecom', 'dingtalk', 'feishu', 'sms'] as const
export const channelKindSchema = z.enum(channelKinds)
export type ChannelKind = z.infer<typeof channelKindSchema>

export const languageSchema = z.enum(languages)
export type Language = z.infer<typeof languageSchema>

const httpUrl = z.url({ protocol: /^https?$/, error: 'expected an http:// or https:// address' }).max(2000)
const secret = z.string().min(1).max(500)
/** Posts in any 60 s that the other side takes; left out: what is known of the kind, or no limit. */
const perMinute = z.number().int().min(1).max(10_000).optional()
/** Whether it may lie in a private network, or on this machine. */
const allowPrivate = z.boolean().default(false)
const header = z.string().regex(/^[\x20-\x7e]{0,1000}$/, 'expected printable ASCII')
const headers = z.record(z.string().regex(/^[A-Za-z0-9-]{1,100}$/, 'expected the name of a header'), header)

/** The whole address of the robot, with its key or token, as the chat program shows it. */
const robot = { url: httpUrl, allowPrivate, perMinute }

/** What each kind needs; the fields of `secretSettings` are written and never shown. */
export const channelSettings = {
  smtp: z.strictObject({
    host: z.string().min(1).max(253),
    port: z.number().int().min(1).max(65_535).default(587),
    /** `tls` from the first byte (465); `starttls` or nothing; `starttls_if_offered`; `plain` for a relay in the same LAN. */
    security: z.enum(['tls', 'starttls', 'starttls_if_offered', 'plain']).default('starttls_if_offered'),
    user: z.string().max(320).optional(),
    password: secret.optional(),
    from: z.string().min(3).max(320),
    /** false takes a certificate nobody vouches for. */
    verifyCertificate: z.boolean().default(true),
    perMinute
  }),
  webpush: z.strictObject({
    /** Whom the push service may turn to. */
    subject: z.string().regex(/^(mailto:\S+@\S+|https:\/\/\S+)$/, 'expected mailto:someone@example.com or an https:// address'),
    /** VAPID keys; a pair is made when they are left out. */
    publicKey: z.string().min(1).max(200).optional(),
    privateKey: secret.optional(),
    allowPrivate
  }),
  webhook: z.strictObject({
    url: httpUrl,
    /** Signs each request; one is made when it is left out, and shown in that answer only. */
    secret: secret.optional(),
    headers: headers.default({}),
    allowPrivate,
    perMinute
  }),
  wecom: z.strictObject(robot),
  dingtalk: z.strictObject({ ...robot, secret: secret.optional() }),
  feishu: z.strictObject({ ...robot, secret: secret.optional() }),
  sms: z.strictObject({
    url: httpUrl,
    method: z.enum(['POST', 'PUT', 'GET']).default('POST'),
    headers: headers.default({}),
    /** Stands for `{secret}` in address, headers and body: what of the template must not be shown. */
    secret: secret.optional(),
    /** `{phone}`, `{text}` and `{secret}` are put in, escaped for the content type; in `url` as well. */
    body: z.string().max(10_000).default('{"phone":"{phone}","text":"{text}"}'),
    contentType: z.enum(['application/json', 'application/x-www-form-urlencoded']).default('application/json'),
    /** What the answer must contain to count as taken, e.g. `"code":0`; left out: any 2xx. */
    expect: z.string().min(1).max(200).optional(),
    allowPrivate,
    perMinute
  })
} as const satisfies Record<ChannelKind, z.ZodType>
export type ChannelSettings<Kind extends ChannelKind = ChannelKind> = z.output<(typeof channelSettings)[Kind]>

export const secretSettings = {
  smtp: ['password'],
  webpush: ['privateKey'],
  webhook: ['url', 'secret', 'headers'],
  wecom: ['url'],
  dingtalk: ['url', 'secret'],
  feishu: ['url', 'secret'],
  sms: ['url', 'headers', 'secret']
} as const satisfies Record<ChannelKind, readonly string[]>

const common = {
  id: idSchema,
  name: z.string().trim().min(1).max(100),
  /** The site's order: lower is tried sooner. */
  order: z.number().int().min(0).max(1000).default(100),
  /** Whom it is for; empty: everybody. */
  roles: z.array(roleSchema).max(5).default([]),
  teams: z.array(idSchema).max(100).default([]),
  /** Whether messages carry links that act; in a group whoever sees one may press it. */
  links: z.boolean().default(true)
}

const newChannelOf = <Kind extends ChannelKind>(kind: Kind) =>
  z.strictObject({ ...common, kind: z.literal(kind), settings: channelSettings[kind] })
export const newChannelSchema = z.discriminatedUnion('kind', [
  newChannelOf('smtp'),
  newChannelOf('webpush'),
  newChannelOf('webhook'),
  newChannelOf('wecom'),
  newChannelOf('dingtalk'),
  newChannelOf('feishu'),
  newChannelOf('sms')
])
export type NewChannel = z.infer<typeof newChannelSchema>

/** `settings` are checked together with those that stay; a secret left out, or sent back as it was shown, stays. */
export const channelPatchSchema = z
  .strictObject({
    name: common.name,
    order: common.order.unwrap(),
    roles: common.roles.unwrap(),
    teams: common.teams.unwrap(),
    links: common.links.unwrap(),
    enabled: z.boolean(),
    settings: z.record(z.string(), z.unknown())
  })
  .partial()
export type ChannelPatch = z.infer<typeof channelPatchSchema>

export const channelItemSchema = z.object({
  ...common,
  kind: channelKindSchema,
  /** Secrets are masked: `***` and the last four characters, of an address what stands before its secret. */
  settings: z.record(z.string(), z.unknown()),
  enabled: z.boolean(),
  state: z.object({
    /** Posts it may take at once; null without a limit. */
    tokens: z.number().nullable(),
    /** The other side takes nothing until then. */
    blockedUntil: timeSchema.nullable(),
    /** Nothing went through since then. */
    failingSince: timeSchema.nullable(),
    lastError: z.string().nullable(),
    lastSentAt: timeSchema.nullable()
  })
})
export type ChannelItem = z.infer<typeof channelItemSchema>
/** `secret`: of a webhook, when it was just made. */
export const channelAnswerSchema = channelItemSchema.extend({ secret: z.string().optional() })
export type ChannelAnswer = z.infer<typeof channelAnswerSchema>

/** To whom a test goes where the channel needs an address; left out: to whoever asks for it. */
export const channelTestSchema = z.strictObject({
  user: idSchema.optional(),
  email: z.email().optional(),
  phone: z
    .string()
    .regex(/^\+?[0-9]{5,20}$/, 'expected a telephone number')
    .optional()
})
export type ChannelTest = z.infer<typeof channelTestSchema>
export const channelTestAnswerSchema = z.object({
  ok: z.boolean(),
  /** What the other side said, at most 2,000 characters; of ours when it said nothing. */
  answer: z.string(),
  tookMs: z.number()
})
export type ChannelTestAnswer = z.infer<typeof channelTestAnswerSchema>

export const tellEventSchema = z.enum(tellEvents)
export type TellEvent = z.infer<typeof tellEventSchema>

/**
 * `on_duty`: those on duty now, of the ticket's roles; without a plan of duties everybody of these roles. `escalation`: the
 * role that the clock names. `former`: who had it before. `staff`: engineers and above. `holder`: who asked for the permit. `subscribers`: managers who chose the event. `requester`: who asked for the work, by SMS.
 */
export const audiences = [
  'assignee',
  'former',
  'on_duty',
  'managers',
  'admins',
  'staff',
  'holder',
  'escalation',
  'subscribers',
  'requester'
] as const
export const audienceSchema = z.enum(audiences)
export type Audience = z.infer<typeof audienceSchema>

/** `to`: who is told; `urgent`: who is told as well when the ticket is P1. */
export const routeRuleSchema = z.strictObject({ to: z.array(audienceSchema), urgent: z.array(audienceSchema).default([]) })
export type RouteRule = z.infer<typeof routeRuleSchema>
export const routingSchema = z.strictObject(
  Object.fromEntries(tellEvents.map((event) => [event, routeRuleSchema])) as Record<TellEvent, typeof routeRuleSchema>
)
export type Routing = z.infer<typeof routingSchema>
export const routingPatchSchema = routingSchema.partial()

const clock = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'expected HH:MM')
/** By the site's clock; one that ends before it starts runs past midnight. */
export const quietHoursSchema = z
  .strictObject({ from: clock, to: clock })
  .refine(({ from, to }) => from !== to, { error: 'expected another time than `from`', path: ['to'] })
export type QuietHours = z.infer<typeof quietHoursSchema>

const preferences = {
  /** Ids in the order they are tried; empty: the site's order. */
  channels: z.array(idSchema).max(20),
  /** null: everything one is told by default. Work at P1 comes all the same. */
  events: z.array(tellEventSchema).nullable(),
  priorities: z.array(prioritySchema).nullable(),
  /** What comes in them is kept until they end, and told at once; P1 is told at any time. */
  quiet: quietHoursSchema.nullable(),
  /** null: the site's. */
  language: languageSchema.nullable()
}
/** What is left out takes its default. */
export const preferencesSchema = z.strictObject({
  channels: preferences.channels.default([]),
  events: preferences.events.default(null),
  priorities: preferences.priorities.default(null),
  quiet: preferences.quiet.default(null),
  language: preferences.language.default(null)
})
/** For admins only: this person's quiet hours hold for P1 as well. */
export const adminPreferencesSchema = preferencesSchema.extend({ urgentWaits: z.boolean().default(false) })
export type Preferences = z.infer<typeof adminPreferencesSchema>
export const preferencesAnswerSchema = z.object({
  user: z.string(),
  ...preferences,
  urgentWaits: z.boolean(),
  /** What there is to choose from, in the site's order. */
  available: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      kind: channelKindSchema,
      /** Whether it reaches this person: there is an address for it. */
      reaches: z.boolean()
    })
  )
})
export type PreferencesAnswer = z.infer<typeof preferencesAnswerSchema>

export const deliveryStateSchema = z.enum(deliveryStates)
export type DeliveryState = z.infer<typeof deliveryStateSchema>

/** One message on one channel. */
export const deliverySchema = z.object({
  id: z.string(),
  message: z.string(),
  ticket: z.string(),
  event: tellEventSchema,
  priority: prioritySchema,
  /** A user's id; a requester's telephone number, all but its ends hidden. */
  to: z.string(),
  /** null: no channel reaches this person. */
  channel: z.string().nullable(),
  state: deliveryStateSchema,
  /** When it came to this state. */
  at: timeSchema,
  attempts: z.number().int(),
  /** When it is tried next; null when it is over. */
  nextAt: timeSchema.nullable(),
  error: z.string().nullable()
})
export type DeliveryItem = z.infer<typeof deliverySchema>

/** As `PushSubscription.toJSON()` gives it. */
export const newPushSubscriptionSchema = z.strictObject({
  endpoint: z.url({ protocol: /^https?$/ }).max(1000),
  expirationTime: z.number().nullable().optional(),
  keys: z.strictObject({ p256dh: z.string().min(1).max(200), auth: z.string().min(1).max(100) })
})
export type NewPushSubscription = z.infer<typeof newPushSubscriptionSchema>
export const pushSubscriptionSchema = z.object({ id: z.string(), endpoint: z.string(), createdAt: timeSchema })
export type PushSubscriptionItem = z.infer<typeof pushSubscriptionSchema>
