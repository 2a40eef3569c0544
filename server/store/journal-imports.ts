/** How far each import of history has come: kept in the journal, in step with the readings it brought. */
import type { ReadPool } from './read-pool.ts'

const importStates = ['running', 'done', 'failed', 'interrupted'] as const
export type ImportState = (typeof importStates)[number]

/** Lines are counted from 1; `stored`: readings that are durable, repeats among them. */
export type ImportRecord = {
  id: string
  startedAt: number
  updatedAt: number
  state: ImportState
  lines: number
  stored: number
  rejected: number
  /** The first rejected lines, with the reason. */
  faults: { line: number; reason: string }[]
}

const columns = 'id, started, updated, state, lines, stored, rejected, faults'

/** The statements that put a record in the place of its former state. */
export function importRecordSql(record: ImportRecord): string[] {
  const quoted = (text: string) => `'${text.replaceAll("'", "''").replaceAll('\u0000', '')}'`
  const { id, startedAt, updatedAt, state, lines, stored, rejected, faults } = record
  return [
    `DELETE FROM imports WHERE id = ${quoted(id)}`,
    `INSERT INTO imports (${columns}) VALUES (${quoted(id)}, ${startedAt}, ${updatedAt}, '${state}',
      ${lines}, ${stored}, ${rejected}, ${quoted(JSON.stringify(faults))})`
  ]
}

export function createImportReader(pool: ReadPool) {
  return {
    /** Newest first; `id`: that one only. */
    imports(limit: number, id: string | undefined): Promise<ImportRecord[]> {
      return pool.read(async (rows) => {
        const found = await rows(
          `SELECT ${columns} FROM imports WHERE state <> 'probe' AND (? = '' OR id = ?) ORDER BY started DESC LIMIT ${limit}`,
          [id ?? '', id ?? '']
        )
        return found.map(toRecord)
      })
    }
  }
}

export type ImportReader = ReturnType<typeof createImportReader>

function toRecord([id, started, updated, state, lines, stored, rejected, faults]: unknown[]): ImportRecord {
  return {
    id: String(id),
    startedAt: Number(started),
    updatedAt: Number(updated),
    state: String(state) as ImportState,
    lines: Number(lines),
    stored: Number(stored),
    rejected: Number(rejected),
    faults: JSON.parse(String(faults)) as ImportRecord['faults']
  }
}
