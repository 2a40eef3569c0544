/** Opens the relational store: SQLite, or PostgreSQL where one is named. */
import { Kysely, Migrator, type Transaction } from 'kysely'
import type { DriverLog } from './driver.ts'
import { migrations } from './migrations.ts'
import { openPostgres } from './postgres.ts'
import type { Schema } from './schema.ts'
import { openSqlite } from './sqlite.ts'

export type Database = Kysely<Schema>
/** Either the database or a transaction on it: what queries are written against. */
export type Connection = Database | Transaction<Schema>

export type OpenOptions = {
  /** Told of what goes wrong while nobody waits for an answer. Left out: nobody is. */
  log?: DriverLog
}

const postgresUrl = /^postgres(ql)?:\/\//

/**
 * Opens and migrates the database at `location`: a `postgres://` URL, or a SQLite file, created when absent.
 * @throws SetupError of one line when PostgreSQL does not answer or does not fit.
 */
export async function openDatabase(location: string, { log = () => undefined }: OpenOptions = {}): Promise<Database> {
  const { dialect, migrationPlugins } = postgresUrl.test(location) ? await openPostgres(location, log) : openSqlite(location)
  const database = new Kysely<Schema>({ dialect })
  const db = migrationPlugins.reduce((migrated, plugin) => migrated.withPlugin(plugin), database)
  const { error } = await new Migrator({ db, provider: migrations }).migrateToLatest()
  if (error) {
    await database.destroy()
    throw error
  }
  return database
}

/** Opens a database that another connection has migrated, for reading beside it. */
export async function openReader(location: string): Promise<Database> {
  const { dialect } = postgresUrl.test(location)
    ? await openPostgres(location, () => undefined)
    : openSqlite(location, { readonly: true })
  return new Kysely<Schema>({ dialect })
}

/** Reads a single value, e.g. `site`. */
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
