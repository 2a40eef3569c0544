/**
 * A copy of both stores that fits together: first the relational one, then the journal, which may then know more
 * but never less than the rules had judged; compaction waits meanwhile, commits do not. Last the files of tickets.
 */
import { copyFileSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { cp } from 'node:fs/promises'
import { isAbsolute, join } from 'node:path'
import { copySqlite } from '../database/sqlite-copy.ts'
import { SetupError } from '../errors.ts'
import { keyFile } from '../secret-box.ts'
import type { JournalUpkeep } from '../store/reading-store.ts'
import { syncTree } from './sync-tree.ts'

export type BackupOptions = {
  /** Absolute; absent or empty. */
  target: string
  dataDir: string
  version: string
  now: () => number
  journal: Pick<JournalUpkeep, 'copyTo'>
  /** Runs the work with nothing else touching the journal's files. */
  exclusive: <Result>(work: () => Promise<Result>) => Promise<Result>
}

/** Written last: without it a folder is no backup. */
export const backupMark = 'backup.json'
export const databaseFile = 'wuxun.sqlite'
/** Files of tickets, each under the hash of its content. */
export const attachmentsFolder = 'attachments'
/** Without the key nobody could read the channels' settings in the database any more. */
const smallFiles = ['journal.id', keyFile] as const
/** What else lies in a data folder and belongs to it. */
export const journalParts = ['journal.duckdb', 'journal.id', 'parquet'] as const

/** Returns what it did, in words. */
export async function takeBackup(options: BackupOptions): Promise<string> {
  const { target, dataDir, journal, now } = options
  if (!isAbsolute(target)) throw new SetupError('expected an absolute folder')
  if (existsSync(target) && readdirSync(target).length > 0) throw new SetupError(`${target} is not empty`)
  const aside = `${target}.unfinished`
  rmSync(aside, { recursive: true, force: true })
  try {
    mkdirSync(aside, { recursive: true, mode: 0o700 })
    const files = await options.exclusive(async () => {
      const source = join(dataDir, databaseFile)
      if (existsSync(source)) await copySqlite(source, join(aside, databaseFile))
      for (const name of smallFiles) {
        if (existsSync(join(dataDir, name))) copyFileSync(join(dataDir, name), join(aside, name))
      }
      return journal.copyTo(aside)
    })
    // After the rows: a file is there before its row, so the copy has at least what its rows name.
    const attached = join(dataDir, attachmentsFolder)
    if (existsSync(attached)) {
      const incoming = join(attached, 'incoming')
      await cp(attached, join(aside, attachmentsFolder), { recursive: true, filter: (from) => from !== incoming })
    }
    const mark = { version: options.version, takenAt: new Date(now()).toISOString(), files }
    writeFileSync(join(aside, backupMark), `${JSON.stringify(mark)}\n`)
    await syncTree(aside)
    rmSync(target, { recursive: true, force: true })
    renameSync(aside, target)
  } catch (error) {
    rmSync(aside, { recursive: true, force: true })
    throw error
  }
  return `backup of ${dataDir} in ${target}`
}
