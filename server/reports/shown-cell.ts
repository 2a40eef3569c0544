/** Cells as people read them: in a language, in the site's zone. */
import { DateTime } from 'luxon'
import type { ReportCell, ReportColumn, ReportLanguage, Words } from '../contract/reports.ts'

export type Reader = { lang: ReportLanguage; timezone: string }

/** No data: neither 0 nor 100 % (domain.md §10). */
export const noData = '–'

const figures: ReadonlySet<ReportColumn['format']> = new Set(['count', 'number', 'percent', 'minutes', 'hours'])

export function isFigure({ format }: ReportColumn): boolean {
  return figures.has(format)
}

/** A number stays one where the sheet shall reckon with it; `percent` is 0–1 still. */
export function shownCell(cell: ReportCell, column: ReportColumn, { lang, timezone }: Reader): string | number {
  if (cell === null) return isFigure(column) ? noData : ''
  if (typeof cell === 'number') return rounded(cell, column)
  if (column.format === 'word') return column.words?.[cell]?.[lang] ?? cell
  if (column.format === 'time') return siteTime(cell, timezone)
  return cell.replace(unwritable, '')
}

/** No XML may hold them (XML 1.0 §2.2), and no program shows them: line ends and tabs stay. */
const unwritable = /(?![\t\n\r])[\p{Cc}\uFFFE\uFFFF]/gu

/** "2026-03-02 08:15" of the site; what is no time stays as it is. */
export function siteTime(iso: string, timezone: string): string {
  const at = DateTime.fromISO(iso, { zone: timezone })
  return at.isValid ? at.toFormat('yyyy-MM-dd HH:mm') : iso
}

export function titleOf(column: ReportColumn, lang: ReportLanguage): string {
  return column.unit === null ? column[lang] : `${column[lang]} (${unitSign(column.unit)})`
}

/** UCUM codes as people write them. */
export function unitSign(unit: string): string {
  return unit === 'Cel' ? '°C' : unit
}

export function said(words: Words, lang: ReportLanguage): string {
  return words[lang]
}

function rounded(value: number, { format }: ReportColumn): number {
  const places = { count: 1, minutes: 10, hours: 100, percent: 10_000, number: 10_000 }[format as string] ?? 10_000
  return Math.round(value * places) / places
}
