/** Hazards with their photos before and after. */
import { z } from 'zod'
import { pageQuerySchema, timeSchema } from './common.ts'
import { ticketItemSchema } from './tickets.ts'

export const hazardQuerySchema = pageQuerySchema.extend({
  /** Left out: all that were not cancelled. */
  state: z.enum(['open', 'closed']).optional()
})

const photoSchema = z.object({ hash: z.string(), at: timeSchema })

export const hazardItemSchema = ticketItemSchema.extend({
  before: photoSchema.nullable(),
  after: photoSchema.nullable(),
  /** To be fixed by a date, and without the photo after, which it is not closed without. */
  lacksAfter: z.boolean()
})
export type HazardItem = z.infer<typeof hazardItemSchema>

/** `arrivedAt`, `resolvedAt` in ms. */
type Work = { class: string | null; arrivedAt: number | null; resolvedAt: number | null }

/**
 * Which of a hazard's photos shows it before, and which after. Before is the first one up to `resolved`. After is the last
 * one since: of one to be fixed by a date since `resolved`, for it is inspected again (003); of others since somebody was there.
 *
 * @param photos in the order of `at` (ms)
 */
export function photoPair<Photo extends { at: number }>(
  photos: readonly Photo[],
  { class: kind, arrivedAt, resolvedAt }: Work
): { before: Photo | undefined; after: Photo | undefined } {
  const end = resolvedAt ?? Number.POSITIVE_INFINITY
  const before = photos.find(({ at }) => at <= end)
  const isAfter = ({ at }: Photo) => at > end || (kind !== 'fix_by_date' && arrivedAt !== null && at >= arrivedAt)
  return { before, after: photos.findLast((photo) => photo !== before && isAfter(photo)) }
}
