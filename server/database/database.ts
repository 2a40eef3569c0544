/** Opens the relational store. better-sqlite3 is imported in this folder only. */
import Sqlite from 'better-sqlite3'
import { Kysely, Migrator, SqliteDialect, type Transaction } from 'kysely'
import { migrations } from './migrations.ts'
import type { Schema } from './schema.ts'
import { cacheStatements } from './statement-cache.ts'

export type Database = Kysely<Schema>
/** Either the database or a transaction on it: what queries are written against. */
export type Connection = Database | Transaction<Schema>

/**
 * Opens (and creates or migrates) the SQLite file.
 * WAL with `synchronous=FULL`: a commit that returned survives a power cut.
 */
export async function openDatabase(file: string): Promise<Database> {
  const sqlite = new Sqlite(file)
  sqlite.pragma('journal_mode = WAL')
  sqlite.pragma('synchronous = FULL')
  sqlite.pragma('busy_timeout = 5000')
  const database = new Kysely<Schema>({ dialect: new SqliteDialect({ database: cacheStatements(sqlite) }) })
  const { error } = await new Migrator({ db: database, provider: migrations }).migrateToLatest()
  if (error) {
    await database.destroy()
    throw error
  }
  return database
}

/** Reads a single value, e.g. `rules_seq`. */
export async function readMeta(db: Connection, key: string): Promise<string | undefined> {
  const row = await db.selectFrom('meta').select('value').where('key', '=', key).executeTakeFirst()
  return row?.value
}

export async function writeMeta(db: Connection, key: string, value: string): Promise<void> {
  await db
    .insertInto('meta')
    .values({ key, value })
    .onConflict((conflict) => conflict.column('key').doUpdateSet({ value }))
    .execute()
}
