/** The journal's thread: opens the file, serves calls. Started by duckdb-journal.ts only. */
import { dirname, join } from 'node:path'
import { parentPort, workerData } from 'node:worker_threads'
import { DuckDBInstance } from '@duckdb/node-api'
import { createJournalForwardReader } from './journal-forward-reader.ts'
import { createJournalHistoryReader } from './journal-history-reader.ts'
import { createImportReader } from './journal-imports.ts'
import { readRecord } from './journal-intake.ts'
import { createJournalKeeper } from './journal-keeper.ts'
import { createJournalReader } from './journal-reader.ts'
import { createJournalRecovery } from './journal-recovery.ts'
import { journalTables } from './journal-tables.ts'
import { createJournalWriter } from './journal-writer.ts'
import { createReadPool } from './read-pool.ts'
import { createSegmentFolder } from './segment-folder.ts'

export type JournalCall = { id: number; method: string; args: unknown[] }
export type JournalAnswer = { id: number; result?: unknown; error?: string }

const { file, rowsOfSlice } = workerData as { file: string; rowsOfSlice: number }
const instance = await DuckDBInstance.create(file, {
  threads: '1',
  memory_limit: '384MB',
  // Checkpoints are called for by the housekeeper.
  checkpoint_threshold: '4GB'
})
const writing = await instance.connect()
for (const statement of journalTables.split(';')) if (statement.trim()) await writing.run(statement)
await writing.run("UPDATE imports SET state = 'interrupted' WHERE state = 'running'")
const keeping = await instance.connect()
const reading = [await instance.connect(), await instance.connect()]
const forwarding = await instance.connect()
const remembering = await instance.connect()

const folder = createSegmentFolder(join(dirname(file), 'parquet'))
const pool = createReadPool(reading)
const writer = await createJournalWriter(writing)
const history = createJournalHistoryReader(remembering, folder)
const unread = async () => {
  await Promise.all([pool.passed(), history.historyPassed()])
}
const keeper = createJournalKeeper({ connection: keeping, folder, unread, rowsOfSlice })
const calls: Record<string, (...args: never[]) => unknown> = {
  ...createJournalReader(pool, folder),
  ...createJournalRecovery(pool),
  ...createImportReader(pool),
  ...keeper,
  ...history,
  ...createJournalForwardReader(forwarding),
  store: (records: readonly Uint8Array[]) => writer.store(records.map(readRecord)),
  writeImport: writer.writeImport,
  probe: writer.probe,
  trimRejects: writer.trimRejects,
  async close() {
    writer.release()
    await unread()
    await writing.run('CHECKPOINT')
    for (const connection of [...reading, keeping, forwarding, remembering, writing]) connection.closeSync()
    instance.closeSync()
  }
}

const port = parentPort
if (!port) throw new Error('the journal worker runs as a worker thread only')
port.on('message', async ({ id, method, args }: JournalCall) => {
  try {
    const call = calls[method]
    if (!call) throw new Error(`no such call: ${method}`)
    port.postMessage({ id, result: await call(...(args as never[])) } satisfies JournalAnswer)
  } catch (error) {
    port.postMessage({ id, error: error instanceof Error ? error.message : String(error) } satisfies JournalAnswer)
  }
})
port.postMessage({ id: 0 } satisfies JournalAnswer)
