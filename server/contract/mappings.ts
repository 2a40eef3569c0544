/** What foreign formats bring beside the site file: mappings by REST, and points that nobody has mapped yet. */
import { z } from 'zod'
import { timeSchema } from './common.ts'
import { mappingSchema } from './site.ts'

export const mappingItemSchema = mappingSchema.extend({ id: z.string() })
export type MappingItem = z.infer<typeof mappingItemSchema>

/** `source`: the format; `sender`: the user name, or the id of the source, that it came from. */
export const unknownPointSchema = z.object({
  source: z.string(),
  sender: z.string(),
  device: z.string(),
  field: z.string(),
  value: z.union([z.number(), z.boolean(), z.string(), z.null()]),
  unit: z.string().optional(),
  topic: z.string(),
  payload: z.string(),
  firstSeenAt: timeSchema,
  lastSeenAt: timeSchema,
  messages: z.number().int()
})
export type UnknownPointItem = z.infer<typeof unknownPointSchema>
