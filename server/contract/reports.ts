/**
 * `GET /reports/{name}?from=&to=&format=&lang=`: one shape for every table, so that JSON, CSV, XLSX and the printed page
 * say the same. `alarms` keeps a JSON of its own (alarm-health.ts) and is this shape in the other formats.
 */
import { z } from 'zod'
import { timeSchema } from './common.ts'
import { languages } from './words.ts'

export const reportNames = [
  'tickets',
  'sla',
  'equipment-reliability',
  'hazards',
  'patrol',
  'running-log',
  'alarms',
  'contractors'
] as const
export const reportNameSchema = z.enum(reportNames)
export type ReportName = z.infer<typeof reportNameSchema>

export const reportFormats = ['json', 'csv', 'xlsx', 'html'] as const
/** `html`: a page to print, without anything from elsewhere. */
export const reportFormatSchema = z.enum(reportFormats)
export type ReportFormat = z.infer<typeof reportFormatSchema>

export const reportLanguageSchema = z.enum(languages)
export type ReportLanguage = z.infer<typeof reportLanguageSchema>

/** Longest span of a report, in days; of the running log, whose shifts are many. */
export const longestReportDays = 366
export const longestRunningLogDays = 31
/** More rows than this in a table: 400 naming `from`. */
export const mostReportRows = 20_000

/** A text in both languages. */
export const wordsSchema = z.object({ zh: z.string(), en: z.string() })
export type Words = z.infer<typeof wordsSchema>

/**
 * How a cell is shown. `word`: a code, whose text is in the column's `words`. `percent`: 0–1. `minutes`, `hours`: a
 * number of them. `time`: ISO 8601 UTC, shown in the site's zone. `date`: YYYY-MM-DD of the site. `count`: a whole number.
 */
export const columnFormats = ['text', 'word', 'count', 'number', 'percent', 'minutes', 'hours', 'time', 'date'] as const
export const columnFormatSchema = z.enum(columnFormats)
export type ColumnFormat = z.infer<typeof columnFormatSchema>

export const reportColumnSchema = z.object({
  key: z.string(),
  zh: z.string(),
  en: z.string(),
  unit: z.string().nullable(),
  format: columnFormatSchema,
  /** Of `word`: what the codes mean. */
  words: z.record(z.string(), wordsSchema).optional()
})
export type ReportColumn = z.infer<typeof reportColumnSchema>

/**
 * null: nothing to tell. For a figure that is "–": there was no data, which is neither 0 nor 100 %. A text in the place of
 * a figure is shown as it is, such as "> 720" of a time between failures that has not been seen.
 */
export const reportCellSchema = z.union([z.string(), z.number(), z.null()])
export type ReportCell = z.infer<typeof reportCellSchema>
export const reportRowSchema = z.record(z.string(), reportCellSchema)
export type ReportRow = z.infer<typeof reportRowSchema>

export const reportTableSchema = z.object({
  key: z.string(),
  title: wordsSchema,
  columns: z.array(reportColumnSchema),
  rows: z.array(reportRowSchema),
  /** What the rows come to, of the same columns. */
  totals: reportRowSchema.nullable()
})
export type ReportTable = z.infer<typeof reportTableSchema>

export const reportSchema = z.object({
  name: reportNameSchema,
  title: wordsSchema,
  /** Half-open. */
  from: timeSchema,
  to: timeSchema,
  /** IANA zone of the site. */
  timezone: z.string(),
  generatedAt: timeSchema,
  columns: z.array(reportColumnSchema),
  rows: z.array(reportRowSchema),
  totals: reportRowSchema.nullable(),
  /** What stands behind the figures: further sheets. */
  details: z.array(reportTableSchema),
  /** How it was counted. */
  notes: z.array(wordsSchema)
})
export type Report = z.infer<typeof reportSchema>

const dateSchema = z.iso.date('expected YYYY-MM-DD')

/** A place, a site date and a shift (an id of `/shifts`, or a window such as `00:00-08:00`). */
export const runningLogParamsSchema = z.object({ location: z.string().min(1), date: dateSchema, shift: z.string().min(1) })
export type RunningLogParams = z.infer<typeof runningLogParamsSchema>

export const runningLogFigureSchema = z.object({
  equipment: z.string(),
  metric: z.string(),
  zh: z.string(),
  en: z.string(),
  unit: z.string().nullable(),
  avg: z.number().nullable(),
  min: z.number().nullable(),
  max: z.number().nullable(),
  /** The last value of the shift, also of words and booleans. */
  last: z.union([z.number(), z.boolean(), z.string()]).nullable(),
  count: z.number().int(),
  /** 缺测: nothing came in these times. */
  gaps: z.array(z.object({ from: timeSchema, to: timeSchema }))
})
export type RunningLogFigure = z.infer<typeof runningLogFigureSchema>

export const runningLogRemarkSchema = z.object({ at: timeSchema, by: z.string(), text: z.string() })
export type RunningLogRemark = z.infer<typeof runningLogRemarkSchema>

/**
 * `differs`: what is on record now is not what was signed. `archived`: the readings themselves are no longer stored
 * (`RETENTION`), and what was signed is shown.
 */
export const signatureStateSchema = z.enum(['unsigned', 'signed', 'differs', 'archived'])
export type SignatureState = z.infer<typeof signatureStateSchema>

/** 设备运行日志 of one plant room and shift. */
export const runningLogSchema = z.object({
  location: z.string(),
  date: z.string(),
  shift: z.string(),
  shiftName: z.string(),
  from: timeSchema,
  to: timeSchema,
  /** False while the shift goes on: it can't be signed yet. */
  over: z.boolean(),
  figures: z.array(runningLogFigureSchema),
  /** Alarms that raised and tickets that opened in the shift, on the equipment of the place. */
  exceptions: z.array(
    z.object({
      kind: z.enum(['alarm', 'ticket']),
      id: z.string(),
      number: z.string().nullable(),
      equipment: z.string(),
      title: z.string(),
      at: timeSchema
    })
  ),
  remarks: z.array(runningLogRemarkSchema),
  /** SHA-256 of all the above. */
  hash: z.string(),
  state: signatureStateSchema,
  signatures: z.array(z.object({ by: z.string(), at: timeSchema, hash: z.string(), note: z.string().nullable() }))
})
export type RunningLog = z.infer<typeof runningLogSchema>

export const newRemarkSchema = z.strictObject({ text: z.string().trim().min(1).max(2000) })
/** `hash`: of what the signer has seen; another one is 409. */
export const signRunningLogSchema = z.strictObject({
  note: z.string().trim().min(1).max(2000).optional(),
  hash: z.string().optional()
})
