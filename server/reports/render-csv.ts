/** A report as CSV: its table, what it comes to, then the tables behind it, each under its title. */
import type { Report, ReportTable } from '../contract/reports.ts'
import { type Cell, toCsv } from './csv.ts'
import { pageWords } from './report-words.ts'
import { type Reader, said, shownCell, titleOf } from './shown-cell.ts'

export function renderCsv(report: Report, reader: Reader): string {
  const lines: Cell[][] = tableLines({ ...report, key: report.name }, reader)
  for (const table of report.details) lines.push([], [said(table.title, reader.lang)], ...tableLines(table, reader))
  if (report.notes.length > 0) {
    lines.push([], [said(pageWords.notes, reader.lang)], ...report.notes.map((note) => [said(note, reader.lang)]))
  }
  return toCsv(lines)
}

function tableLines(
  { columns, rows, totals }: Pick<ReportTable, 'key' | 'columns' | 'rows' | 'totals'>,
  reader: Reader
): Cell[][] {
  const line = (row: ReportTable['rows'][number], first?: string): Cell[] =>
    columns.map((column, index) => {
      const cell = row[column.key] ?? null
      if (index === 0 && first !== undefined && cell === null) return first
      const shown = shownCell(cell, column, reader)
      return column.format === 'percent' && typeof shown === 'number' ? `${Math.round(shown * 10_000) / 100}%` : shown
    })
  return [
    columns.map((column) => titleOf(column, reader.lang)),
    ...rows.map((row) => line(row)),
    ...(totals ? [line(totals, said(pageWords.totals, reader.lang))] : [])
  ]
}
