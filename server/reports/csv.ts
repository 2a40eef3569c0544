/** Tables as CSV (RFC 4180) that a spreadsheet opens as it is: UTF-8 with its mark, CRLF. */

export type Cell = string | number | boolean | null

/** A text that a spreadsheet would take for a formula (contract §5); a tab or a line's end before it does not help. */
const formula = /^[\t\r\n]*[=+\-@]/
const needsQuotes = /[",\r\n\t]/

/** null is an empty cell. */
export function toCsv(rows: readonly (readonly Cell[])[]): string {
  return `\uFEFF${rows.map((row) => `${row.map(toCell).join(',')}\r\n`).join('')}`
}

function toCell(cell: Cell): string {
  if (cell === null) return ''
  if (typeof cell !== 'string') return String(cell)
  const text = formula.test(cell) ? `'${cell}` : cell
  return needsQuotes.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
