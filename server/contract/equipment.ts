import { z } from 'zod'
import { timeSchema, valueSchema } from './common.ts'
import { customMetricSchema } from './site.ts'
import { equipmentStatuses, metricTypes } from './words.ts'

export const latestValueSchema = z.object({
  value: valueSchema,
  ts: timeSchema,
  /** All but `good`: not to be relied on; the sensor's own alarm says more. */
  quality: z.enum(['good', 'skewed', 'historical', 'stuck', 'flat', 'jumping', 'implausible'])
})
export type LatestValue = z.infer<typeof latestValueSchema>

export const equipmentStatusSchema = z.enum(equipmentStatuses)
export type EquipmentStatus = z.infer<typeof equipmentStatusSchema>

export const equipmentItemSchema = z.object({
  id: z.string(),
  kind: z.string(),
  name: z.string(),
  location: z.string(),
  /** false: removed from the register; left out otherwise. */
  enabled: z.literal(false).optional(),
  /** Taken out of service by hand; left out while in service. Its status goes on by condition. */
  outOfService: z.object({ reason: z.string(), until: timeSchema, by: z.string() }).optional(),
  status: equipmentStatusSchema,
  /** When anything at all last arrived from it; null when never heard of. */
  lastSeenAt: timeSchema.nullable(),
  latest: z.record(z.string(), latestValueSchema),
  /** Metrics whose last reading came with a time 5 min to 24 h ahead of the server's: stored, not latest, not judged. Left out when there is none. */
  skewed: z.record(z.string(), latestValueSchema).optional()
})
export type EquipmentItem = z.infer<typeof equipmentItemSchema>

export const metricInfoSchema = z.object({
  type: z.enum(metricTypes),
  unit: z.string().optional(),
  zh: z.string(),
  en: z.string(),
  normal: z
    .union([
      z.object({ min: z.number().optional(), max: z.number().optional() }),
      z.object({ is: z.union([z.boolean(), z.string()]) })
    ])
    .optional(),
  min: z.number().optional(),
  max: z.number().optional(),
  words: z.record(z.string(), z.object({ zh: z.string(), en: z.string() })).optional(),
  /** Sampling period in seconds; absent when it reports on change. */
  sample: z.number().optional()
})
export type MetricInfo = z.infer<typeof metricInfoSchema>

export const kindInfoSchema = z.object({
  kind: z.string(),
  zh: z.string(),
  en: z.string(),
  fire: z.boolean(),
  metrics: z.record(z.string(), metricInfoSchema)
})
export type KindInfo = z.infer<typeof kindInfoSchema>

/** One equipment: the list item, and what its values mean. */
export const equipmentDetailSchema = equipmentItemSchema.extend({
  kindName: z.object({ zh: z.string(), en: z.string() }),
  attributes: z.record(z.string(), z.union([z.number(), z.string(), z.boolean()])),
  metrics: z.record(z.string(), metricInfoSchema),
  /** The metrics the site added, as it wrote them; `metrics` has them too. */
  ownMetrics: z.record(z.string(), customMetricSchema).optional(),
  /** Ids of what it feeds. */
  feeds: z.array(z.string()).optional()
})
export type EquipmentDetail = z.infer<typeof equipmentDetailSchema>
