/** Who there is to be told, read once for a transaction: people, where they are reached, what they wish, who is on duty. */
import type { Role } from '../contract/common.ts'
import { adminPreferencesSchema, type ChannelKind, type Preferences } from '../contract/telling.ts'
import type { Connection } from '../database/database.ts'
import { onDutyWith } from '../dispatch/workforce-store.ts'
import { defaultSite, readSiteSettings, type SiteSettings } from '../site/site-settings.ts'

export type Person = {
  id: string
  name: string
  role: Role
  phone: string | null
  email: string | null
  wecom: string | null
  dingtalk: string | null
  feishu: string | null
  team: string | null
  /** Whether a browser of this person takes web push. */
  push: boolean
  preferences: Preferences
}

/** What choosing a channel needs to know of it. */
export type ChannelInfo = {
  id: string
  kind: ChannelKind
  name: string
  roles: readonly Role[]
  teams: readonly string[]
}

export type Directory = {
  people: ReadonlyMap<string, Person>
  /** Ids of those on duty now; undefined when no shifts are set up at all. */
  onDuty: ReadonlySet<string> | undefined
  /** In the site's order, those out of service left out. */
  channels: readonly ChannelInfo[]
  site: SiteSettings
}

export const noPreferences: Preferences = adminPreferencesSchema.parse({})

/** In the site's order. */
export async function readChannelInfos(db: Connection): Promise<ChannelInfo[]> {
  const rows = await db
    .selectFrom('channels')
    .select(['id', 'kind', 'name', 'roles', 'teams'])
    .where('enabled', '=', 1)
    .orderBy('position')
    .orderBy('id')
    .execute()
  return rows.map((row) => ({
    id: row.id,
    kind: row.kind as ChannelKind,
    name: row.name,
    roles: JSON.parse(row.roles) as Role[],
    teams: JSON.parse(row.teams) as string[]
  }))
}

/** Undefined without a channel: then nobody is told of anything, and nothing else is read. `now` in ms. */
export async function readDirectory(db: Connection, now: number): Promise<Directory | undefined> {
  const channels = await readChannelInfos(db)
  if (channels.length === 0) return undefined
  const site = (await readSiteSettings(db)) ?? defaultSite
  return { people: await readPeople(db), onDuty: await readOnDuty(db, now, site.timezone), channels, site }
}

/** Everybody with an account in use. */
export async function readPeople(db: Connection): Promise<Map<string, Person>> {
  const rows = await db
    .selectFrom('users')
    .leftJoin('staff', 'staff.user', 'users.id')
    .leftJoin('preferences', 'preferences.user', 'users.id')
    .where('users.enabled', '=', 1)
    .select([
      'users.id',
      'users.name',
      'users.role',
      'staff.phone',
      'staff.email',
      'staff.wecom',
      'staff.dingtalk',
      'staff.feishu',
      'staff.team',
      'preferences.body'
    ])
    .orderBy('users.id')
    .execute()
  const pushing = new Set((await db.selectFrom('push_subscriptions').select('user').distinct().execute()).map((row) => row.user))
  return new Map(
    rows.map(({ body, role, ...row }) => [
      row.id,
      {
        ...row,
        role: role as Role,
        push: pushing.has(row.id),
        preferences: body === null ? noPreferences : adminPreferencesSchema.parse(JSON.parse(body))
      }
    ])
  )
}

/** Undefined where no shift is set up: then nobody is less on duty than others. */
async function readOnDuty(db: Connection, now: number, timezone: string): Promise<Set<string> | undefined> {
  const shift = await db.selectFrom('shifts').select('id').where('enabled', '=', 1).limit(1).executeTakeFirst()
  if (!shift) return undefined
  return new Set((await onDutyWith(db, now, timezone)).onDuty.map(({ user }) => user))
}
