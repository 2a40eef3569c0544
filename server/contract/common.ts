/** Shapes shared by the site file, REST and the live channel. Imports nothing but zod: the browser has it too. */
import { z } from 'zod'
import { priorities, roles, severities } from './words.ts'

export { priorities, roles, severities } from './words.ts'

export const idSchema = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/, 'expected 1 to 64 of A-Z a-z 0-9 _ . - beginning with a letter or digit')

const unitMs = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000, y: 31_536_000_000 } as const
type DurationUnit = keyof typeof unitMs

/** "15s" → 15000; undefined when it is no duration. A year is 365 days. */
export function parseDuration(text: string): number | undefined {
  const match = /^(\d+)(ms|s|m|h|d|w|y)$/.exec(text)
  if (!match) return undefined
  return Number(match[1]) * unitMs[match[2] as DurationUnit]
}

const durationExpected = 'expected a duration such as 15s, 5m, 24h or 7d'
export const durationSchema = z.string(durationExpected).refine((text) => parseDuration(text) !== undefined, durationExpected)

export const roleSchema = z.enum(roles)
export type Role = z.infer<typeof roleSchema>

export const severitySchema = z.enum(severities)
export type Severity = z.infer<typeof severitySchema>

export const prioritySchema = z.enum(priorities)
export type Priority = z.infer<typeof prioritySchema>

export const valueSchema = z.union([z.number(), z.boolean(), z.string()])

/** ISO 8601 UTC, as every time in REST but those in `points`. */
export const timeSchema = z.iso.datetime()

/** Query of every list: newest first, `cursor` from the page before. */
export const pageQuerySchema = z.object({
  limit: z.coerce.number().int().min(1).max(500).default(50),
  cursor: z.string().max(200).optional()
})
export type PageQuery = z.infer<typeof pageQuerySchema>

export function pageSchema<Item extends z.ZodType>(item: Item) {
  return z.object({ items: z.array(item), nextCursor: z.string().nullable() })
}
export type Page<Item> = { items: Item[]; nextCursor: string | null }

/** RFC 9457. `errors` names each field; a refused ticket step also carries `allowed`. */
export const problemSchema = z.object({
  type: z.string().optional(),
  title: z.string(),
  status: z.number().int(),
  detail: z.string(),
  errors: z.array(z.object({ field: z.string(), message: z.string() })).optional(),
  allowed: z.array(z.string()).optional()
})
export type Problem = z.infer<typeof problemSchema>
