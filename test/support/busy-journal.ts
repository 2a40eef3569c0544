/**
 * Appends and imports readings as fast as it can, while it does other work without a pause; prints each
 * number whose readings are durable. Arguments: the journal's file, what to do meanwhile (`compact+checkpoint`), the first number.
 */
import { openDuckdbJournal } from '../../server/store/duckdb-journal.ts'
import { busyReadings } from './busy-readings.ts'
import { compactAll } from './compacting-journal.ts'

const [file = '', meanwhile = 'compact', first = '0'] = process.argv.slice(2)
const journal = await openDuckdbJournal(file, { rowsOfSlice: 2000 })
let judged = 0

async function write(): Promise<void> {
  for (let number = Number(first); ; number++) {
    const readings = busyReadings(number)
    if (number % 3 === 0) {
      const record = { id: 'busy', startedAt: 1, updatedAt: 1, lines: 0, stored: number, rejected: 0, faults: [] }
      await journal.importReadings(readings, { ...record, state: 'running' })
    } else judged = (await journal.append([{ readings, events: [], presences: [], rejects: [] }])).seq
    process.stdout.write(`${number}\n`)
  }
}

async function disturb(work: () => Promise<unknown>): Promise<void> {
  for (;;) {
    await work()
    process.stdout.write(`${meanwhile}\n`)
  }
}

const disturbances = {
  compact: () => compactAll(journal, judged),
  checkpoint: () => journal.checkpoint(),
  trim: () => journal.trim(Date.now())
}
const chosen = meanwhile.split('+').map((name) => disturb(disturbances[name as keyof typeof disturbances]))
await Promise.all([write(), ...chosen])
