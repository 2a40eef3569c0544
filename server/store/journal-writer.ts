/** Appends batches to the journal; runs in its thread, where a synchronous flush holds nobody up. */
import {
  BIGINT,
  BOOLEAN,
  DOUBLE,
  type DuckDBAppender,
  type DuckDBConnection,
  DuckDBDataChunk,
  type DuckDBValue,
  INTEGER,
  VARCHAR
} from '@duckdb/node-api'
import type { JournalBatch } from './journal-batch.ts'
import { type ImportRecord, importRecordSql } from './journal-imports.ts'

const rejectsKept = 100_000
const rejectsKeptMs = 30 * 86_400_000
/** An appender flushes by itself when it holds 204,800 rows: below that, what is appended is stored whole or not at all. */
const rowsOfOneFlush = 100_000

/** From here on filling columns costs less than half of appending value by value; below, their set-up costs more. */
const columnsPayRows = 300
/** DuckDB's own limit. */
const rowsOfOneChunk = 2048
/** One for all: its memory is native and would outlive each use until some garbage collection. Columns as in the table. */
const readingChunk = DuckDBDataChunk.create([BIGINT, INTEGER, INTEGER, BIGINT, DOUBLE, VARCHAR, BIGINT, BOOLEAN])

type Part = { table: string; rows(batch: JournalBatch): number; fill(to: DuckDBAppender, batch: JournalBatch): void }

const allParts: readonly Part[] = [
  { table: 'series', rows: ({ newSeries }) => newSeries.length, fill: appendSeries },
  { table: 'readings', rows: ({ series }) => series.length, fill: appendReadings },
  { table: 'events', rows: ({ events }) => events.length, fill: appendEvents },
  { table: 'presences', rows: ({ presences }) => presences.length, fill: appendPresences },
  { table: 'rejects', rows: ({ rejects }) => rejects.length, fill: appendRejects }
]
const importParts: readonly Part[] = [
  { table: 'series', rows: ({ newSeries }) => newSeries.length, fill: appendSeries },
  { table: 'imported', rows: ({ series }) => series.length, fill: appendReadings }
]

export async function createJournalWriter(connection: DuckDBConnection) {
  // Opened once: opening costs as much as appending some hundred rows, and memory until the next garbage collection.
  const appenders = new Map<string, DuckDBAppender>()

  async function append({ table, fill }: Part, batch: JournalBatch): Promise<void> {
    const appender = appenders.get(table) ?? (await connection.createAppender(table))
    appenders.set(table, appender)
    try {
      fill(appender, batch)
      appender.flushSync()
    } catch (error) {
      // What the failure left in it must not go out with the next batch.
      appenders.delete(table)
      appender.clear()
      throw error
    }
  }

  async function appendTogether(parts: readonly Part[], batch: JournalBatch, also: readonly string[] = []): Promise<void> {
    await connection.run('BEGIN')
    try {
      for (const part of parts) await append(part, batch)
      for (const statement of also) await connection.run(statement)
      await connection.run('COMMIT')
    } catch (error) {
      await connection.run('ROLLBACK').catch(() => undefined)
      throw error
    }
  }

  return {
    /** One durable transaction; rejects with nothing of the batch stored. */
    async write(batch: JournalBatch): Promise<void> {
      const parts = allParts.filter(({ rows }) => rows(batch) > 0)
      const [first, ...others] = parts
      // A single flush is a durable transaction by itself, at half the price of BEGIN, flush and COMMIT.
      if (first && others.length === 0 && first.rows(batch) <= rowsOfOneFlush) await append(first, batch)
      else await appendTogether(parts, batch)
    },
    /** The readings, and how far the import has come with them, in one durable transaction. */
    async writeImport(batch: JournalBatch, record: ImportRecord): Promise<void> {
      const parts = importParts.filter(({ rows }) => rows(batch) > 0)
      await appendTogether(parts, batch, importRecordSql(record))
    },
    /** Writes and removes a row: whether the disk takes anything at all. */
    async probe(): Promise<void> {
      await connection.run('BEGIN')
      await connection.run("INSERT INTO imports VALUES ('probe', 0, 0, 'probe', 0, 0, 0, '[]')")
      await connection.run('COMMIT').catch(async (error: unknown) => {
        await connection.run('ROLLBACK').catch(() => undefined)
        throw error
      })
      await connection.run("DELETE FROM imports WHERE state = 'probe'")
    },
    /** Keeps the newest rejects only (contract §4: 100,000 or 30 days). */
    async trimRejects(now: number): Promise<void> {
      await connection.run(
        `DELETE FROM rejects WHERE received < ${now - rejectsKeptMs} OR id <= (SELECT max(id) FROM rejects) - ${rejectsKept}`
      )
    },
    /** Lets go of the connection, which may then be closed. */
    release(): void {
      for (const appender of appenders.values()) appender.closeSync()
      appenders.clear()
    }
  }
}

