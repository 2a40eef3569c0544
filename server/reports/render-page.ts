/** A report as a page to print: self-contained, without scripts, its table's header on every sheet of paper. */
import type { Report, ReportColumn, ReportRow, ReportTable } from '../contract/reports.ts'
import { pageWords } from './report-words.ts'
import { isFigure, type Reader, said, shownCell, siteTime, titleOf } from './shown-cell.ts'

const style = `
:root{color-scheme:light}
body{font:12px/1.5 "Microsoft YaHei","PingFang SC","Noto Sans CJK SC","Noto Sans SC",sans-serif;color:#1f2933;margin:16px}
h1{font-size:18px;margin:0 0 4px}h2{font-size:14px;margin:20px 0 6px;break-after:avoid}
.span{color:#5b6673;margin:0 0 12px}
.wide{overflow-x:auto}
table{border-collapse:collapse;width:100%}
th,td{border:1px solid #bfc9d4;padding:3px 6px;text-align:left;vertical-align:top;overflow-wrap:break-word}
th{background:#e6eef7;font-weight:600}
thead{display:table-header-group}tr{break-inside:avoid}
.short{white-space:nowrap}
.figure{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
tfoot td{font-weight:600;background:#f4f7fa}tfoot{display:table-row-group}
ol{padding-left:20px;color:#3e4c59}
.sign{margin-top:32px}
@page{size:A4 landscape;margin:12mm}
@media print{body{margin:0;font-size:10px}.wide{overflow:visible}}`

export function renderPage(report: Report, reader: Reader): string {
  const { lang, timezone } = reader
  const at = (iso: string) => siteTime(iso, timezone)
  const title = said(report.title, lang)
  const span = `${said(pageWords.span, lang)}: ${at(report.from)} – ${at(report.to)} (${timezone}) · ${said(pageWords.generated, lang)}: ${at(report.generatedAt)}`
  const details = report.details.map((table) => `<h2>${escaped(said(table.title, lang))}</h2>${tableOf(table, reader)}`)
  const notes = report.notes.map((note) => `<li>${escaped(said(note, lang))}</li>`).join('')
  return `<!doctype html>
<html lang="${lang === 'zh' ? 'zh-CN' : 'en'}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${escaped(title)}</title><style>${style}</style></head><body>
<h1>${escaped(title)}</h1><p class="span">${escaped(span)}</p>
${tableOf(report, reader)}
${details.join('\n')}
${notes === '' ? '' : `<h2>${said(pageWords.notes, lang)}</h2><ol>${notes}</ol>`}
<p class="sign">${said(pageWords.print, lang)}: ____________________</p>
</body></html>`
}

function tableOf({ columns, rows, totals }: Pick<ReportTable, 'columns' | 'rows' | 'totals'>, reader: Reader): string {
  const { lang } = reader
  const head = columns.map((column) => `<th${classOf(column)}>${escaped(titleOf(column, lang))}</th>`).join('')
  const body = rows.map((row) => rowOf(row, columns, reader)).join('\n')
  const none = `<tr><td colspan="${columns.length}">${said(pageWords.empty, lang)}</td></tr>`
  const foot = totals ? `<tfoot>${rowOf(totals, columns, reader, said(pageWords.totals, lang))}</tfoot>` : ''
  return `<div class="wide"><table><thead><tr>${head}</tr></thead><tbody>${rows.length > 0 ? body : none}</tbody>${foot}</table></div>`
}

function rowOf(row: ReportRow, columns: readonly ReportColumn[], reader: Reader, first?: string): string {
  const cells = columns.map((column, index) => {
    const cell = row[column.key] ?? null
    const shown = index === 0 && first !== undefined && cell === null ? first : shownCell(cell, column, reader)
    const printed = typeof shown === 'number' ? printedNumber(shown, column) : shown
    return `<td${classOf(column)}>${escaped(printed)}</td>`
  })
  return `<tr>${cells.join('')}</tr>`
}

function printedNumber(value: number, { format }: ReportColumn): string {
  return format === 'percent' ? `${Math.round(value * 1000) / 10}%` : String(value)
}

function classOf(column: ReportColumn): string {
  if (isFigure(column)) return ' class="figure"'
  return column.format === 'text' ? '' : ' class="short"'
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
}
