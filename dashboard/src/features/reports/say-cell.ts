import type { ReportCell, ReportColumn } from '../../../../server/contract/reports.ts'
import { formatDateTime } from '../../lib/format.ts'
import type { Language } from '../../lib/language.ts'

const figures: ReadonlySet<ReportColumn['format']> = new Set(['count', 'number', 'percent', 'minutes', 'hours'])

export function isFigure({ format }: Pick<ReportColumn, 'format'>): boolean {
  return figures.has(format)
}

/** As the files have it: no data is "–" in the place of a figure; a text there is shown as it is. */
export function sayCell(cell: ReportCell, column: ReportColumn, language: Language): string {
  if (cell === null) return isFigure(column) ? '–' : ''
  if (typeof cell === 'number') return sayNumber(cell, column)
  if (column.format === 'word') return column.words?.[cell]?.[language] ?? cell
  if (column.format === 'time') return Number.isNaN(Date.parse(cell)) ? cell : formatDateTime(cell).slice(0, 16)
  return cell
}

function sayNumber(value: number, { format }: ReportColumn): string {
  switch (format) {
    case 'percent':
      return `${(value * 100).toFixed(1)}%`
    case 'count':
      return String(Math.round(value))
    case 'minutes':
      return String(Math.round(value * 10) / 10)
    case 'hours':
      return String(Math.round(value * 100) / 100)
    default:
      return String(Math.round(value * 10_000) / 10_000)
  }
}
