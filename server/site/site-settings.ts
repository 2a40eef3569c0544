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
/** What the site file said last time, which may differ from what REST made of it since. */
const saidKey = 'site_said'

/** Undefined when neither a site file nor anybody over REST has said anything. */
export async function readSiteSettings(db: Connection): Promise<SiteSettings | undefined> {
  const text = await readMeta(db, metaKey)
  return text === undefined ? undefined : siteSchema.parse(JSON.parse(text))
}

export async function writeSiteSettings(db: Connection, site: SiteSettings): Promise<void> {
  await writeMeta(db, metaKey, JSON.stringify(site))
}

/** What the file says holds when it differs from what it said last time (contract §3). */
export async function applySiteSettings(db: Connection, site: SiteSettings): Promise<void> {
  const said = JSON.stringify(site)
  if ((await readMeta(db, saidKey)) === said) return
  await writeMeta(db, saidKey, said)
  await writeSiteSettings(db, site)
}

/** Whether the rules that ship with the program apply (`defaults: off` drops them). */
export function hasDefaultRules(site: SiteSettings): boolean {
  return site.defaults !== 'off' && site.defaults !== false
}
