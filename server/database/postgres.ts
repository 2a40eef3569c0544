/** PostgreSQL, named by DATABASE_URL: looks at the server before anything is built on it. */
import { PostgresDialect, type PostgresPool } from 'kysely'
import { SetupError } from '../errors.ts'
import { createByteOrderPlugin } from './byte-order.ts'
import type { Driver, DriverLog } from './driver.ts'
import { createPostgresPool } from './postgres-pool.ts'

/** What Debian 12 ships; the gate tests with it (design.md §2). */
const leastVersion = 15

/** @throws SetupError of one line, without the password, when the server does not answer or does not fit. */
export async function openPostgres(url: string, log: DriverLog): Promise<Driver> {
  const pool = createPostgresPool({ url, log })
  try {
    await expectFit(pool)
  } catch (cause) {
    await pool.end()
    if (cause instanceof SetupError) throw cause
    throw new SetupError(`DATABASE_URL: ${addressOf(url)} cannot be used: ${reasonOf(cause)}`, { cause })
  }
  return { dialect: new PostgresDialect({ pool }), migrationPlugins: [createByteOrderPlugin()] }
}

async function expectFit(pool: PostgresPool): Promise<void> {
  const client = await pool.connect()
  try {
    const text = `select current_setting('server_version') as version, current_setting('server_encoding') as encoding`
    const [row] = (await client.query<{ version: string; encoding: string }>(text, [])).rows
    if (Number.parseInt(row?.version ?? '', 10) < leastVersion) {
      throw new SetupError(`DATABASE_URL: expected PostgreSQL ${leastVersion} or newer, found ${row?.version}`)
    }
    if (row?.encoding !== 'UTF8') {
      throw new SetupError(`DATABASE_URL: expected a database with encoding UTF8, found ${row?.encoding}`)
    }
  } finally {
    client.release()
  }
}

/** Host and database: what an operator needs to recognise it, and nothing secret. */
function addressOf(text: string): string {
  const url = new URL(text)
  return `${decodeURIComponent(url.host) || 'the local server'}${url.pathname}`
}

/** The driver's own error stands behind ours; a refused connection over IPv6 and IPv4 is an error of errors without a text. */
function reasonOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
  if (!(cause instanceof Error)) return 'unknown'
  const code = 'code' in cause ? String(cause.code) : ''
  return cause.message.split('\n')[0] || code || 'unknown'
}
