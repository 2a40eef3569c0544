/** Housekeeping of the journal, on a connection of its own. The caller makes one call at a time. */
import { copyFileSync, constants as fsConstants, mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { DuckDBConnection } from '@duckdb/node-api'
import { type CompactionWork, createCompactor } from './compactor.ts'
import type { Snapshot } from './journal-recovery.ts'
import { takeSnapshot } from './journal-snapshot.ts'
import { rowsOf } from './read-pool.ts'
import type { SegmentFolder } from './segment-folder.ts'
import { allSegments } from './segment-table.ts'

/** Of the compacted days of the last two weeks with data: what a day takes on disk, in bytes. */
export type JournalSize = { files: number; bytes: number; rows: number; bytesADay: number | null }

const daysOfForecast = 14

export type JournalKeeperOptions = {
  connection: DuckDBConnection
  folder: SegmentFolder
  /** Resolves when nobody reads files that were replaced before. */
  unread: () => Promise<void>
  rowsOfSlice: number
}

export function createJournalKeeper({ connection, folder, unread, rowsOfSlice }: JournalKeeperOptions) {
  const rows = rowsOf(connection)
  const compactor = createCompactor({ connection, folder, rowsOfSlice, unread })

  return {
    /** Removes files that no compaction finished; names those that should be there and are not. */
    async sweepFiles(): Promise<string[]> {
      const missing = folder.sweep((await allSegments(rows)).map(({ file }) => file))
      return missing
    },
    snapshot: (snapshot: Snapshot) => takeSnapshot(connection, snapshot),
    compact: (work: CompactionWork, begin: boolean) => compactor.step(work, begin),
    retire: (before: { rawBefore: number; rollupBefore: number }) => compactor.retire(before),
    async checkpoint(): Promise<void> {
      await connection.run('CHECKPOINT')
    },

    async compactedUntil(): Promise<number> {
      const [found] = await rows('SELECT coalesce(max(to_ts), 0) FROM segments')
      return Number(found?.[0] ?? 0)
    },

    async size(): Promise<JournalSize> {
      const [found] = await rows(`
        WITH days AS (SELECT from_ts // 86400000 AS day, sum(bytes) AS bytes FROM segments
          WHERE to_ts - from_ts <= 86400000 GROUP BY day ORDER BY day DESC LIMIT ${daysOfForecast})
        SELECT (SELECT count(*) FROM segments), (SELECT coalesce(sum(bytes), 0) FROM segments),
          (SELECT coalesce(sum(row_count), 0) FROM segments WHERE kind = 'raw'), (SELECT avg(bytes) FROM days)`)
      const [files, bytes, count, bytesADay] = found ?? []
      return {
        files: Number(files),
        bytes: Number(bytes),
        rows: Number(count),
        bytesADay: bytesADay === null || bytesADay === undefined ? null : Number(bytesADay)
      }
    },

    /** A copy of the whole journal as of one moment, into an existing folder; commits go on meanwhile. */
    async copyTo(target: string): Promise<number> {
      const file = join(target, 'journal.duckdb').replaceAll("'", "''")
      const [own] = await rows('SELECT current_database()')
      await connection.run(`ATTACH '${file}' AS copy`)
      try {
        await connection.run(`COPY FROM DATABASE "${String(own?.[0])}" TO copy`)
        await connection.run('CHECKPOINT copy')
      } finally {
        await connection.run('DETACH copy')
      }
      const segments = await allSegments(rows)
      for (const { file } of segments) {
        const to = join(target, 'parquet', file)
        mkdirSync(dirname(to), { recursive: true, mode: 0o750 })
        copyFileSync(folder.path(file), to, fsConstants.COPYFILE_FICLONE)
      }
      return segments.length
    }
  }
}

export type JournalKeeper = ReturnType<typeof createJournalKeeper>
