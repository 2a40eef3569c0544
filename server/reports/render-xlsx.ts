/**
 * A report as a workbook that Excel and WPS open: a sheet a table, the header frozen, numbers and times as such.
 * Written row by row: 20,000 rows as objects would be some 500 MB.
 */
import { PassThrough } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import ExcelJS from 'exceljs'
import { DateTime } from 'luxon'
import type { Report, ReportCell, ReportColumn, ReportRow, ReportTable, Words } from '../contract/reports.ts'
import { pageWords } from './report-words.ts'
import { isFigure, type Reader, said, shownCell, siteTime, titleOf } from './shown-cell.ts'

const headerRow = 3
/** In characters of the widest cell looked at; a Chinese one is two wide. */
const widths = { least: 8, most: 48, looked: 200 }

const name = 'Microsoft YaHei'
const fonts = {
  title: { name, size: 14, bold: true },
  span: { name, size: 9, color: { argb: 'FF5B6673' } },
  strong: { name, size: 10, bold: true },
  plain: { name, size: 10 }
} satisfies Record<string, Partial<ExcelJS.Font>>
const fill: ExcelJS.Fill = { type: 'pattern', pattern: 'solid', fgColor: { argb: 'FFE6EEF7' } }
const line: Partial<ExcelJS.Border> = { style: 'thin', color: { argb: 'FFBFC9D4' } }
const border: Partial<ExcelJS.Borders> = { top: line, left: line, bottom: line, right: line }

/** As text, so that what looks like a formula does not become one when somebody edits the cell. */
const asText = '@'
const numberFormats: Record<ReportColumn['format'], string> = {
  count: '#,##0',
  number: '#,##0.####',
  percent: '0.0%',
  minutes: '#,##0.0',
  hours: '#,##0.00',
  time: 'yyyy-mm-dd hh:mm',
  date: 'yyyy-mm-dd',
  text: asText,
  word: asText
}

type Book = ExcelJS.stream.xlsx.WorkbookWriter

export async function renderXlsx(report: Report, reader: Reader): Promise<Uint8Array> {
  const stream = new PassThrough()
  const written = buffer(stream)
  const book: Book = new ExcelJS.stream.xlsx.WorkbookWriter({ stream, useStyles: true, useSharedStrings: false })
  book.creator = '物巡 Wuxun'
  book.created = new Date(report.generatedAt)
  const nameOf = createSheetNames()
  const span = spanLine(report, reader)
  for (const table of [{ ...report, key: report.name }, ...report.details]) addSheet(book, table, { span, reader, nameOf })
  if (report.notes.length > 0) addNotes(book, report.notes, { reader, nameOf })
  await book.commit()
  return written
}

function spanLine({ from, to, generatedAt }: Report, { lang, timezone }: Reader): string {
  const at = (iso: string) => siteTime(iso, timezone)
  return `${said(pageWords.span, lang)}: ${at(from)} – ${at(to)}  (${timezone})    ${said(pageWords.generated, lang)}: ${at(generatedAt)}`
}

type Given = { reader: Reader; nameOf: (title: string) => string }

function addSheet(book: Book, table: ReportTable, { span, reader, nameOf }: Given & { span: string }): void {
  const { columns, rows, totals } = table
  const title = said(table.title, reader.lang)
  const sheet = book.addWorksheet(nameOf(title), {
    views: [{ state: 'frozen', ySplit: headerRow }],
    pageSetup: {
      paperSize: 9,
      orientation: 'landscape',
      fitToPage: true,
      fitToWidth: 1,
      fitToHeight: 0,
      printTitlesRow: `${headerRow}:${headerRow}`
    }
  })
  sheet.columns = columns.map((column) => ({ width: widthOf(column, rows, reader) }))
  addLine(sheet, title, fonts.title)
  addLine(sheet, span, fonts.span)

  const header = sheet.addRow(columns.map((column) => titleOf(column, reader.lang)))
  header.height = 30
  header.eachCell((cell) => {
    Object.assign(cell, { font: fonts.strong, fill, border, numFmt: asText })
    cell.alignment = { vertical: 'middle', horizontal: 'center', wrapText: true }
  })
  header.commit()
  for (const row of rows) addRow(sheet, columns, row, reader).commit()
  if (totals) {
    const added = addRow(sheet, columns, { ...named(columns, reader), ...given(totals) }, reader)
    added.eachCell((cell) => Object.assign(cell, { font: fonts.strong, fill }))
    added.commit()
  }
  if (rows.length > 0) {
    sheet.autoFilter = { from: { row: headerRow, column: 1 }, to: { row: headerRow + rows.length, column: columns.length } }
  }
  sheet.commit()
}

