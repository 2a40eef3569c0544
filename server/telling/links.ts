/**
 * Steps that a message offers: a signed address, bound to one person, one ticket and one purpose, good for one use and a
 * time. The row says what it is for; the signature, that this service made it for exactly that.
 */
import type { Connection } from '../database/database.ts'
import { createId } from '../database/id.ts'
import { AppError } from '../errors.ts'
import type { SecretBox } from '../secret-box.ts'
import type { Purpose } from './text.ts'

/** Times in ms. */
export type Link = { id: string; user: string; ticket: string; purpose: Purpose; expiresAt: number; usedAt: number | null }
export type LinkFault = 'unknown' | 'expired' | 'used'

/** A shift and its handover. */
export const linkLifetimeMs = 12 * 3_600_000
/** Expired ones can still say that they are for so long. */
const forgetMs = 30 * 24 * 3_600_000

export type Links = ReturnType<typeof createLinks>

export function createLinks(box: Pick<SecretBox, 'sign' | 'isSigned'>) {
  return {
    /** Makes links, and forgets those that expired long ago. Gives the tokens in the same order. */
    async make(db: Connection, wanted: readonly Pick<Link, 'user' | 'ticket' | 'purpose'>[], now: number): Promise<string[]> {
      if (wanted.length === 0) return []
      await db
        .deleteFrom('links')
        .where('expires_at', '<', now - forgetMs)
        .execute()
      const links = wanted.map((link) => ({ id: createId('ln', now), ...link, expires_at: now + linkLifetimeMs, used_at: null }))
      await db.insertInto('links').values(links).execute()
      return links.map((link) => `${link.id}.${box.sign(textOf({ ...link, expiresAt: link.expires_at }))}`)
    },

    /** What a token stands for, whether it still works or not; a fault when it is none of ours. */
    async read(
      db: Connection,
      token: string,
      now: number
    ): Promise<{ link: Link; fault?: LinkFault } | { link?: undefined; fault: LinkFault }> {
      const [id = '', signature = ''] = token.split('.', 2)
      const row = await db.selectFrom('links').selectAll().where('id', '=', id).executeTakeFirst()
      if (!row) return { fault: 'unknown' }
      const link: Link = {
        id,
        user: row.user,
        ticket: row.ticket,
        purpose: row.purpose as Purpose,
        expiresAt: row.expires_at,
        usedAt: row.used_at
      }
      if (token !== `${id}.${signature}` || !box.isSigned(textOf(link), signature)) return { fault: 'unknown' }
      if (link.usedAt !== null) return { link, fault: 'used' }
      return link.expiresAt <= now ? { link, fault: 'expired' } : { link }
    },

    /** In the transaction of the step it is for: of several that come at once only one gets through. Throws `conflict`. */
    async use(db: Connection, link: Link, now: number): Promise<void> {
      const { numUpdatedRows } = await db
        .updateTable('links')
        .set({ used_at: now })
        .where('id', '=', link.id)
        .where('used_at', 'is', null)
        .where('expires_at', '>', now)
        .executeTakeFirst()
      if (Number(numUpdatedRows) !== 1) throw new AppError('conflict', 'The link was used before: each works once.')
    }
  }
}

/** Ids never contain a line end. */
function textOf({ id, user, ticket, purpose, expiresAt }: Omit<Link, 'usedAt'>): string {
  return [id, user, ticket, purpose, expiresAt].join('\n')
}
