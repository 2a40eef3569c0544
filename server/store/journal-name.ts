import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * The name of the journal in a data folder, made at its first start. A database that several services share keeps by
 * it how far the rules have come in each journal. Call with the folder's lock held.
 */
export function readJournalName(dataDir: string): string {
  const file = join(dataDir, 'journal.id')
  if (existsSync(file)) return readFileSync(file, 'utf8').trim()
  const name = randomBytes(8).toString('hex')
  // Durable before anything is stored under this name.
  writeFileSync(file, `${name}\n`, { flush: true })
  return name
}
