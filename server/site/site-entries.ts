/** What the site file said last time, entry by entry: tells which ones it changed since. */
import { createHash } from 'node:crypto'
import type { RuleInput } from '../contract/rules.ts'
import { ruleSchema } from '../contract/rules.ts'
import { type SiteFile, type SourceEntry, sourceSchema } from '../contract/site.ts'
import { canonicalJson } from '../database/canonical-json.ts'
import type { Connection } from '../database/database.ts'
import type { SiteEntryTable } from '../database/site-tables.ts'
import type { PasswordHasher } from '../people/password-hasher.ts'
import { mappingId } from './mapping-table.ts'
import { hashSecret, matchesSecret } from './secret.ts'
import { type EntrySection, entrySections } from './site-sections.ts'
import { splitLogin } from './source-logins.ts'

export type EntryKey = { section: EntrySection; id: string }

/** The hash of an entry's password, and whether the file says another password than last time. */
export type EntrySecret = { hash: string; isNew: boolean }
/** An entry that says something new. `secret` is undefined where the section has no passwords. */
export type ChangedEntry = EntryKey & { row: SiteEntryTable; secret: EntrySecret | undefined }
export type EntryChanges = { changed: ChangedEntry[]; gone: EntryKey[] }

/** In place of the digest of an entry that has left the file: it is disabled once, not at every start. */
export const goneDigest = 'gone'

/**
 * Compares the file with what it said last time. The passwords are compared by their stored hashes, so this takes
 * some 14 ms for each short one.
 */
export async function compareEntries(db: Connection, file: SiteFile, passwords: PasswordHasher): Promise<EntryChanges> {
  const rows = await db.selectFrom('site_entries').selectAll().execute()
  const known = new Map(rows.map((row) => [keyOf(row.section, row.id), row]))
  const entries = entrySections.flatMap((section) => entriesOf(file, section).map((entry) => ({ section, entry })))
  const compared = await Promise.all(
    entries.map(({ section, entry }) => compareEntry(section, entry, known.get(keyOf(section, entry.id)), passwords))
  )
  const present = new Set(entries.map(({ section, entry }) => keyOf(section, entry.id)))
  const gone = entrySections.flatMap((section) =>
    rows
      .filter((row) => row.section === section && row.digest !== goneDigest && !present.has(keyOf(section, row.id)))
      .map((row) => ({ section, id: row.id }))
  )
  return { changed: compared.filter((entry) => entry !== undefined), gone }
}

type Entry = { id: string; password?: string }

/** A mapping's id is made of what it maps; staff goes by the user; a source's password stands in its address. */
function entriesOf(file: SiteFile, section: EntrySection): Entry[] {
  if (section === 'mappings') return file.mappings.map((entry) => ({ ...entry, id: mappingId(entry) }))
  if (section === 'staff') return file.staff.map((entry) => ({ ...entry, id: entry.user }))
  if (section !== 'sources') return file[section]
  return file.sources.map(({ url, ...entry }) => {
    const { address, login } = splitLogin(url)
    return { ...entry, url: address, ...(login !== undefined && { password: login }) }
  })
}

async function compareEntry(
  section: EntrySection,
  entry: Entry,
  before: SiteEntryTable | undefined,
  passwords: PasswordHasher
): Promise<ChangedEntry | undefined> {
  const { password, body } = splitPassword(entry)
  const print = createHash('sha256').update(canonicalJson(body)).digest('hex')
  const [printBefore, secretBefore] = before?.digest.split(' ') ?? []
  const toRow = (digest: string): SiteEntryTable => ({ section, id: entry.id, digest, body: JSON.stringify(body) })
  if (password === undefined) {
    return print === printBefore && secretBefore === undefined
      ? undefined
      : { section, id: entry.id, row: toRow(print), secret: undefined }
  }
  const samePassword = secretBefore !== undefined && (await matchesSecret(secretBefore, password, passwords)) === true
  if (samePassword && print === printBefore) return undefined
  const hash = samePassword ? secretBefore : await hashSecret(password, passwords)
  return { section, id: entry.id, row: toRow(`${print} ${hash}`), secret: { hash, isNew: !samePassword } }
}

function splitPassword(entry: Entry): { password: string | undefined; body: object } {
  const { password, ...body } = entry
  return { password, body }
}

/** The rules of the last site file, for a start without one. */
export async function readSiteRules(db: Connection): Promise<RuleInput[]> {
  const rows = await db
    .selectFrom('site_entries')
    .select('body')
    .where('section', '=', 'rules')
    .where('digest', '<>', goneDigest)
    .orderBy('id')
    .execute()
  return rows.map((row) => ruleSchema.parse(JSON.parse(row.body)))
}

/** The brokers to connect to, of the last site file; how to log in there is kept apart, see source-logins.ts. */
export async function readSiteSources(db: Connection): Promise<SourceEntry[]> {
  const rows = await db
    .selectFrom('site_entries')
    .select('body')
    .where('section', '=', 'sources')
    .where('digest', '<>', goneDigest)
    .orderBy('id')
    .execute()
  return rows.map((row) => sourceSchema.parse(JSON.parse(row.body)))
}

function keyOf(section: string, id: string): string {
  return `${section}/${id}`
}
