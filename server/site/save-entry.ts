/** What the site file does besides writing entries: users, with their sessions, and entries that have left it. */
import type { SiteFile } from '../contract/site.ts'
import type { Connection } from '../database/database.ts'
import { disableStaff } from '../dispatch/staff-store.ts'
import { endSessionsOf } from '../people/sessions.ts'
import { type EntryKey, type EntrySecret, goneDigest } from './site-entries.ts'

/** A new password or role ends the user's sessions (contract §5). */
export async function saveUser(db: Connection, entry: SiteFile['users'][number], secret: EntrySecret): Promise<void> {
  const before = await db.selectFrom('users').select(['role']).where('id', '=', entry.id).executeTakeFirst()
  const values = { name: entry.name, role: entry.role, enabled: 1 }
  await db
    .insertInto('users')
    .values({ id: entry.id, password: secret.hash, ...values })
    .onConflict((conflict) => conflict.column('id').doUpdateSet(secret.isNew ? { ...values, password: secret.hash } : values))
    .execute()
  if (before && (secret.isNew || before.role !== entry.role)) await endSessionsOf(db, entry.id)
}

/** An entry that has left the file. User `admin` stays enabled: without it nobody could put anything right. */
export async function disableEntry(db: Connection, { section, id }: EntryKey): Promise<void> {
  switch (section) {
    case 'equipment':
    case 'devices':
    case 'readers':
    case 'checkpoints':
    case 'routes':
    case 'teams':
    case 'contractors':
    case 'shifts':
    case 'certificates':
      await db.updateTable(section).set({ enabled: 0 }).where('id', '=', id).execute()
      break
    case 'users':
      if (id === 'admin') break
      await db.updateTable('users').set({ enabled: 0 }).where('id', '=', id).execute()
      await endSessionsOf(db, id)
      break
    case 'staff':
      await disableStaff(db, id)
      break
    case 'mappings':
      await db.deleteFrom('mappings').where('id', '=', id).execute()
      break
    case 'sources':
    case 'rules':
      break
  }
  await db.updateTable('site_entries').set({ digest: goneDigest }).where('section', '=', section).where('id', '=', id).execute()
}
