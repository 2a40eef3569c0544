/** One line of an import into its four fields; pure. */
export type ImportFormat = 'csv' | 'ndjson'

/** As written: `ts` and `value` are judged against the metric. `text`: the value came as text because CSV knows no other. */
export type Fields = { equipment: string; metric: string; ts: unknown; value: unknown; untyped: boolean }
export type ParsedLine = Fields | { reason: string } | 'header'

const names = ['equipment', 'metric', 'ts', 'value'] as const

/** Parses line by line; CSV columns may come in any order when a first line names them. */
export function createLineParser(format: ImportFormat): (text: string, isFirst: boolean) => ParsedLine {
  if (format === 'ndjson') return parseJsonLine
  let order: readonly string[] = names
  return (text, isFirst) => {
    const cells = splitCsv(text)
    if (!cells) return { reason: 'wrong quotes' }
    const header = cells.map((cell) => cell.trim().toLowerCase())
    if (isFirst && names.every((name) => header.includes(name))) {
      order = header
      return 'header'
    }
    if (cells.length !== order.length) return { reason: `expected ${order.length} columns, got ${cells.length}` }
    const cell = (name: string) => cells[order.indexOf(name)]?.trim() ?? ''
    return { equipment: cell('equipment'), metric: cell('metric'), ts: toTime(cell('ts')), value: cell('value'), untyped: true }
  }
}

function parseJsonLine(text: string): ParsedLine {
  let body: unknown
  try {
    body = JSON.parse(text)
  } catch {
    return { reason: 'not JSON' }
  }
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return { reason: 'expected a JSON object' }
  const { equipment, metric, ts, value } = body as Record<string, unknown>
  if (typeof equipment !== 'string' || typeof metric !== 'string') return { reason: 'equipment, metric: expected text' }
  if (ts === undefined || value === undefined) return { reason: 'expected equipment, metric, ts and value' }
  return { equipment, metric, ts, value, untyped: false }
}

function toTime(cell: string): unknown {
  return /^\d{1,15}$/.test(cell) ? Number(cell) : cell
}

/** RFC 4180 without line breaks inside quotes; undefined when the quotes do not match. */
function splitCsv(line: string): string[] | undefined {
  if (!line.includes('"')) return line.split(',')
  const cells: string[] = []
  const cell = /(?:"((?:[^"]|"")*)"|([^",]*))(,|$)/y
  for (;;) {
    const match = cell.exec(line)
    if (!match) return undefined
    cells.push(match[1] === undefined ? (match[2] ?? '') : match[1].replaceAll('""', '"'))
    if (match[3] === '') return cells
  }
}

/** A CSV cell as what the metric's type asks for; what does not fit stays text and is refused as such. */
export function typed(cell: string, type: 'number' | 'counter' | 'boolean' | 'string'): unknown {
  if (type === 'string') return cell
  if (type === 'boolean' && (cell === 'true' || cell === 'false')) return cell === 'true'
  return /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(cell) ? Number(cell) : cell
}
