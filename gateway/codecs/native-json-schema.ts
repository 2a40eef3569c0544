/**
 * The native JSON payloads as zod shapes: the written contract. The hot path does the
 * same by hand (five times cheaper, see design), and a test holds the two together.
 */
import { z } from 'zod'

const tsSchema = z.union([z.int().nonnegative(), z.iso.datetime({ offset: true }), z.iso.datetime({ local: true })])
const valueSchema = z.union([z.number(), z.boolean(), z.string(), z.null()])

export const sampleSchema = z.looseObject({ ts: tsSchema.nullish(), values: z.record(z.string(), valueSchema) })
export const telemetrySchema = z.union([sampleSchema, z.array(sampleSchema)])
export const eventSchema = z.looseObject({
  ts: tsSchema.nullish(),
  code: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/),
  detail: z.record(z.string(), z.unknown()).nullish()
})
