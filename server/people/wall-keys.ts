/**
 * Keys of wall screens. A screen exchanges its key for a viewer's session that only reads, again and again; revoking the
 * key ends all of them at once.
 */
import { randomBytes } from 'node:crypto'
import type { Database } from '../database/database.ts'
import { createId } from '../database/id.ts'
import { atomically } from '../database/transaction.ts'
import { hashToken, lifetimeMs, type OpenedSession, type SessionInfo, type SessionsEnded } from './sessions.ts'

/** Times in ms. */
export type WallKey = { id: string; name: string; createdAt: number; createdBy: string; usedAt: number | null }

export type WallKeys = ReturnType<typeof createWallKeys>

export type WallKeysOptions = {
  database: Database
  now: () => number
  /** After the commit: so that sockets can be dropped. */
  ended: (ended: SessionsEnded) => void
}

export function createWallKeys({ database, now, ended }: WallKeysOptions) {
  return {
    /** Oldest first. */
    async list(): Promise<WallKey[]> {
      const rows = await database.selectFrom('wall_keys').selectAll().orderBy('created_at').orderBy('id').execute()
      return rows.map(({ id, name, created_at, created_by, used_at }) => {
        return { id, name, createdAt: created_at, createdBy: created_by, usedAt: used_at }
      })
    },

    /** `key` is nowhere else and must be shown now. */
    async create(name: string, by: string): Promise<WallKey & { key: string }> {
      const key = randomBytes(32).toString('base64url')
      const made = { id: createId('wall', now()), name, createdAt: now(), createdBy: by, usedAt: null }
      await database
        .insertInto('wall_keys')
        .values({ id: made.id, name, key_hash: hashToken(key), created_at: made.createdAt, created_by: by, used_at: null })
        .execute()
      return { ...made, key }
    },

    /** Ends its sessions. Returns whether there was such a key. */
    async revoke(id: string): Promise<boolean> {
      const known = await atomically(database, async (db) => {
        await db.deleteFrom('wall_sessions').where('wall_key', '=', id).execute()
        return await db.deleteFrom('wall_keys').where('id', '=', id).returning('id').executeTakeFirst()
      })
      if (known) ended({ user: id })
      return known !== undefined
    },

    /** Undefined for a key that is none, or none any more. */
    exchange(key: string): Promise<OpenedSession | undefined> {
      const at = now()
      return atomically(database, async (db) => {
        const row = await db
          .updateTable('wall_keys')
          .set({ used_at: at })
          .where('key_hash', '=', hashToken(key))
          .returning(['id', 'name'])
          .executeTakeFirst()
        if (!row) return undefined
        await db.deleteFrom('wall_sessions').where('expires_at', '<=', at).execute()
        const token = randomBytes(32).toString('base64url')
        const tokenHash = hashToken(token)
        const expiresAt = at + lifetimeMs.viewer
        await db.insertInto('wall_sessions').values({ token_hash: tokenHash, wall_key: row.id, expires_at: expiresAt }).execute()
        return { token, tokenHash, user: toViewer(row), expiresAt, readOnly: true }
      })
    },

    /** Undefined when it expired, or its key was revoked. */
    async session(token: string): Promise<SessionInfo | undefined> {
      const tokenHash = hashToken(token)
      const row = await database
        .selectFrom('wall_sessions')
        .innerJoin('wall_keys', 'wall_keys.id', 'wall_sessions.wall_key')
        .select(['wall_keys.id', 'wall_keys.name', 'wall_sessions.expires_at'])
        .where('wall_sessions.token_hash', '=', tokenHash)
        .where('wall_sessions.expires_at', '>', now())
        .executeTakeFirst()
      return row && { user: toViewer(row), expiresAt: row.expires_at, tokenHash, readOnly: true }
    }
  }
}

function toViewer({ id, name }: { id: string; name: string }) {
  return { id, name, role: 'viewer' as const }
}
