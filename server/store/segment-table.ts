/** The journal's list of Parquet files. Whoever reads it does so in the transaction in which it reads the rows. */
import type { Rows } from './read-pool.ts'
import type { Span } from './rollups.ts'
import type { Segment, SegmentKind } from './segment-folder.ts'

const columns = 'file, kind, from_ts, to_ts, low, high, row_count, bytes'

/** Segments of a kind that touch the time and hold the series (left out: any), ascending. */
export async function findSegments(rows: Rows, kind: SegmentKind, { from, to }: Span, series?: number): Promise<Segment[]> {
  const holds = series === undefined ? '' : `AND low <= ${series} AND high >= ${series}`
  const found = await rows(
    `SELECT ${columns} FROM segments
     WHERE kind = '${kind}' AND to_ts > ${Math.floor(from)} AND from_ts < ${Math.ceil(to)} ${holds} ORDER BY from_ts, low`
  )
  return found.map(toSegment)
}

export async function allSegments(rows: Rows): Promise<Segment[]> {
  return (await rows(`SELECT ${columns} FROM segments ORDER BY from_ts, low`)).map(toSegment)
}

/** The statements that put `added` in the place of `gone`; to be run in one transaction. */
export function replaceSql(gone: readonly string[], added: readonly Segment[]): string[] {
  const statements: string[] = []
  if (gone.length > 0) statements.push(`DELETE FROM segments WHERE file IN (${gone.map((file) => `'${file}'`).join(', ')})`)
  if (added.length > 0) {
    const values = added.map(
      ({ file, kind, from, to, low, high, rows, bytes }) =>
        `('${file}', '${kind}', ${from}, ${to}, ${low}, ${high}, ${rows}, ${bytes})`
    )
    statements.push(`INSERT INTO segments VALUES ${values.join(', ')}`)
  }
  return statements
}

function toSegment([file, kind, from, to, low, high, rows, bytes]: unknown[]): Segment {
  return {
    file: String(file),
    kind: String(kind) as SegmentKind,
    from: Number(from),
    to: Number(to),
    low: Number(low),
    high: Number(high),
    rows: Number(rows),
    bytes: Number(bytes)
  }
}
