/** Forms that several queries share. */
import { DateTime } from 'luxon'
import { z } from 'zod'
import { AppError, type FieldFault, invalidField } from '../errors.ts'

/** Several values by comma, `a,b`, or the parameter repeated; nothing between the commas counts as not given. */
export function listOf<Item extends z.ZodType<unknown, string>>(item: Item) {
  return z
    .union([z.string(), z.array(z.string())])
    .transform((given) => [given].flat().flatMap((text) => text.split(',')))
    .transform((values) => values.filter((value) => value !== ''))
    .pipe(z.array(item))
    .optional()
}

export const flagSchema = z
  .enum(['true', 'false'])
  .transform((text) => text === 'true')
  .optional()

/** What was given of a query: an optional part that is missing has no key at all. */
export function given<Query extends Record<string, unknown>>(
  query: Query
): { [Key in keyof Query]: Exclude<Query[Key], undefined> } {
  const entries = Object.entries(query).filter(([, value]) => value !== undefined)
  return Object.fromEntries(entries) as { [Key in keyof Query]: Exclude<Query[Key], undefined> }
}

/** The opaque cursor of lists that are sorted by id. */
export function encodeIdCursor(id: string): string {
  return Buffer.from(`id:${id}`).toString('base64url')
}

/** Throws `invalid` naming `cursor` for a text that no list handed out. */
export function decodeIdCursor(cursor: string): string {
  const text = Buffer.from(cursor, 'base64url').toString()
  if (text.startsWith('id:')) return text.slice(3)
  throw new AppError('invalid', 'The cursor is not one of this list.', {
    errors: [{ field: 'cursor', message: 'expected the nextCursor of the page before' }]
  })
}

const isoTime = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:?\d\d)?)?$/

/** ISO 8601 (without an offset: UTC) or ms since the epoch; undefined for anything else. */
export function parseTime(text: string): number | undefined {
  if (/^-?\d{1,15}$/.test(text)) return Number(text)
  // An offset's plus sign that was not escaped in the URL arrives as a space.
  const iso = text.replace(' ', '+')
  if (!isoTime.test(iso)) return undefined
  // Not Date.parse, which takes the 31st of February for the 3rd of March.
  const time = DateTime.fromISO(iso, { zone: 'utc' })
  return time.isValid ? time.toMillis() : undefined
}

/** A request without a body is one without details. */
export function optionalBody<Body extends z.ZodType>(body: Body) {
  return z.preprocess((sent) => sent ?? {}, body)
}

const noTime = 'expected ISO 8601 or ms since the epoch'

/** The time that the query's `field` gives, in ms; undefined when it was left out, `invalid` naming it when it is none. */
export function timeOf(field: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const ms = parseTime(text)
  if (ms === undefined) throw invalidField(field, noTime)
  return ms
}

/** As `timeOf` for several fields of a query: all that are no times are named at once. */
export function timesOf<Name extends string>(texts: Readonly<Record<Name, string | undefined>>): Partial<Record<Name, number>> {
  const times: Partial<Record<Name, number>> = {}
  const errors: FieldFault[] = []
  for (const field of Object.keys(texts) as Name[]) {
    const text = texts[field]
    const ms = text === undefined ? undefined : parseTime(text)
    if (ms !== undefined) times[field] = ms
    else if (text !== undefined) errors.push({ field, message: noTime })
  }
  if (errors.length === 0) return times
  throw new AppError('invalid', `Invalid: ${errors.map(({ field }) => field).join(', ')}.`, { errors })
}
