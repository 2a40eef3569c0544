/** What the errors of `pg` mean to us. */
import pg from 'pg'
import { AppError } from '../errors.ts'

/** SQLSTATE: serialization failure, deadlock, unique violation, and a plan that another instance's migration outdated. */
const stalePlan = '0A000'
const contention = new Set(['40001', '40P01', '23505', stalePlan])

/**
 * Whether a transaction failed only because another one was quicker: tried again, it reads what that one left.
 * A violated unique index is the same thing seen later: two instances opened the same ticket at once. So is a changed
 * table under a statement that the connection keeps prepared; that connection is given up.
 */
export function isContention(error: unknown): boolean {
  return error instanceof pg.DatabaseError && error.code !== undefined && contention.has(error.code)
}

/**
 * Whether the connection is of no use any more: the network failed, an answer did not come in time (a late one would
 * be taken for that of the next query), or the server ended it. `pg` tells the first two by plain errors.
 */
export function isConnectionLost(error: unknown): boolean {
  if (!(error instanceof pg.DatabaseError)) return true
  return error.severity === 'FATAL' || error.severity === 'PANIC' || error.code === stalePlan
}

/** The server has no room or no connection left (class 53), or the connection is lost: nothing that the caller did wrong. */
export function toCallerError(error: unknown): unknown {
  const code = error instanceof pg.DatabaseError ? error.code : undefined
  // Who runs the transaction again has to see what it was.
  if (code !== undefined && contention.has(code)) return error
  if (!code?.startsWith('53') && !isConnectionLost(error)) return error
  return new AppError('unavailable', 'The database does not answer. Try again later.', { cause: error })
}
