/** Databases on a test's PostgreSQL server: quickly made, and gone with the test. */
import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { openDatabase } from '../../server/database/database.ts'

/** A migrated database to copy: copying its files takes 50 ms, making one anew ten times as long. */
const template = 'wuxun_template'

/** Makes the template on a new server. `server`: its URL, ending in a slash. */
export async function preparePostgres(server: string): Promise<void> {
  await administer(server, `create database ${template}`)
  await (await openDatabase(`${server}${template}`)).destroy()
}

/** A new database on a prepared server, without a row; returns its URL. */
export async function createPostgresDatabase(server: string): Promise<string> {
  const name = `wuxun_${randomBytes(8).toString('hex')}`
  await administer(server, `create database ${name} template ${template} strategy file_copy`)
  return `${server}${name}`
}

/** Breaks off whoever still uses it. */
export async function dropPostgresDatabase(location: string): Promise<void> {
  const at = location.lastIndexOf('/') + 1
  await administer(location.slice(0, at), `drop database if exists ${location.slice(at)} with (force)`)
}

export async function administer(server: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: `${server}postgres` })
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}
