/** One entry of the site file into its table. What is saved is enabled; a password is written only when the file changed it. */
import type { SiteFile } from '../contract/site.ts'
import type { Connection } from '../database/database.ts'
import { endSessionsOf } from '../people/sessions.ts'
import { type EntryKey, type EntrySecret, goneDigest } from './site-entries.ts'

export async function saveEquipment(db: Connection, entry: SiteFile['equipment'][number]): Promise<void> {
  const values = {
    kind: entry.kind,
    name: entry.name,
    location: entry.location,
    attributes: JSON.stringify(entry.attributes),
    metrics: JSON.stringify(entry.metrics),
    feeds: JSON.stringify(entry.feeds),
    enabled: 1
  }
  await db
    .insertInto('equipment')
    .values({ id: entry.id, ...values })
    .onConflict((conflict) => conflict.column('id').doUpdateSet(values))
    .execute()
}

export async function saveDevice(db: Connection, entry: SiteFile['devices'][number], secret: EntrySecret): Promise<void> {
  const values = { equipment: JSON.stringify(entry.equipment), topics: JSON.stringify(entry.topics), enabled: 1 }
  await db
    .insertInto('devices')
    .values({ id: entry.id, secret: secret.hash, ...values })
    .onConflict((conflict) => conflict.column('id').doUpdateSet(secret.isNew ? { ...values, secret: secret.hash } : values))
    .execute()
}

export async function saveReader(db: Connection, entry: SiteFile['readers'][number], secret: EntrySecret): Promise<void> {
  const values = { location: entry.location, enabled: 1 }
  await db
    .insertInto('readers')
    .values({ id: entry.id, secret: secret.hash, ...values })
    .onConflict((conflict) => conflict.column('id').doUpdateSet(secret.isNew ? { ...values, secret: secret.hash } : values))
    .execute()
}

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
      await db.updateTable(section).set({ enabled: 0 }).where('id', '=', id).execute()
      break
    case 'users':
      if (id === 'admin') break
      await db.updateTable('users').set({ enabled: 0 }).where('id', '=', id).execute()
      await endSessionsOf(db, id)
      break
    case 'mappings':
      await db.deleteFrom('mappings').where('id', '=', id).execute()
      break
    case 'sources':
    case 'rules':
    case 'checkpoints':
    case 'routes':
      break
  }
  await db.updateTable('site_entries').set({ digest: goneDigest }).where('section', '=', section).where('id', '=', id).execute()
}
