/** Browsers that take web push, each of one user. */
import type { NewPushSubscription } from '../contract/telling.ts'
import type { Connection, Database } from '../database/database.ts'
import { createId } from '../database/id.ts'
import { atomically } from '../database/transaction.ts'
import { AppError } from '../errors.ts'
import type { PushTarget } from './senders/sender.ts'

export type PushSubscription = PushTarget & { createdAt: number }
/** A phone, a tablet, a browser or two at work. */
const mostPerUser = 10

export type PushSubscriptions = ReturnType<typeof createPushSubscriptions>

export function createPushSubscriptions(database: Database) {
  return {
    async list(user: string): Promise<PushSubscription[]> {
      const rows = await database.selectFrom('push_subscriptions').selectAll().where('user', '=', user).orderBy('id').execute()
      return rows.map(({ created_at, user: _, ...row }) => ({ ...row, createdAt: created_at }))
    },

    /** A browser that is known already is this user's from now on. Throws `conflict` when there are too many. */
    async add(user: string, { endpoint, keys }: NewPushSubscription, now: number): Promise<PushSubscription> {
      const id = createId('ps', now)
      await atomically(database, async (db) => {
        await db.deleteFrom('push_subscriptions').where('endpoint', '=', endpoint).execute()
        const others = await db.selectFrom('push_subscriptions').select('id').where('user', '=', user).execute()
        if (others.length >= mostPerUser) throw new AppError('conflict', `At most ${mostPerUser} browsers: take one off first.`)
        await db
          .insertInto('push_subscriptions')
          .values({ id, user, endpoint, ...keys, created_at: now })
          .execute()
      })
      return { id, endpoint, ...keys, createdAt: now }
    },

    /** Throws `not_found`; another user's is none of one's own. */
    async remove(user: string, id: string): Promise<void> {
      const { numDeletedRows } = await database
        .deleteFrom('push_subscriptions')
        .where('user', '=', user)
        .where('id', '=', id)
        .executeTakeFirst()
      if (Number(numDeletedRows) === 0) throw new AppError('not_found', `There is no subscription ${id} of yours.`)
    }
  }
}

/** All targets by user. */
export async function readPushTargets(db: Connection): Promise<(user: string) => readonly PushTarget[]> {
  const rows = await db.selectFrom('push_subscriptions').select(['id', 'user', 'endpoint', 'p256dh', 'auth']).execute()
  return (user) => rows.filter((row) => row.user === user)
}

/** Browsers that are gone for good. */
export async function forgetTargets(db: Connection, ids: readonly string[]): Promise<void> {
  if (ids.length > 0) await db.deleteFrom('push_subscriptions').where('id', 'in', ids).execute()
}
