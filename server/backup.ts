/** Entry of `npm run backup -- DIR` and `npm run restore -- DIR`. */
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { askService } from './backup/control-socket.ts'
import { restoreBackup } from './backup/restore-backup.ts'
import { takeBackup } from './backup/take-backup.ts'
import { SetupError } from './errors.ts'
import { openDuckdbJournal } from './store/duckdb-journal.ts'
import { version } from './version.ts'

const help = `npm run backup -- DIR              copies the data into DIR, while the service runs or not
npm run restore -- DIR [--replace]  puts that copy into the data folder; the service must not run
DATA_DIR names the data folder (default ./data).
`

async function backUp(target: string, dataDir: string): Promise<string> {
  const answer = await askService(dataDir, { command: 'backup', target })
  if (answer) {
    if (answer.ok) return answer.text
    throw new SetupError(answer.reason)
  }
  const file = join(dataDir, 'journal.duckdb')
  if (!existsSync(file)) throw new SetupError(`DATA_DIR: there is no data in ${dataDir}`)
  // Nobody runs: opening the journal takes the folder's lock.
  const journal = await openDuckdbJournal(file)
  try {
    return await takeBackup({ target, dataDir, version, now: Date.now, journal, exclusive: (work) => work() })
  } finally {
    await journal.stop()
  }
}

async function restore(source: string, dataDir: string, replace: boolean): Promise<string> {
  const file = join(dataDir, 'journal.duckdb')
  if (existsSync(file)) await refuseWhenInUse(file, replace)
  return restoreBackup({ source, dataDir, now: Date.now, replace })
}

/** Whoever has the journal open has the whole folder. A broken one may be what the restore is for. */
async function refuseWhenInUse(file: string, replace: boolean): Promise<void> {
  try {
    await (await openDuckdbJournal(file)).stop()
  } catch (error) {
    if (!replace || !(error instanceof SetupError) || error.message.includes('in use')) throw error
  }
}

try {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { replace: { type: 'boolean', default: false }, help: { type: 'boolean', default: false } }
  })
  const [command, folder, ...more] = positionals
  if (values.help || folder === undefined || more.length > 0 || (command !== 'backup' && command !== 'restore')) {
    process.stdout.write(help)
    process.exit(values.help ? 0 : 1)
  }
  const dataDir = resolve(process.env['DATA_DIR'] || './data')
  const done =
    command === 'backup' ? await backUp(resolve(folder), dataDir) : await restore(resolve(folder), dataDir, values.replace)
  process.stdout.write(`${done}\n`)
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exit(1)
}
