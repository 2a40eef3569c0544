/**
 * The Parquet files beside the journal. A file is written aside, made durable and renamed before the journal's
 * `segments` table names it; a file that table does not name is nothing, and is removed at the next start.
 */
import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { DuckDBConnection } from '@duckdb/node-api'
import type { RollupKind, Span } from './rollups.ts'

export type SegmentKind = 'raw' | RollupKind
/** Readings (or rollups) of the time [from, to) and of the series low to high, both included. */
export type Segment = Span & { file: string; kind: SegmentKind; low: number; high: number; rows: number; bytes: number }

/** Row groups of so many rows: a chart of one series reads two or three of them. */
const copyOptions = '(FORMAT parquet, PARQUET_VERSION v2, COMPRESSION zstd, ROW_GROUP_SIZE 61440)'
const kinds: readonly SegmentKind[] = ['raw', '5m', '1h']

export function createSegmentFolder(folder: string) {
  for (const kind of kinds) mkdirSync(join(folder, kind), { recursive: true, mode: 0o750 })
  const path = (file: string) => join(folder, file)
  const listSql = (files: readonly string[]) => `[${files.map((file) => `'${path(file).replaceAll("'", "''")}'`).join(', ')}]`

  return {
    path,
    /** `read_parquet(…)` over these files. */
    readSql: (files: readonly string[]) => `read_parquet(${listSql(files)})`,
    /** The same for files of which some may lack a column. */
    readMixedSql: (files: readonly string[]) => `read_parquet(${listSql(files)}, union_by_name = true)`,

    /** Runs the query into a new file. Durable under its name when this resolves, and not yet named by the journal. */
    async write(connection: DuckDBConnection, part: Omit<Segment, 'file' | 'rows' | 'bytes'>, sql: string): Promise<Segment> {
      const day = new Date(part.from).toISOString().slice(0, 10)
      const file = `${part.kind}/${day}.${part.low}-${randomBytes(4).toString('hex')}.parquet`
      const aside = `${path(file)}.tmp`
      try {
        const result = await connection.runAndReadAll(`COPY (${sql}) TO '${aside.replaceAll("'", "''")}' ${copyOptions}`)
        await syncToDisk(aside)
        renameSync(aside, path(file))
        await syncToDisk(dirname(path(file)))
        return { ...part, file, rows: Number(result.getRowsJS()[0]?.[0] ?? 0), bytes: statSync(path(file)).size }
      } catch (error) {
        rmSync(aside, { force: true })
        throw error
      }
    },

    remove(files: readonly string[]): void {
      for (const file of files) rmSync(path(file), { force: true })
    },

    /** Removes what the journal does not name; returns what it names and is not there. */
    sweep(named: readonly string[]): string[] {
      const known = new Set(named)
      for (const kind of kinds) {
        for (const name of readdirSync(join(folder, kind))) {
          if (!known.has(`${kind}/${name}`)) rmSync(path(`${kind}/${name}`), { force: true })
        }
      }
      return named.filter((file) => !existsSync(path(file)))
    }
  }
}

export type SegmentFolder = ReturnType<typeof createSegmentFolder>

async function syncToDisk(path: string): Promise<void> {
  const file = await open(path, 'r')
  try {
    await file.sync()
  } finally {
    await file.close()
  }
}
