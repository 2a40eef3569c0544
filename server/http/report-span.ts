/** The span and form of a report as a query asks for them; each wrong field is named, all at once. */
import { DateTime } from 'luxon'
import { z } from 'zod'
import { longestReportDays, reportFormatSchema, reportLanguageSchema } from '../contract/reports.ts'
import { invalidField } from '../errors.ts'
import type { Span } from '../reports/spans.ts'
import { parseTime } from './query.ts'

const dateOnly = /^\d{4}-\d\d-\d\d$/
const timeText = z
  .string()
  .refine(
    (text) => (dateOnly.test(text) ? DateTime.fromISO(text).isValid : parseTime(text) !== undefined),
    'expected ISO 8601, a date of the site, or ms since the epoch'
  )
  .optional()

export const reportQuerySchema = z.object({
  from: timeText,
  to: timeText,
  format: reportFormatSchema.default('json'),
  lang: reportLanguageSchema.default('zh')
})
export type ReportQuery = z.infer<typeof reportQuerySchema>

type Clock = { now: number; timezone: string }

const dayMs = 86_400_000

/** `[from, to)` in ms; a date alone is the site's midnight. `begin` says where a span without `from` begins. */
export function reportSpan(
  query: Pick<ReportQuery, 'from' | 'to'>,
  { now, timezone }: Clock,
  begin: (to: number) => number
): Span {
  const at = (text: string) => (dateOnly.test(text) ? DateTime.fromISO(text, { zone: timezone }).toMillis() : parseTime(text))
  const to = (query.to === undefined ? undefined : at(query.to)) ?? now
  const from = (query.from === undefined ? undefined : at(query.from)) ?? begin(to)
  if (from >= to) throw invalidField('from', 'expected a time before `to`')
  return { from, to }
}

/** Throws `invalid` naming `from` for more than a year. */
export function expectAYear({ from, to }: Span): void {
  if (to - from > longestReportDays * dayMs)
    throw invalidField('from', `expected at most ${longestReportDays} days before \`to\``)
}
