/** The figures as a table for people and one JSON line for programs. */
export type Row = {
  figure: string
  /** What was measured, in `unit`. */
  value: number
  unit: 'msgs/s' | 'ms' | 'µs' | 'MB' | 'KB' | '×'
  /** The same of bare aedes, where there is one. */
  reference?: number
  note?: string
  /** What design §4 asks for. */
  reach?: { atLeast: number } | { atMost: number }
}

export function formatTable(rows: readonly Row[]): string {
  const cells = rows.map((row) => [
    row.figure,
    `${formatValue(row.value, row.unit)} ${row.unit}`,
    row.reference === undefined ? '' : `${formatValue(row.reference, row.unit)} ${row.unit}`,
    formatReach(row),
    row.note ?? ''
  ])
  const table = [['figure', 'wuxun', 'bare aedes', 'to reach', ''], ...cells]
  const widths = [0, 1, 2, 3, 4].map((column) => Math.max(...table.map((line) => line[column]?.length ?? 0)))
  return table
    .map((line) =>
      line
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd()
    )
    .join('\n')
}

/** undefined where nothing is asked for. */
export function isReached({ value, reach }: Row): boolean | undefined {
  if (!reach) return undefined
  return 'atLeast' in reach ? value >= reach.atLeast : value <= reach.atMost
}

function formatReach(row: Row): string {
  const { reach, unit } = row
  if (!reach) return ''
  const limit = 'atLeast' in reach ? `≥ ${reach.atLeast}` : `≤ ${reach.atMost}`
  return `${isReached(row) ? 'yes' : 'NO '} ${limit} ${unit}`
}

function formatValue(value: number, unit: Row['unit']): string {
  if (unit === 'msgs/s') return Math.round(value).toLocaleString('en-US')
  return unit === 'MB' ? value.toFixed(0) : value.toFixed(unit === 'µs' ? 1 : 2)
}
