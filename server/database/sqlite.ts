/** SQLite, the embedded database. The only import of better-sqlite3. */
import Sqlite from 'better-sqlite3'
import { SqliteDialect } from 'kysely'
import type { Driver } from './driver.ts'
import { cacheStatements } from './statement-cache.ts'

/**
 * Opens (and creates) the file; `:memory:` for one that is gone with the process.
 * WAL with `synchronous=FULL`: a commit that returned survives a power cut.
 */
export function openSqlite(file: string): Driver {
  const sqlite = new Sqlite(file)
  sqlite.pragma('journal_mode = WAL')
  sqlite.pragma('synchronous = FULL')
  sqlite.pragma('busy_timeout = 5000')
  return { dialect: new SqliteDialect({ database: cacheStatements(sqlite) }), migrationPlugins: [] }
}
