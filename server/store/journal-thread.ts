/** Calls into the journal's thread as promises. */
import { extname } from 'node:path'
import { Worker } from 'node:worker_threads'
import type { JournalForwardReader } from './journal-forward-reader.ts'
import type { JournalHistoryReader } from './journal-history-reader.ts'
import type { ImportReader } from './journal-imports.ts'
import type { JournalKeeper } from './journal-keeper.ts'
import type { JournalReader } from './journal-reader.ts'
import type { JournalRecovery } from './journal-recovery.ts'
import type { JournalAnswer, JournalCall } from './journal-worker.ts'
import type { JournalWriter } from './journal-writer.ts'

type Calls = JournalReader &
  JournalRecovery &
  ImportReader &
  JournalKeeper &
  JournalForwardReader &
  JournalHistoryReader &
  Pick<JournalWriter, 'writeImport' | 'probe' | 'trimRejects'> & {
    /** Records of the commit log into the tables: one durable transaction, or nothing. */
    store(records: readonly Uint8Array[]): Promise<void>
    close(): Promise<void>
  }
type Method = keyof Calls

export type JournalThread = {
  call<Name extends Method>(method: Name, ...args: Parameters<Calls[Name]>): Promise<Awaited<ReturnType<Calls[Name]>>>
  end(): Promise<void>
}

/** Rejects when the file cannot be opened, e.g. because another process holds its lock. */
export async function startJournalThread(file: string, rowsOfSlice: number): Promise<JournalThread> {
  const script = new URL(`./journal-worker${extname(import.meta.url)}`, import.meta.url)
  const worker = new Worker(script, { workerData: { file, rowsOfSlice } })
  const waiting = new Map<number, { resolve(result: unknown): void; reject(error: Error): void }>()
  let nextId = 1
  let ended: Error | undefined

  const opened = new Promise<unknown>((resolve, reject) => waiting.set(0, { resolve, reject }))
  worker.on('message', ({ id, result, error }: JournalAnswer) => {
    const call = waiting.get(id)
    waiting.delete(id)
    if (error === undefined) call?.resolve(result)
    else call?.reject(new Error(error))
  })
  const fail = (error: Error) => {
    ended = error
    for (const call of waiting.values()) call.reject(error)
    waiting.clear()
  }
  worker.on('error', fail)
  worker.on('exit', () => fail(new Error('the journal is closed')))
  await opened

  const thread: JournalThread = {
    call(method, ...args) {
      if (ended) return Promise.reject(ended)
      const id = nextId++
      return new Promise((resolve, reject) => {
        waiting.set(id, { resolve: resolve as (result: unknown) => void, reject })
        worker.postMessage({ id, method, args } satisfies JournalCall)
      })
    },
    async end() {
      if (!ended) await thread.call('close')
      await worker.terminate()
    }
  }
  return thread
}
