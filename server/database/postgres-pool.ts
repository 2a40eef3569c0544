/** Connections to PostgreSQL. The only import of `pg`, with the errors beside it. */
import type { PostgresPool, PostgresPoolClient } from 'kysely'
import pg from 'pg'
import type { DriverLog } from './driver.ts'
import { isConnectionLost, toCallerError } from './postgres-errors.ts'
import { createStatementNames } from './statement-names.ts'

/** How long a connection may take, also to become free (ms). Below the 5 s after which a commit lets go of its devices. */
const connectMs = 4_000
/** A server that was cut off answers nothing, for minutes: what waits longer than this is given up (ms). */
const answerMs = 10_000
/** Inside a transaction only the database is awaited: who is idle for so long is dead, and must not keep its locks (ms). */
const idleTransactionMs = 15_000
const connections = 10

const int8 = 20

/** int8, which also `count` gives, as number: ours are times in ms and counts, far below 2^53. Only for this pool. */
const types: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: 'text') =>
    oid === int8 ? Number : pg.types.getTypeParser(oid, format)) as typeof pg.types.getTypeParser
}

/** The pool as Kysely takes it. Errors of a lost connection or a server that is full come as `unavailable`. */
export function createPostgresPool({ url, log }: { url: string; log: DriverLog }): PostgresPool {
  const nameOf = createStatementNames()
  const pool = new pg.Pool({
    connectionString: url,
    max: connections,
    types,
    keepAlive: true,
    connectionTimeoutMillis: connectMs,
    query_timeout: answerMs,
    idle_in_transaction_session_timeout: idleTransactionMs,
    fallback_application_name: 'wuxun'
  })
  // Without a listener the loss of an idle connection would end the process.
  pool.on('error', (error: Error) => log(describe(error), 'An idle connection to the database was lost.'))

  return {
    async connect() {
      try {
        return lend(await pool.connect(), nameOf)
      } catch (error) {
        throw toCallerError(error)
      }
    },
    end: () => pool.end()
  }
}

/** One borrowed connection; when it is lost on the way, it is closed instead of given back. */
function lend(client: pg.PoolClient, nameOf: ReturnType<typeof createStatementNames>): PostgresPoolClient {
  let lost = false
  const lose = () => {
    lost = true
  }
  client.on('error', lose)
  const query = async (text: string, values: readonly unknown[]): Promise<pg.QueryResult> => {
    try {
      const name = nameOf(text, values.length)
      return await client.query({ text, values: values.map(toStorable), ...(name !== undefined && { name }) })
    } catch (error) {
      if (isConnectionLost(error)) lose()
      throw toCallerError(error)
    }
  }
  return {
    // Kysely's second signature is for cursors, which it uses only when it was given a cursor class.
    query: query as unknown as PostgresPoolClient['query'],
    release() {
      client.off('error', lose)
      client.release(lost)
    }
  }
}

/** PostgreSQL's text has no U+0000, SQLite's has: one in a device's text must not fail every commit from then on. */
function toStorable(value: unknown): unknown {
  return typeof value === 'string' && value.includes('\0') ? value.replaceAll('\0', '\uFFFD') : value
}

function describe(error: Error): { code: string; reason: string } {
  return { code: 'code' in error ? String(error.code) : '', reason: error.message }
}
