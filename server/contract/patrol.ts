/** Patrol: scans in, rounds out (contract §5). */
import { z } from 'zod'
import { idSchema, timeSchema } from './common.ts'
import { checkpointSchema, routeSchema } from './site.ts'
import { hazardClasses, planTypes, positionStatuses, roundStatuses } from './words.ts'

/** What makes a scan doubtful. It is taken all the same, and shown to the manager. */
export const suspicions = [
  /** This tap of an NTAG 424 was used before, by another scan. */
  'replayed',
  /** Its counter is lower than that of a tap made before it: kept back, and used later. */
  'harvested',
  /** The MAC, or what is encrypted, is not of this tag's key. */
  'forged',
  /** Signed by another tag than the one of this checkpoint. */
  'wrong_tag',
  /** Farther from the last one than a person walks in that time. */
  'too_fast',
  /** The same guard at the same place again within 60 s (domain.md §5): one visit, of which the first counts. */
  'again',
  /** The phone's clock is more than 5 min off ours. */
  'clock_off',
  /** The phone's clock was set between two entries of one page. */
  'clock_set',
  /** Its entry was changed after it was recorded. */
  'edited',
  /** Entries between the one before it and this one are missing. */
  'gap',
  /** It stands in another place of the chain than it was recorded in. */
  'reordered',
  /** Told only days later. */
  'stale',
  /** No tag was read: the address was typed, or a code scanned that stands for a tag with keys. */
  'no_proof',
  /** What was typed is not what the sensor said at that time. */
  'disagrees'
] as const
export const suspicionSchema = z.enum(suspicions)
export type Suspicion = z.infer<typeof suspicionSchema>

/** How surely somebody stood there: `sun` cannot be copied, a plain UID can, an address can be typed. */
export const assurances = ['sun', 'uid', 'url', 'qr', 'manual'] as const
export const assuranceSchema = z.enum(assurances)
export type Assurance = z.infer<typeof assuranceSchema>

const hashSchema = z.string().regex(/^[0-9a-f]{64}$/, 'expected a SHA-256 as 64 lower-case hex digits')

export const answerSchema = z.strictObject({
  /** Id of a checklist item. */
  item: idSchema,
  value: z.union([z.number(), z.boolean(), z.string().max(2000)])
})
export type Answer = z.infer<typeof answerSchema>

export const sunTextSchema = z.strictObject({
  e: z.string().regex(/^[0-9A-Fa-f]{32}$/, 'expected 32 hex digits'),
  c: z.string().regex(/^[0-9A-Fa-f]{16}$/, 'expected 16 hex digits')
})

/** What the guard makes of a finding, in one tap. */
export const hazardWishSchema = z
  .strictObject({
    class: z.enum(hazardClasses),
    /** By when; needed to fix by a date. */
    wantedBy: timeSchema.optional()
  })
  .refine((wish) => wish.class !== 'fix_by_date' || wish.wantedBy !== undefined, {
    path: ['wantedBy'],
    error: 'expected the date it is to be fixed by'
  })
export type HazardWish = z.infer<typeof hazardWishSchema>

/** `ts`: ms, or ISO 8601; without offset it is site time. Either `tag` or `checkpoint` says where. */
export const newScanSchema = z.strictObject({
  id: idSchema.optional(),
  ts: z.union([z.number().int(), z.string()]),
  tag: z
    .string()
    .regex(/^[0-9A-Fa-f]{8,20}$/, 'expected the UID as hex digits')
    .optional(),
  checkpoint: idSchema.optional(),
  guard: idSchema.optional(),
  result: z.enum(['ok', 'issue']).default('ok'),
  note: z.string().max(5000).optional(),
  via: z.enum(['nfc', 'url', 'qr', 'manual']).optional(),
  sun: sunTextSchema.optional(),
  /** The page's chain, see patrol-chain.ts. */
  anchor: idSchema.optional(),
  seq: z.number().int().min(1).optional(),
  prev: z.string().max(100).optional(),
  mono: z.number().optional(),
  /** What the phone makes of itself: differs from ours when somebody edited the entry. */
  hash: hashSchema.optional(),
  /** The phone's clock while it sends, ms: how far it is off. */
  sentAt: z.number().int().optional(),
  answers: z.array(answerSchema).max(100).default([]),
  /** Of what was found; left out, an ordinary one. */
  hazard: hazardWishSchema.optional(),
  /** Hashes of photos that were sent before. */
  photos: z.array(hashSchema).max(20).default([])
})
export type NewScan = z.infer<typeof newScanSchema>

/** A typed number beside its sensor. Without a fresh reading `measured` and what follows from it is null: not compared. */
export const comparisonSchema = z.object({
  item: z.string(),
  /** As the checklist said it. */
  text: z.string(),
  equipment: z.string(),
  metric: z.string(),
  typed: z.number(),
  measured: z.number().nullable(),
  measuredAt: timeSchema.nullable(),
  /** `typed` less `measured`. */
  difference: z.number().nullable(),
  tolerance: z.number().nullable(),
  agrees: z.boolean().nullable(),
  /** The check job it opened, or that was open about this sensor. */
  ticket: z.string().nullable()
})
export type ComparisonItem = z.infer<typeof comparisonSchema>

