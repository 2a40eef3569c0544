/**
 * Sets the site up over REST, an entry at a time (contract §5). Each change is checked against the whole site
 * as it will be, written in one transaction, and then made known, before the next one begins.
 * What the site file said last time is not touched: what was changed here stays (contract §3).
 */

import { randomBytes } from 'node:crypto'
import type { Catalogue } from '../../gateway/catalogue.ts'
import type { SitePatch } from '../contract/setup.ts'
import { equipmentSchema, type SiteFile } from '../contract/site.ts'
import type { Database } from '../database/database.ts'
import { AppError, type FieldFault } from '../errors.ts'
import type { PasswordHasher } from '../people/password-hasher.ts'
import { createTurns } from '../turns.ts'
import { checkSettings } from './cross-checks.ts'
import { checkEntry, checkUnused, invalid } from './entry-checks.ts'
import { hashSecret } from './secret.ts'
import { defaultSite, readSiteSettings, type SiteSettings, writeSiteSettings } from './site-settings.ts'
import { type Entries, readSection, readSiteInService, type Section, type Stored } from './stored-site.ts'
import { writeEntry } from './write-entry.ts'

/** What changed, after it is committed. `rights`: whether a connection of this name may have lost some of what it may do. */
export type SiteChange = { section: Section; id: string; rights: boolean } | { section: 'site'; defaults: boolean }

export type SiteEditorOptions = {
  database: Database
  catalogue: Catalogue
  passwords: PasswordHasher
  /** What the rules on an equipment have against it as it will be. */
  fitsRules: (equipment: Entries['equipment']) => Promise<FieldFault[]>
  /** Makes the change felt; the caller's answer and the next change wait for it. */
  changed: (change: SiteChange) => Promise<void>
}

/** `password`: only when one was generated, and nowhere else from then on. */
export type Written<S extends Section> = Stored<Entries[S]> & { password?: string }
/** null: generate one. Left out of a change: the old one stays. */
type Password = string | null | undefined

export type SiteEditor = ReturnType<typeof createSiteEditor>

export function createSiteEditor({ database, catalogue, passwords, fitsRules, changed }: SiteEditorOptions) {
  /** Two changes at once could each fit the site without the other. */
  const inTurn = createTurns()

  async function find<S extends Section>(section: S, id: string): Promise<Stored<Entries[S]>> {
    const found = (await readSection(database, section)).find(({ entry }) => entry.id === id)
    if (!found) throw new AppError('not_found', `There is no ${id} among the ${section}.`)
    return found
  }

  async function check<S extends Section>(site: SiteFile, section: S, entry: Entries[S]): Promise<void> {
    checkEntry(site, section, entry, catalogue)
    const equipment = section === 'equipment' ? equipmentSchema.parse(entry) : undefined
    const faults = equipment ? await fitsRules(equipment) : []
    if (faults.length > 0) throw invalid(faults)
  }

  async function write<S extends Section>(section: S, stored: Stored<Entries[S]>, password: Password): Promise<Written<S>> {
    const generated = password === null ? randomBytes(16).toString('hex') : undefined
    const chosen = generated ?? password ?? undefined
    const secret = chosen === undefined ? undefined : await hashSecret(chosen, passwords)
    await writeEntry(database, section, { ...stored, secret })
    return { ...stored, ...(generated !== undefined && { password: generated }) }
  }

  return {
    list: <S extends Section>(section: S) => readSection(database, section),
    find,

    /** @param password left out or null: one is generated, for devices and readers. */
    create: <S extends Section>(section: S, entry: Entries[S], password?: Password): Promise<Written<S>> =>
      inTurn(async () => {
        const known = (await readSection(database, section)).find((stored) => stored.entry.id === entry.id)
        if (known) {
          const hint = known.enabled ? '' : ' It is out of service: enabled: true brings it back.'
          throw new AppError('conflict', `There is a ${entry.id} among the ${section} already.${hint}`, {
            errors: [{ field: 'id', message: 'is in use' }]
          })
        }
        await check(await readSiteInService(database), section, entry)
        const needsSecret = section === 'devices' || section === 'readers'
        const written = await write(section, { entry, enabled: true }, needsSecret ? (password ?? null) : undefined)
        await changed({ section, id: entry.id, rights: false })
        return written
      }),

    /** The merged entry is what must be right; fields the patch leaves out keep their value. */
    update: <S extends Section>(
      section: S,
      id: string,
      merge: (entry: Entries[S]) => Entries[S],
      { enabled, password }: { enabled?: boolean | undefined; password?: Password } = {}
    ): Promise<Written<S>> =>
      inTurn(async () => {
        const before = await find(section, id)
        const after = { entry: merge(before.entry), enabled: enabled ?? before.enabled }
        const site = await readSiteInService(database)
        if (after.enabled) await check(site, section, after.entry)
        else if (before.enabled) checkUnused(site, section, id)
        const written = await write(section, after, password)
        const rights = password !== undefined || !after.enabled || narrows(before.entry, after.entry)
        await changed({ section, id, rights })
        return written
      }),

    settings: async (): Promise<SiteSettings> => (await readSiteSettings(database)) ?? defaultSite,

    updateSettings: (patch: SitePatch): Promise<SiteSettings> =>
      inTurn(async () => {
        const before = (await readSiteSettings(database)) ?? defaultSite
        const given = Object.entries(patch).filter(([, value]) => value !== undefined)
        const { publicUrl, ...rest } = { ...before, ...Object.fromEntries(given) }
        const after: SiteSettings = { ...rest, ...(publicUrl && { publicUrl }) }
        const faults = checkSettings(after)
        if (after.name === '') faults.push({ field: 'name', message: 'expected a name' })
        if (faults.length > 0) throw invalid(faults)
        await writeSiteSettings(database, after)
        await changed({ section: 'site', defaults: after.defaults !== before.defaults })
        return after
      })
  }
}

/** Whether a device may speak or listen to less than before. */
function narrows(before: object, after: object): boolean {
  return (['equipment', 'topics'] as const).some((field) => {
    const kept = new Set(listOf(after, field))
    return listOf(before, field).some((each) => !kept.has(each))
  })
}

function listOf(entry: object, field: string): unknown[] {
  const list: unknown = Object.getOwnPropertyDescriptor(entry, field)?.value
  return Array.isArray(list) ? list : []
}
