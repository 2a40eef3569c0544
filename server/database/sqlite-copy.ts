/** Copies the SQLite file as of one moment, in a thread of its own: the copy holds nobody up. */
import { once } from 'node:events'
import { extname } from 'node:path'
import { Worker } from 'node:worker_threads'

export async function copySqlite(from: string, to: string): Promise<void> {
  const script = new URL(`./sqlite-copy-worker${extname(import.meta.url)}`, import.meta.url)
  const worker = new Worker(script, { workerData: { from, to } })
  const [code] = (await once(worker, 'exit')) as [number]
  if (code !== 0) throw new Error(`the copy of ${from} ended with code ${code}`)
}
