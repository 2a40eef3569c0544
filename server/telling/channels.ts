/** The site's channels: written with their secrets, shown without. */
import { randomBytes } from 'node:crypto'
import type { Role } from '../contract/common.ts'
import {
  type ChannelItem,
  type ChannelKind,
  type ChannelPatch,
  type ChannelSettings,
  channelSettings,
  type NewChannel
} from '../contract/telling.ts'
import type { Connection, Database } from '../database/database.ts'
import type { ChannelTable } from '../database/people-tables.ts'
import { atomically } from '../database/transaction.ts'
import { AppError } from '../errors.ts'
import type { SecretBox } from '../secret-box.ts'
import { budgetOf } from './budget.ts'
import { allowance, type ChannelState, forgetFailures, readChannelStates } from './channel-state.ts'
import { masked, merged } from './masks.ts'
import { makeVapidKeys } from './senders/web-push.ts'

/** A channel as it is sent through. */
export type OpenChannel = { id: string; kind: ChannelKind; name: string; links: boolean; settings: ChannelSettings }

export type ChannelsOptions = { database: Database; box: SecretBox; now: () => number }
/** `secret`: of a webhook, made here: shown once. */
export type WrittenChannel = ChannelItem & { secret?: string }
export type Channels = ReturnType<typeof createChannels>

export function createChannels({ database, box, now }: ChannelsOptions) {
  const secretsOf = ({ settings }: ChannelTable) => {
    const text = box.open(settings)
    return text === undefined ? undefined : (JSON.parse(text) as Record<string, unknown>)
  }

  function present(row: ChannelTable, state: ChannelState): ChannelItem {
    const kind = row.kind as ChannelKind
    const settings = secretsOf(row)
    const budget = budgetOf(kind, perMinuteOf(settings))
    const { posts } = allowance(state, budget, now(), true)
    const toTime = (ms: number | null) => (ms === null ? null : new Date(ms).toISOString())
    return {
      id: row.id,
      kind,
      name: row.name,
      order: row.position,
      roles: JSON.parse(row.roles) as Role[],
      teams: JSON.parse(row.teams) as string[],
      links: row.links === 1,
      settings: settings ? masked(kind, settings) : {},
      enabled: row.enabled === 1,
      state: {
        tokens: budget ? posts : null,
        blockedUntil: toTime(state.blockedUntil !== null && state.blockedUntil > now() ? state.blockedUntil : null),
        failingSince: toTime(state.failingSince),
        lastError: settings ? state.lastError : unreadable,
        lastSentAt: toTime(state.lastSentAt)
      }
    }
  }

  async function find(id: string): Promise<ChannelItem> {
    return present(await rowOf(database, id), (await readChannelStates(database))(id))
  }

  return {
    find,

    /** All of them, those out of service too, by id. */
    async list(): Promise<ChannelItem[]> {
      const states = await readChannelStates(database)
      const rows = await database.selectFrom('channels').selectAll().orderBy('id').execute()
      return rows.map((row) => present(row, states(row.id)))
    },

    /** Throws `conflict` when the id is in use. */
    async create({ settings, ...channel }: NewChannel): Promise<WrittenChannel> {
      const { full, made } = await complete(channel.kind, settings)
      await atomically(database, async (db) => {
        const known = await db.selectFrom('channels').select('id').where('id', '=', channel.id).executeTakeFirst()
        if (known) {
          throw new AppError('conflict', `There is a channel ${channel.id} already.`, {
            errors: [{ field: 'id', message: 'is in use' }]
          })
        }
        const { id, kind, name, order, roles, teams, links } = channel
        await db
          .insertInto('channels')
          .values({
            id,
            kind,
            name,
            position: order,
            roles: JSON.stringify(roles),
            teams: JSON.stringify(teams),
            links: links ? 1 : 0,
            settings: box.seal(JSON.stringify(full)),
            enabled: 1
          })
          .execute()
      })
      return { ...(await find(channel.id)), ...(made !== undefined && { secret: made }) }
    },

    /** Throws `not_found`, or `invalid` naming the fields of the settings. */
    async update(id: string, { settings: change, enabled, ...patch }: ChannelPatch): Promise<WrittenChannel> {
      await atomically(database, async (db) => {
        const row = await rowOf(db, id)
        const kind = row.kind as ChannelKind
        const stored = secretsOf(row)
        const full = change && checked(kind, merged(kind, stored ?? {}, change))
        const columns = toColumns(patch)
        await db
          .updateTable('channels')
          .set({
            ...columns,
            ...(full && { settings: box.seal(JSON.stringify(full)) }),
            // Kysely takes no empty set.
            enabled: enabled === undefined ? row.enabled : enabled ? 1 : 0
          })
          .where('id', '=', id)
          .execute()
        if (full || enabled === true) await forgetFailures(db, id)
      })
      return find(id)
    },

    /** In use, ready to send through; `unreadable`: ids of those whose settings another key has sealed. */
    async open(): Promise<{ channels: ReadonlyMap<string, OpenChannel>; unreadable: string[] }> {
      const rows = await database.selectFrom('channels').selectAll().where('enabled', '=', 1).execute()
      const channels = new Map<string, OpenChannel>()
      const foreign: string[] = []
      for (const row of rows) {
        const settings = secretsOf(row)
        const kind = row.kind as ChannelKind
        if (settings)
          channels.set(row.id, { id: row.id, kind, name: row.name, links: row.links === 1, settings: checked(kind, settings) })
        else foreign.push(row.id)
      }
      return { channels, unreadable: foreign }
    }
  }
}

