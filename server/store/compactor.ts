/**
 * Turns closed days into Parquet files sorted by series and time, and their rollups, slice by slice. A slice writes
 * its files, then names them in `segments` and deletes the rows in one transaction: a kill at any point leaves it
 * undone or done, and what is undone is done at the next run. Repeats are dropped here, the first value stored stays.
 */
import type { DuckDBConnection } from '@duckdb/node-api'
import { type Rows, rowsOf } from './read-pool.ts'
import { dayMs, type RollupKind, rollups, type Span } from './rollups.ts'
import type { Segment, SegmentFolder } from './segment-folder.ts'
import { findSegments, replaceSql } from './segment-table.ts'
import { planMonths, type Slice, sliceBySeries } from './slices.ts'
import { fileArrivalSql, firstArrivalSql, liveSkewedSql, liveSql, rollupSql } from './stored-readings.ts'

export type CompactionWork = {
  /** Days that ended by then (ms) are closed. */
  closedBefore: number
  /** Only rows up to this number, whose snapshot is taken: what the rules have not seen stays where a replay finds it. */
  upTo: number
}

export type CompactorOptions = {
  connection: DuckDBConnection
  folder: SegmentFolder
  /** Bound of one slice, and so of its memory and of the time it takes. */
  rowsOfSlice: number
  /** Resolves when nobody reads the replaced files any more. */
  unread: () => Promise<void>
}

type Step = () => Promise<void>

