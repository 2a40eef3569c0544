/** Brings the site file into the database (contract §3, "Applied at each start"). */
import type { RuleInput } from '../contract/rules.ts'
import type { SiteFile } from '../contract/site.ts'
import type { Connection, Database } from '../database/database.ts'
import { atomically } from '../database/transaction.ts'
import { saveCertificate } from '../dispatch/certificate-store.ts'
import { saveStaff } from '../dispatch/staff-store.ts'
import { createPasswordHasher, type PasswordHasher } from '../people/password-hasher.ts'
import { mappingId, saveMapping } from './mapping-table.ts'
import { disableEntry, saveUser } from './save-entry.ts'
import { type ChangedEntry, compareEntries, type EntryKey, type EntrySecret } from './site-entries.ts'
import { applySiteSettings } from './site-settings.ts'
import { writeEntry } from './write-entry.ts'

export type ApplySiteOptions = {
  database: Database
  file: SiteFile
  /** Left out: one of its own with two jobs at once. Every entry of the file waits for its turn. */
  passwords?: PasswordHasher
}

export type AppliedSite = {
  /** Entries that differed from what the file said last time. */
  applied: EntryKey[]
  /** Entries that have left the file and are disabled now. */
  disabled: EntryKey[]
  /** All rules of the file, for the rule store, which compares them itself. */
  rules: RuleInput[]
}

/**
 * An entry is applied when it differs from what the file said last time, so changes made over REST meanwhile stay;
 * a password likewise, on its own, and the site's settings as one. One gone from the file is disabled, never deleted. All of it or nothing.
 */
export async function applySite(options: ApplySiteOptions): Promise<AppliedSite> {
  const { database, file } = options
  const passwords = options.passwords ?? createPasswordHasher({ concurrency: 2, maxWaiting: Number.POSITIVE_INFINITY })
  // Hashing comes before the transaction: inside one nothing but the database is awaited.
  const { changed, gone } = await compareEntries(database, file, passwords)
  await atomically(database, async (transaction) => {
    for (const entry of changed) {
      await applyEntry(transaction, file, entry)
      await transaction
        .insertInto('site_entries')
        .values(entry.row)
        .onConflict((conflict) =>
          conflict.columns(['section', 'id']).doUpdateSet({ digest: entry.row.digest, body: entry.row.body })
        )
        .execute()
    }
    for (const key of gone) await disableEntry(transaction, key)
    await applySiteSettings(transaction, file.site)
  })
  return { applied: changed.map(({ section, id }) => ({ section, id })), disabled: gone, rules: file.rules }
}

async function applyEntry(db: Connection, file: SiteFile, entry: ChangedEntry): Promise<void> {
  const { section, id, secret } = entry
  switch (section) {
    case 'equipment':
      return writeEntry(db, section, { entry: find(file.equipment, id), enabled: true })
    case 'devices':
      return writeEntry(db, section, { entry: find(file.devices, id), enabled: true, secret: changedHash(secret) })
    case 'readers':
      return writeEntry(db, section, { entry: find(file.readers, id), enabled: true, secret: changedHash(secret) })
    case 'users':
      return saveUser(db, find(file.users, id), needed(secret))
    case 'mappings':
      return saveMapping(db, findBy(file.mappings, id, mappingId))
    case 'checkpoints':
      return writeEntry(db, section, { entry: find(file.checkpoints, id), enabled: true })
    case 'routes':
      return writeEntry(db, section, { entry: find(file.routes, id), enabled: true })
    case 'teams':
      return writeEntry(db, section, { entry: find(file.teams, id), enabled: true })
    case 'contractors':
      return writeEntry(db, section, { entry: find(file.contractors, id), enabled: true })
    case 'shifts':
      return writeEntry(db, section, { entry: find(file.shifts, id), enabled: true })
    case 'staff':
      return saveStaff(
        db,
        findBy(file.staff, id, ({ user }) => user)
      )
    case 'certificates':
      return saveCertificate(db, find(file.certificates, id), file.site.timezone)
    case 'sources':
    case 'rules':
      // Their entry is all there is of them here; rules go on to the rule store.
      return
  }
}

function find<Entry extends { id: string }>(entries: readonly Entry[], id: string): Entry {
  return findBy(entries, id, (candidate) => candidate.id)
}

function findBy<Entry>(entries: readonly Entry[], id: string, idOf: (entry: Entry) => string): Entry {
  const entry = entries.find((candidate) => idOf(candidate) === id)
  if (!entry) throw new Error(`BUG: ${id} is not in the file it came from`)
  return entry
}

/** Undefined where the file says the same as last time: one that was changed over REST since stays. */
function changedHash(secret: EntrySecret | undefined): string | undefined {
  const { hash, isNew } = needed(secret)
  return isNew ? hash : undefined
}

function needed(secret: EntrySecret | undefined): EntrySecret {
  if (!secret) throw new Error('BUG: an entry with a password came without its hash')
  return secret
}
