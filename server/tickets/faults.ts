/** What of a step's body cannot be. Pure. */
import type { FieldFault } from '../errors.ts'

/** `time`: ISO 8601; left out it is no fault. `now` in ms. */
export function expectToCome(field: string, time: string | undefined, now: number): FieldFault | undefined {
  return time === undefined || Date.parse(time) > now ? undefined : { field, message: 'expected a time to come' }
}

/** A tag as scanners and people write it: `04:a1:b2` is `04A1B2`. */
export function readTag(text: string): string {
  return text.replace(/[\s:-]/g, '').toUpperCase()
}

/** `tags`: those that would do, as `readTag` writes them. */
export function expectTag(tag: string | undefined, tags: ReadonlySet<string>): FieldFault | undefined {
  if (tag === undefined || tags.has(readTag(tag))) return undefined
  const message =
    tags.size === 0 ? 'no tag is known of what the ticket is about' : 'expected the tag of the equipment, or of where it stands'
  return { field: 'tag', message }
}
