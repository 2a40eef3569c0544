import { z } from 'zod'
import { idSchema, timeSchema } from './common.ts'

export const importQuerySchema = z.object({ id: idSchema.optional() })

/** How far an import has come. `stored`: readings that are durable now, those that were there before among them. */
export const importItemSchema = z.object({
  id: z.string(),
  state: z.enum(['running', 'done', 'failed', 'interrupted']),
  startedAt: timeSchema,
  updatedAt: timeSchema,
  lines: z.number(),
  stored: z.number(),
  rejected: z.number(),
  /** The first hundred rejected lines, counted from 1. */
  rejects: z.array(z.object({ line: z.number(), reason: z.string() }))
})
export type ImportItem = z.infer<typeof importItemSchema>