const unreadable = 'Its settings were written with another key (DATA_DIR/telling.key): write them again.'

export function perMinuteOf(settings: object | undefined): number | undefined {
  const value = settings && 'perMinute' in settings ? settings.perMinute : undefined
  return typeof value === 'number' ? value : undefined
}

async function rowOf(db: Connection, id: string): Promise<ChannelTable> {
  const row = await db.selectFrom('channels').selectAll().where('id', '=', id).executeTakeFirst()
  if (!row) throw new AppError('not_found', `There is no channel ${id}.`)
  return row
}

/** With what is made where it was left out. */
async function complete(kind: ChannelKind, settings: ChannelSettings): Promise<{ full: ChannelSettings; made?: string }> {
  if (kind === 'webpush' && !('privateKey' in settings && settings.privateKey)) {
    return { full: checked(kind, { ...settings, ...(await makeVapidKeys()) }) }
  }
  if (kind !== 'webhook' || ('secret' in settings && settings.secret)) return { full: settings }
  const made = randomBytes(32).toString('hex')
  return { full: checked(kind, { ...settings, secret: made }), made }
}

function checked(kind: ChannelKind, settings: Record<string, unknown>): ChannelSettings {
  const parsed = channelSettings[kind].safeParse(settings)
  if (parsed.success) return parsed.data
  const errors = parsed.error.issues.flatMap(({ path, message, ...issue }) => {
    const fields = 'keys' in issue ? issue.keys.map((key) => [...path, key]) : [path]
    return fields.map((field) => ({ field: ['settings', ...field.map(String)].join('.'), message }))
  })
  throw new AppError('invalid', `Invalid: ${errors.map(({ field }) => field).join(', ')}.`, { errors })
}

function toColumns(channel: Omit<ChannelPatch, 'settings' | 'enabled'>) {
  const { name, order, roles, teams, links } = channel
  return {
    ...(name !== undefined && { name }),
    ...(order !== undefined && { position: order }),
    ...(roles && { roles: JSON.stringify(roles) }),
    ...(teams && { teams: JSON.stringify(teams) }),
    ...(links !== undefined && { links: links ? 1 : 0 })
  }
}
