/** Who is logged in: random tokens, kept only as SHA-256 hashes. */
import { createHash, randomBytes } from 'node:crypto'
import { type Role, roleSchema } from '../contract/common.ts'
import type { UserItem } from '../contract/session.ts'
import type { Connection } from '../database/database.ts'

const hourMs = 3_600_000
/** Guards keep theirs for a week: they carry the phone through several shifts (contract §5). */
export const lifetimeMs: Record<Role, number> = {
  viewer: 12 * hourMs,
  guard: 7 * 24 * hourMs,
  engineer: 12 * hourMs,
  manager: 12 * hourMs,
  admin: 12 * hourMs
}

/**
 * `expiresAt` in ms since the epoch. `tokenHash` names the session where the token itself must not be kept.
 * `readOnly`: a wall screen's, which writes nothing, whatever its role may.
 */
export type SessionInfo = { user: UserItem; expiresAt: number; tokenHash: string; readOnly?: true }
export type OpenedSession = SessionInfo & { token: string }

/** Without `tokenHash` all sessions of the user ended. */
export type SessionsEnded = { user: string; tokenHash?: string }

/** 256 random bits need no slow hash: there is nothing to guess. */
export function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('hex')
}

export async function openSession(db: Connection, user: UserItem, at: number): Promise<OpenedSession> {
  const token = randomBytes(32).toString('base64url')
  const tokenHash = hashToken(token)
  const expiresAt = at + lifetimeMs[user.role]
  await db.deleteFrom('sessions').where('expires_at', '<=', at).execute()
  await db
    .insertInto('sessions')
    .values({ token_hash: tokenHash, user: user.id, created_at: at, expires_at: expiresAt })
    .execute()
  return { token, tokenHash, user, expiresAt }
}

/** The session of this token when it has neither ended nor expired and its user is enabled. */
export async function findSession(db: Connection, token: string, at: number): Promise<SessionInfo | undefined> {
  const tokenHash = hashToken(token)
  const row = await db
    .selectFrom('sessions')
    .innerJoin('users', 'users.id', 'sessions.user')
    .select(['users.id', 'users.name', 'users.role', 'sessions.expires_at'])
    .where('sessions.token_hash', '=', tokenHash)
    .where('sessions.expires_at', '>', at)
    .where('users.enabled', '=', 1)
    .executeTakeFirst()
  if (!row) return undefined
  return { user: toUserItem(row), expiresAt: row.expires_at, tokenHash }
}

/** @returns whose session it was, or undefined when there was none. */
export async function endSession(db: Connection, token: string): Promise<SessionsEnded | undefined> {
  const tokenHash = hashToken(token)
  const row = await db.deleteFrom('sessions').where('token_hash', '=', tokenHash).returning('user').executeTakeFirst()
  return row && { user: row.user, tokenHash }
}

export async function endSessionsOf(db: Connection, user: string): Promise<void> {
  await db.deleteFrom('sessions').where('user', '=', user).execute()
}

export function toUserItem(row: { id: string; name: string; role: string }): UserItem {
  return { id: row.id, name: row.name, role: roleSchema.parse(row.role) }
}
