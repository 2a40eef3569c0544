/** The site's own settings, remembered so that a start without SITE_FILE keeps them. */
import type { z } from 'zod'
import { siteSchema } from '../contract/site.ts'
import { type Connection, readMeta, writeMeta } from '../database/database.ts'

export type SiteSettings = z.infer<typeof siteSchema>

/** A service that never saw a site file. */
export const defaultSite: Readonly<SiteSettings> = {
  id: 'default',
  name: '',
  timezone: 'Asia/Shanghai',
  defaults: 'on',
  anonymous: false
}

const metaKey = 'site'

/** What the last site file said; undefined when there was none. */
export async function readSiteSettings(db: Connection): Promise<SiteSettings | undefined> {
  const text = await readMeta(db, metaKey)
  return text === undefined ? undefined : siteSchema.parse(JSON.parse(text))
}

export async function writeSiteSettings(db: Connection, site: SiteSettings): Promise<void> {
  await writeMeta(db, metaKey, JSON.stringify(site))
}

/** Whether the rules that ship with the program apply (`defaults: off` drops them). */
export function hasDefaultRules(site: SiteSettings): boolean {
  return site.defaults !== 'off' && site.defaults !== false
}
