/**
 * The native JSON payloads as zod shapes: the written contract. The hot path does the
 * same by hand (five times cheaper, see design), and a test holds the two together.
 */
import { DateTime } from 'luxon'
import { z } from 'zod'

/** ISO 8601 with a time; zod's own wants seconds wherever there is an offset. */
const isoSchema = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}([.,]\d+)?)?(Z|[+-]\d{2}(:?\d{2})?)?$/)
  .refine((text) => DateTime.fromISO(text).isValid, 'no such time')
const tsSchema = z.union([z.int().nonnegative(), isoSchema])
const valueSchema = z.union([z.number(), z.boolean(), z.string(), z.null()])

const sampleSchema = z.looseObject({ ts: tsSchema.nullish(), values: z.record(z.string(), valueSchema) })
export const telemetrySchema = z.union([sampleSchema, z.array(sampleSchema).min(1)])
export const eventSchema = z.looseObject({
  ts: tsSchema.nullish(),
  code: z.string().min(1).max(64),
  detail: z.record(z.string(), z.unknown()).nullish()
})
