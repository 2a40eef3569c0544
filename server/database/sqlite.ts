/** SQLite, the embedded database. Beside the worker that copies it, the only import of better-sqlite3. */
import Sqlite from 'better-sqlite3'
import { SqliteDialect } from 'kysely'
import type { Driver } from './driver.ts'
import { cacheStatements } from './statement-cache.ts'

/**
 * Opens (and creates) the file; `:memory:` for one that is gone with the process.
 * WAL with `synchronous=FULL`: a commit that returned survives a power cut. `readonly`: the file is there and stays as it is.
 */
export function openSqlite(file: string, { readonly = false } = {}): Driver {
  const sqlite = new Sqlite(file, { readonly })
  if (!readonly) {
    sqlite.pragma('journal_mode = WAL')
    sqlite.pragma('synchronous = FULL')
  }
  sqlite.pragma('busy_timeout = 5000')
  return { dialect: new SqliteDialect({ database: cacheStatements(sqlite) }), migrationPlugins: [] }
}
