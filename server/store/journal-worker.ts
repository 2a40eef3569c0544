/** The journal's thread: opens the file, serves calls. Started by duckdb-journal.ts only. */
import { parentPort, workerData } from 'node:worker_threads'
import { DuckDBInstance } from '@duckdb/node-api'
import { createJournalForwardReader } from './journal-forward-reader.ts'
import { createJournalReader } from './journal-reader.ts'
import { journalTables } from './journal-tables.ts'
import { createJournalWriter } from './journal-writer.ts'

export type JournalCall = { id: number; method: string; args: unknown[] }
export type JournalAnswer = { id: number; result?: unknown; error?: string }

const { file } = workerData as { file: string }
const instance = await DuckDBInstance.create(file, {
  threads: '1',
  memory_limit: '384MB',
  // Checkpoints are called for by the writer.
  checkpoint_threshold: '4GB'
})
const writing = await instance.connect()
for (const statement of journalTables.split(';')) if (statement.trim()) await writing.run(statement)
const reading = await instance.connect()
const forwarding = await instance.connect()

const writer = await createJournalWriter(writing)
const calls: Record<string, (...args: never[]) => unknown> = {
  ...writer,
  ...createJournalReader(reading),
  ...createJournalForwardReader(forwarding),
  async close() {
    writer.release()
    await writing.run('CHECKPOINT')
    reading.closeSync()
    forwarding.closeSync()
    writing.closeSync()
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
