import { z } from 'zod'
import { durationSchema, valueSchema } from './common.ts'

export const bucketFunctions = ['avg', 'min', 'max', 'last', 'count'] as const
export type BucketFunction = (typeof bucketFunctions)[number]

/** `from`/`to`: ISO 8601 or ms since the epoch; `[from, to)`, the last 24 h when left out. */
export const readingsQuerySchema = z.object({
  metric: z.string().min(1),
  from: z.string().optional(),
  to: z.string().optional(),
  step: durationSchema.optional(),
  fn: z.enum(bucketFunctions).default('avg')
})

/** Ascending [ts in ms, value]. */
export const pointSchema = z.tuple([z.number(), valueSchema])
export type Point = z.infer<typeof pointSchema>
export const maxPoints = 50_000
export const maxSkewed = 1000
export const pointsSchema = z.object({
  points: z.array(pointSchema),
  /** Times in the range of readings that came with a time 5 min to 24 h ahead of the server's; left out when there is none, the first 1000. */
  skewed: z.array(z.number()).optional()
})