export function createCompactor({ connection, folder, rowsOfSlice, unread }: CompactorOptions) {
  const rows = rowsOf(connection)
  const steps: Step[] = []

  async function plan({ closedBefore, upTo }: CompactionWork): Promise<void> {
    const lastDay = Math.floor(closedBefore / dayMs)
    const live = liveSql(`ts < ${lastDay * dayMs} AND seq <= ${upTo}`)
    const days = await rows(`SELECT DISTINCT ts // ${dayMs} AS day FROM (${live}) ORDER BY day`)
    for (const [day] of days) steps.push(() => planDay(Number(day), upTo))
    steps.push(() => planMonthsOf(closedBefore))
  }

  /** One slice for each file the day already has, or as many as its rows need. */
  async function planDay(day: number, upTo: number): Promise<void> {
    const span = { from: day * dayMs, to: (day + 1) * dayMs }
    const counts = await countBySeries(
      rows,
      `SELECT series FROM (${liveSql(`ts >= ${span.from} AND ts < ${span.to} AND seq <= ${upTo}`)})`
    )
    const existing = await findSegments(rows, 'raw', span)
    const slices: (Slice & { raw?: Segment })[] =
      existing.length > 0 ? existing.map((raw) => ({ low: raw.low, high: raw.high, raw })) : sliceBySeries(counts, rowsOfSlice)
    const wanted = slices.filter(({ low, high }) => counts.some(([series]) => series >= low && series <= high))
    steps.unshift(
      ...wanted.map(
        ({ low, high, raw }) =>
          () =>
            compactSlice({ ...span, low, high }, raw, upTo)
      )
    )
  }

  async function compactSlice(part: Omit<Segment, 'file' | 'kind' | 'rows' | 'bytes'>, old: Segment | undefined, upTo: number) {
    const { from, to, low, high } = part
    const mine = `ts >= ${from} AND ts < ${to} AND series BETWEEN ${low} AND ${high}`
    const added: Segment[] = []
    const gone: string[] = old ? [old.file] : []
    try {
      // Files hold no `seq`: the bound concerns the tables only.
      const merged = firstArrivalSql(mine, old && folder.readMixedSql([old.file]), `seq <= ${upTo}`)
      const columns = `series, ts, num, text, ${fileArrivalSql}`
      const raw = await folder.write(
        connection,
        { ...part, kind: 'raw' },
        `SELECT ${columns} FROM (${merged}) ORDER BY series, ts`
      )
      added.push(raw)
      for (const { kind, width } of rollups) {
        const fresh = rollupSql(folder.readSql([raw.file]), width)
        const covering = (await findSegments(rows, kind, part)).filter((each) => each.low <= high && each.high >= low)
        gone.push(...covering.map(({ file }) => file))
        added.push(...(await rollUp({ ...part, kind }, fresh, covering)))
      }
      const skewed = `INSERT INTO skewed_times SELECT DISTINCT series, ts FROM (${liveSkewedSql(`${mine} AND seq <= ${upTo}`)})`
      const remove = ['readings', 'imported'].map((table) => `DELETE FROM ${table} WHERE ${mine} AND seq <= ${upTo}`)
      await commit([...replaceSql(gone, added), skewed, ...remove])
    } catch (error) {
      folder.remove(added.map(({ file }) => file))
      throw error
    }
    discard(gone)
  }

  /** The fresh buckets in a file of their own, or in the files of a month that already cover them. */
  async function rollUp(part: Omit<Segment, 'file' | 'rows' | 'bytes'>, fresh: string, covering: readonly Segment[]) {
    if (covering.length === 0) return [await folder.write(connection, part, `${fresh} ORDER BY series, ts`)]
    const written: Segment[] = []
    for (const { file, rows: _rows, bytes: _bytes, ...old } of covering) {
      const own = `SELECT * FROM (${fresh}) WHERE series BETWEEN ${old.low} AND ${old.high}`
      const kept = `SELECT * FROM ${folder.readSql([file])} AS old ANTI JOIN fresh USING (series, ts)`
      const sql = `WITH fresh AS MATERIALIZED (${own}) SELECT * FROM fresh UNION ALL ${kept} ORDER BY series, ts`
      written.push(await folder.write(connection, old, sql))
    }
    return written
  }

  /** Rollups of a whole month that is over move together: a chart of a year opens twelve files. */
  async function planMonthsOf(closedBefore: number): Promise<void> {
    for (const { kind } of rollups) {
      for (const month of planMonths(await dailyRollups(kind, closedBefore), closedBefore)) {
        steps.unshift(() => mergeMonth(kind, month))
      }
    }
  }

  async function dailyRollups(kind: RollupKind, closedBefore: number): Promise<Segment[]> {
    const all = await findSegments(rows, kind, { from: 0, to: closedBefore })
    return all.filter(({ from, to }) => to - from <= dayMs)
  }

  /** The merged files stand for the whole month: a day of it that comes later is put into them. */
  async function mergeMonth(kind: RollupKind, { days, ...span }: Span & { days: readonly Segment[] }): Promise<void> {
    const files = folder.readSql(days.map(({ file }) => file))
    const counts = await countBySeries(rows, `SELECT series FROM ${files}`)
    const added: Segment[] = []
    try {
      for (const { low, high } of sliceBySeries(counts, rowsOfSlice)) {
        const sql = `SELECT * FROM ${files} WHERE series BETWEEN ${low} AND ${high} ORDER BY series, ts`
        added.push(await folder.write(connection, { ...span, kind, low, high }, sql))
      }
      const gone = days.map(({ file }) => file)
      await commit(replaceSql(gone, added))
      discard(gone)
    } catch (error) {
      folder.remove(added.map(({ file }) => file))
      throw error
    }
  }

  async function commit(statements: readonly string[]): Promise<void> {
    await connection.run('BEGIN')
    try {
      for (const statement of statements) await connection.run(statement)
      await connection.run('COMMIT')
    } catch (error) {
      await connection.run('ROLLBACK').catch(() => undefined)
      throw error
    }
  }

  function discard(files: readonly string[]): void {
    void unread().then(() => folder.remove(files))
  }

  return {
    /** Does one piece of the work; false when none is left. A failure drops the plan: the next call makes a new one. */
    async step(work: CompactionWork, begin: boolean): Promise<boolean> {
      try {
        if (begin) {
          steps.length = 0
          await plan(work)
        }
        await steps.shift()?.()
        return steps.length > 0
      } catch (error) {
        steps.length = 0
        throw error
      }
    },

    /** Lets go of what is older than is kept: readings first, rollups later. Returns the number of files. */
    async retire({ rawBefore, rollupBefore }: { rawBefore: number; rollupBefore: number }): Promise<number> {
      const old = await rows(
        `SELECT file FROM segments WHERE (kind = 'raw' AND to_ts <= ${rawBefore}) OR to_ts <= ${rollupBefore}`
      )
      const files = old.map(([file]) => String(file))
      await commit([
        ...replaceSql(files, []),
        ...['readings', 'imported', 'events', 'skewed_times'].map((table) => `DELETE FROM ${table} WHERE ts < ${rawBefore}`),
        `DELETE FROM presences WHERE received < ${rawBefore}`
      ])
      discard(files)
      return files.length
    }
  }
}

export type Compactor = ReturnType<typeof createCompactor>

/** [series, rows] ascending. */
async function countBySeries(rows: Rows, sql: string): Promise<[series: number, count: number][]> {
  const found = await rows(`SELECT series, count(*) FROM (${sql}) GROUP BY series ORDER BY series`)
  return found.map(([series, count]) => [Number(series), Number(count)])
}