export type JournalWriter = Awaited<ReturnType<typeof createJournalWriter>>

function appendSeries(to: DuckDBAppender, { newSeries }: JournalBatch): void {
  for (const series of newSeries) {
    to.appendInteger(series.id)
    to.appendVarchar(series.equipment)
    to.appendVarchar(series.metric)
    to.appendVarchar(series.type)
    to.endRow()
  }
}

function appendReadings(to: DuckDBAppender, batch: JournalBatch): void {
  if (batch.series.length < columnsPayRows) appendRows(to, batch)
  else appendColumns(to, batch)
}

function appendRows(to: DuckDBAppender, batch: JournalBatch): void {
  const seq = BigInt(batch.seq)
  const texts = new Map(batch.texts)
  for (let index = 0; index < batch.series.length; index++) {
    const text = texts.get(index)
    to.appendBigInt(seq)
    to.appendInteger(batch.position[index] ?? 0)
    to.appendInteger(batch.series[index] ?? 0)
    to.appendBigInt(BigInt(batch.ts[index] ?? 0))
    if (text === undefined) {
      to.appendDouble(batch.num[index] ?? 0)
      to.appendNull()
    } else {
      to.appendNull()
      to.appendVarchar(text)
    }
    to.appendBigInt(BigInt(batch.receivedAt[index] ?? 0))
    to.appendBoolean(batch.skewed[index] === 1)
    to.endRow()
  }
}

function appendColumns(to: DuckDBAppender, batch: JournalBatch): void {
  const seq = BigInt(batch.seq)
  const texts = new Map(batch.texts)
  for (let from = 0; from < batch.series.length; from += rowsOfOneChunk) {
    const rows = Math.min(rowsOfOneChunk, batch.series.length - from)
    const fill = (column: number, value: (index: number) => DuckDBValue) => {
      const vector = readingChunk.getColumnVector(column)
      for (let row = 0; row < rows; row++) vector.setItem(row, value(from + row))
      vector.flush()
    }
    readingChunk.reset()
    readingChunk.rowCount = rows
    fill(0, () => seq)
    fill(1, (index) => batch.position[index] ?? 0)
    fill(2, (index) => batch.series[index] ?? 0)
    fill(3, (index) => BigInt(batch.ts[index] ?? 0))
    fill(4, (index) => (texts.has(index) ? null : (batch.num[index] ?? 0)))
    fill(5, (index) => texts.get(index) ?? null)
    fill(6, (index) => BigInt(batch.receivedAt[index] ?? 0))
    fill(7, (index) => batch.skewed[index] === 1)
    to.appendDataChunk(readingChunk)
  }
}

function appendEvents(to: DuckDBAppender, { seq, events }: JournalBatch): void {
  for (const event of events) {
    to.appendBigInt(BigInt(seq))
    to.appendInteger(event.position)
    to.appendVarchar(event.equipment)
    to.appendVarchar(event.code)
    to.appendBigInt(BigInt(event.ts))
    if (event.detail === null) to.appendNull()
    else to.appendVarchar(event.detail)
    to.appendBigInt(BigInt(event.receivedAt))
    to.appendBoolean(event.skewed)
    to.endRow()
  }
}

function appendPresences(to: DuckDBAppender, { seq, presences }: JournalBatch): void {
  for (const presence of presences) {
    to.appendBigInt(BigInt(seq))
    to.appendInteger(presence.position)
    to.appendVarchar(presence.equipment)
    to.appendBoolean(presence.online)
    to.appendBigInt(BigInt(presence.receivedAt))
    to.endRow()
  }
}

function appendRejects(to: DuckDBAppender, { rejects }: JournalBatch): void {
  for (const reject of rejects) {
    to.appendBigInt(BigInt(reject.id))
    to.appendVarchar(reject.topic)
    to.appendBigInt(BigInt(reject.receivedAt))
    to.appendVarchar(reject.reason)
    to.appendVarchar(reject.payload)
    to.endRow()
  }
}
