/**
 * The database of a test: SQLite in the project `embedded`, PostgreSQL in the project `postgresql` (vitest.config.ts).
 * A suite that opens its database here runs on both.
 */
import { inject } from 'vitest'
import { type Database, openDatabase } from '../../server/database/database.ts'
import { createPostgresDatabase, dropPostgresDatabase } from './postgres-databases.ts'

/** The server of this run of the suite, or undefined where the suite runs on SQLite. */
export function postgresServer(): string | undefined {
  return inject('postgresUrl') ?? undefined
}

/** A database at the current schema, without a row; `destroy` also removes it. */
export async function openTestDatabase(): Promise<Database> {
  const server = postgresServer()
  if (server === undefined) return openDatabase(':memory:')
  const location = await createPostgresDatabase(server)
  const database = await openDatabase(location)
  const destroy = database.destroy.bind(database)
  database.destroy = async () => {
    await destroy()
    await dropPostgresDatabase(location)
  }
  return database
}