function addLine(sheet: ExcelJS.Worksheet, text: string, font: Partial<ExcelJS.Font>): void {
  const row = sheet.addRow([text])
  Object.assign(row.getCell(1), { font, numFmt: asText })
  row.commit()
}

function addRow(sheet: ExcelJS.Worksheet, columns: readonly ReportColumn[], row: ReportRow, reader: Reader): ExcelJS.Row {
  const added = sheet.addRow(columns.map((column) => sheetValue(row[column.key] ?? null, column, reader)))
  columns.forEach((column, index) => {
    const cell = added.getCell(index + 1)
    const numFmt = typeof cell.value === 'string' ? asText : numberFormats[column.format]
    Object.assign(cell, { font: fonts.plain, border, numFmt })
    cell.alignment = { vertical: 'top', wrapText: column.format === 'text', horizontal: isFigure(column) ? 'right' : 'left' }
  })
  return added
}

function named(columns: readonly ReportColumn[], { lang }: Reader): ReportRow {
  const [first] = columns
  return first ? { [first.key]: said(pageWords.totals, lang) } : {}
}

function given(row: ReportRow): ReportRow {
  return Object.fromEntries(Object.entries(row).filter(([, cell]) => cell !== null))
}

/** A sheet has no zones: a time is written as the wall clock of the site shows it. */
function sheetValue(cell: ReportCell, column: ReportColumn, reader: Reader): string | number | Date {
  if (typeof cell === 'string' && (column.format === 'time' || column.format === 'date')) {
    const at = DateTime.fromISO(cell, { zone: column.format === 'time' ? reader.timezone : 'utc' })
    if (at.isValid) return at.setZone('utc', { keepLocalTime: true }).toJSDate()
  }
  return shownCell(cell, column, reader)
}

function addNotes(book: Book, notes: readonly Words[], { reader, nameOf }: Given): void {
  const sheet = book.addWorksheet(nameOf(said(pageWords.notes, reader.lang)))
  sheet.columns = [{ width: 110 }]
  for (const note of notes) {
    const row = sheet.addRow([said(note, reader.lang)])
    const wrapped = { wrapText: true, vertical: 'top' } as const
    Object.assign(row.getCell(1), { font: fonts.plain, alignment: wrapped, numFmt: asText })
    row.commit()
  }
  sheet.commit()
}

/** At most 31 characters, without what Excel forbids, each once. */
function createSheetNames(): (title: string) => string {
  const taken = new Set<string>()
  return (title) => {
    const plain = title.replace(/[[\]:*?/\\']/g, ' ').slice(0, 28)
    const sheet = taken.has(plain) ? `${plain} ${taken.size + 1}` : plain
    taken.add(sheet)
    return sheet
  }
}

function widthOf(column: ReportColumn, rows: readonly ReportRow[], reader: Reader): number {
  const texts = rows.slice(0, widths.looked).map((row) => String(shownCell(row[column.key] ?? null, column, reader)))
  const widest = Math.max(...[titleOf(column, reader.lang), ...texts].map(charactersOf))
  return Math.min(Math.max(widest + 2, widths.least), widths.most)
}

function charactersOf(text: string): number {
  return [...text].reduce((sum, letter) => sum + (letter.charCodeAt(0) > 0x2e80 ? 2 : 1), 0)
}
