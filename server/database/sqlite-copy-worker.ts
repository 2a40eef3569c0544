/** Reads one state of the database, whatever is written meanwhile. Started by sqlite-copy.ts only. */
import { workerData } from 'node:worker_threads'
import Sqlite from 'better-sqlite3'

const { from, to } = workerData as { from: string; to: string }
const source = new Sqlite(from, { readonly: true })
source.pragma('busy_timeout = 5000')
source.prepare('VACUUM INTO ?').run(to)
source.close()
