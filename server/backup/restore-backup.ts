/** Puts a backup in the place of a data folder's stores. */
import { cpSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { SetupError } from '../errors.ts'
import { keyFile } from '../secret-box.ts'
import { commitLogNames } from '../store/commit-log.ts'
import { syncTree } from './sync-tree.ts'
import { attachmentsFolder, backupMark, databaseFile, journalParts } from './take-backup.ts'

export type RestoreOptions = { source: string; dataDir: string; now: () => number; replace: boolean }

/** While this lies in a data folder, its stores may not fit together. */
const unfinishedMark = 'restore-unfinished'
const parts = [databaseFile, ...journalParts, attachmentsFolder, keyFile]
/** Left behind by a process that ended suddenly; they belong to the files that are replaced. */
const leftovers = [`${databaseFile}-wal`, `${databaseFile}-shm`, 'journal.duckdb.wal', ...commitLogNames('journal.duckdb')]

/** To be called before a store is opened. @throws SetupError when a restore was not finished. */
export function refuseHalfRestored(dataDir: string): void {
  if (!existsSync(join(dataDir, unfinishedMark))) return
  throw new SetupError(`DATA_DIR: a restore into ${dataDir} was not finished: run it again with --replace`)
}

/** Returns what it did, in words. The data folder must not be in use. */
export async function restoreBackup({ source, dataDir, now, replace }: RestoreOptions): Promise<string> {
  if (!existsSync(join(source, backupMark))) throw new SetupError(`${source} is no backup: it has no ${backupMark}`)
  const inTheWay = existsSync(dataDir) ? readdirSync(dataDir).filter((name) => [...parts, ...leftovers].includes(name)) : []
  if (inTheWay.length > 0 && !replace) {
    throw new SetupError(`${dataDir} has data already: with --replace it is put aside, and the backup takes its place`)
  }
  mkdirSync(dataDir, { recursive: true, mode: 0o750 })
  const fresh = join(dataDir, 'restoring')
  rmSync(fresh, { recursive: true, force: true })
  mkdirSync(fresh)
  for (const part of parts.filter((name) => existsSync(join(source, name)))) {
    cpSync(join(source, part), join(fresh, part), { recursive: true })
  }
  checkSizes(source, fresh)
  await syncTree(fresh)

  writeFileSync(join(dataDir, unfinishedMark), '')
  await syncTree(dataDir)
  const aside = join(dataDir, `replaced-${new Date(now()).toISOString().replaceAll(':', '')}`)
  if (inTheWay.length > 0) mkdirSync(aside)
  for (const name of inTheWay) renameSync(join(dataDir, name), join(aside, name))
  for (const name of readdirSync(fresh)) renameSync(join(fresh, name), join(dataDir, name))
  rmSync(fresh, { recursive: true })
  rmSync(join(dataDir, unfinishedMark))
  await syncTree(dataDir)
  const kept = inTheWay.length > 0 ? `; what was there lies in ${aside}` : ''
  return `${source} restored into ${dataDir}${kept}`
}

function checkSizes(source: string, copy: string): void {
  for (const name of readdirSync(copy)) {
    const [from, to] = [join(source, name), join(copy, name)]
    if (statSync(to).isDirectory()) checkSizes(from, to)
    else if (statSync(from).size !== statSync(to).size) throw new SetupError(`${from} could not be copied whole`)
  }
}