export const scanItemSchema = z.object({
  id: z.string(),
  checkpoint: z.string(),
  guard: z.string(),
  /** The fixed or hand-held reader that told it; null for a phone. */
  reader: z.string().nullable(),
  ts: timeSchema,
  receivedAt: timeSchema,
  result: z.enum(['ok', 'issue']),
  note: z.string().nullable(),
  assurance: assuranceSchema,
  suspect: z.array(suspicionSchema),
  answers: z.array(answerSchema),
  comparisons: z.array(comparisonSchema),
  photos: z.array(z.string()),
  /** The round it counts for. */
  round: z.string().nullable(),
  /** The hazard ticket it opened. */
  ticket: z.string().nullable()
})
export type ScanItem = z.infer<typeof scanItemSchema>

export const roundStatusSchema = z.enum(roundStatuses)
export type RoundStatus = z.infer<typeof roundStatusSchema>

/** `date` of the site; a window that runs past midnight belongs to the date it starts on. */
export const roundItemSchema = z.object({
  id: z.string(),
  route: z.string(),
  routeName: z.string(),
  type: z.enum(planTypes),
  date: z.string(),
  window: z.object({ from: timeSchema, to: timeSchema }),
  status: roundStatusSchema,
  /** Of the plan as it was when the window began, in its order. */
  checkpoints: z.array(z.string()),
  scans: z.array(scanItemSchema),
  /** Checkpoints without a scan; while the window runs, those still to come. */
  missed: z.array(z.string()),
  /** Ids of doubtful scans. */
  suspect: z.array(z.string())
})
export type RoundItem = z.infer<typeof roundItemSchema>

export const positionStatusSchema = z.enum(positionStatuses)
export type PositionStatus = z.infer<typeof positionStatusSchema>

/** `GET /patrol/positions?date=`: an hour of a patrol shift in which its guard is to be heard. */
export const positionItemSchema = z.object({
  guard: z.string(),
  shift: z.string(),
  shiftName: z.string(),
  hour: z.object({ from: timeSchema, to: timeSchema }),
  status: positionStatusSchema
})
export type PositionItem = z.infer<typeof positionItemSchema>

/** A tag with keys, at its checkpoint. `key`: K_file, 16 bytes as hex; never shown again. */
export const newTagKeySchema = z.strictObject({
  uid: z.string().regex(/^[0-9A-Fa-f]{14}$/, 'expected the UID as 14 hex digits'),
  checkpoint: idSchema,
  key: z.string().regex(/^[0-9A-Fa-f]{32}$/, 'expected 32 hex digits'),
  counter: z.number().int().min(0).max(0xffffff).default(0)
})
export const tagKeyItemSchema = z.object({
  uid: z.string(),
  checkpoint: z.string(),
  counter: z.number().int(),
  enrolledAt: timeSchema,
  /** Counters nobody told of: taps by others, by phones not yet on line, or kept back for later. */
  unused: z.number().int()
})
export type TagKeyItem = z.infer<typeof tagKeyItemSchema>
/** `GET /patrol/counters`: of each tag with keys, without what only admins see. */
export const tagCountersSchema = tagKeyItemSchema.pick({ uid: true, checkpoint: true, unused: true })
export type TagCounters = z.infer<typeof tagCountersSchema>
/** K_meta, the same for all tags of the site. */
export const metaKeySchema = z.strictObject({ key: newTagKeySchema.shape.key })

/** All that a guard's phone needs to work without network. */
export const guideSchema = z.object({
  site: z.object({ id: z.string(), name: z.string(), timezone: z.string() }),
  checkpoints: z.array(checkpointSchema),
  routes: z.array(routeSchema.pick({ id: true, name: true, type: true, checkpoints: true, order: true })),
  rounds: z.array(roundItemSchema)
})
export type Guide = z.infer<typeof guideSchema>

/** `GET /patrol/coverage`: places that no route in service goes to. */
export const coverageSchema = z.object({
  /** In service. */
  checkpoints: z.number().int(),
  blindSpots: z.array(checkpointSchema.pick({ id: true, name: true, location: true }))
})
export type Coverage = z.infer<typeof coverageSchema>

const hoursSchema = z.array(z.number().int()).length(24)
/** `GET /patrol/heat?from=&to=`: rounds that are over, by the hour of the site in which their window begins. */
export const heatSchema = z.object({
  /** `planned`: rounds that go there; `seen`: those in which it was seen as often as planned. */
  places: z.array(z.object({ checkpoint: z.string(), planned: hoursSchema, seen: hoursSchema })),
  /** A route's windows of one time of day. `score`: 1 begins always at the same minute, 0 as spread as by chance. */
  habits: z.array(
    z.object({
      route: z.string(),
      name: z.string(),
      window: z.string(),
      /** Of them something was seen. */
      rounds: z.number().int(),
      spreadMinutes: z.number().nullable(),
      score: z.number().nullable()
    })
  )
})
export type Heat = z.infer<typeof heatSchema>

export const photoAnswerSchema = z.object({ hash: z.string(), type: z.string(), size: z.number().int() })
export type PhotoAnswer = z.infer<typeof photoAnswerSchema>
