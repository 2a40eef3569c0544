/** Appends batches to the journal's tables; runs in its thread, where a synchronous flush holds nobody up. */
import type { DuckDBAppender, DuckDBConnection } from '@duckdb/node-api'
import type { JournalBatch } from './journal-batch.ts'
import { type ImportRecord, importRecordSql } from './journal-imports.ts'
import { appendReadings } from './reading-chunks.ts'

const rejectsKept = 100_000
const rejectsKeptMs = 30 * 86_400_000

type Batches = readonly JournalBatch[]
type Part = { table: string; rows(batch: JournalBatch): number; fill(to: DuckDBAppender, batches: Batches): void }

function oneByOne(fill: (to: DuckDBAppender, batch: JournalBatch) => void): Part['fill'] {
  return (to, batches) => {
    for (const batch of batches) fill(to, batch)
  }
}

const allParts: readonly Part[] = [
  {
    table: 'series',
    rows: ({ newSeries }) => newSeries.length,
    fill: oneByOne(appendSeries)
  },
  { table: 'readings', rows: ({ series }) => series.length, fill: appendReadings },
  {
    table: 'events',
    rows: ({ events }) => events.length,
    fill: oneByOne(appendEvents)
  },
  {
    table: 'presences',
    rows: ({ presences }) => presences.length,
    fill: oneByOne(appendPresences)
  },
  {
    table: 'rejects',
    rows: ({ rejects }) => rejects.length,
    fill: oneByOne(appendRejects)
  }
]
const importParts: readonly Part[] = [
  {
    table: 'series',
    rows: ({ newSeries }) => newSeries.length,
    fill: oneByOne(appendSeries)
  },
  { table: 'imported', rows: ({ series }) => series.length, fill: appendReadings }
]

export async function createJournalWriter(connection: DuckDBConnection) {
  // Opened once: opening costs as much as appending some hundred rows, and memory until the next garbage collection.
  const appenders = new Map<string, DuckDBAppender>()

  async function append({ table, fill }: Part, batches: Batches): Promise<void> {
    const appender = appenders.get(table) ?? (await connection.createAppender(table))
    appenders.set(table, appender)
    try {
      fill(appender, batches)
      appender.flushSync()
    } catch (error) {
      // What the failure left in it must not go out with the next batch.
      appenders.delete(table)
      appender.clear()
      throw error
    }
  }

  /** One durable transaction, or nothing. */
  async function appendTogether(parts: readonly Part[], batches: Batches, also: readonly string[] = []): Promise<void> {
    await connection.run('BEGIN')
    try {
      for (const part of parts) if (batches.some((batch) => part.rows(batch) > 0)) await append(part, batches)
      for (const statement of also) await connection.run(statement)
      // Not as flushes are, on this thread: it serves readers meanwhile.
      await connection.run('COMMIT')
    } catch (error) {
      await connection.run('ROLLBACK').catch(() => undefined)
      throw error
    }
  }

  return {
    /** One durable transaction; rejects with nothing of the batches stored. */
    store: (batches: Batches): Promise<void> => appendTogether(allParts, batches),
    /** The readings, and how far the import has come with them, in one durable transaction. */
    writeImport: (batch: JournalBatch, record: ImportRecord): Promise<void> =>
      appendTogether(importParts, [batch], importRecordSql(record)),
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
