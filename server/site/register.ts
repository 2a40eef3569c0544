/** All of the site that is asked for on every message, in memory: equipment, devices, readers. */
import { setTimeout as delay } from 'node:timers/promises'
import type { Catalogue, EquipmentKind } from '../../gateway/catalogue.ts'
import type { FieldRegister, Identity } from '../../gateway/register.ts'
import { createTopology, type Feeding, type Topology } from '../alarms/topology.ts'
import type { EquipmentInput } from '../contract/site.ts'
import type { Database } from '../database/database.ts'
import { createPasswordHasher, type PasswordHasher } from '../people/password-hasher.ts'
import { type Credential, createCredentialCheck } from './credential-check.ts'
import { toDevice, toEquipment } from './entry-rows.ts'
import { customMetricsOf, type Metrics, metricsOf } from './equipment-metrics.ts'
import { defaultSite, readSiteSettings, type SiteSettings } from './site-settings.ts'

/** `metrics`: the kind's and its own; `ownMetrics`: those the site added, as it wrote them. */
export type EquipmentRecord = Omit<EquipmentInput, 'metrics'> & {
  metrics: Metrics
  ownMetrics: EquipmentInput['metrics']
  enabled: boolean
}

export type RegisterOptions = {
  database: Database
  catalogue: Catalogue
  /** Left out: what the last site file said, or the settings of a service that never saw one. */
  site?: SiteSettings
  /** Left out: one of its own that runs one job at a time. */
  passwords?: PasswordHasher
  now?: () => number
  /** Waits so many ms before a refusal. Left out: a timer. */
  wait?: (ms: number) => Promise<void>
}

export type Register = FieldRegister & {
  readonly site: Readonly<SiteSettings>
  /** Who feeds whom, of what is enabled. */
  readonly topology: Topology
  /** Reads everything anew; until it is done the old state answers. Before the first time the register is empty. */
  load(): Promise<void>
  /** Enabled equipment by id. */
  list(): EquipmentRecord[]
  /** Disabled equipment too: old tickets still speak of it. */
  get(id: string): EquipmentRecord | undefined
  kindInfo(kind: string): EquipmentKind | undefined
  /** When a device or reader last gave a wrong password, in ms; undefined when it did not since the start. */
  refusedAt(id: string): number | undefined
  /** Metrics that the site added to equipment of a kind. */
  customMetrics(kind: string): Metrics
}

type Known = Credential & { identity: Identity }
type State = {
  site: Readonly<SiteSettings>
  equipment: Map<string, EquipmentRecord>
  topology: Topology
  custom: EquipmentInput[]
  known: Map<string, Known>
}

/**
 * A refusal comes no sooner than this, whether the name is unknown (no work at all), the password wrong (some 14 ms)
 * or its wrongness remembered: the time says nothing, and strangers cost no CPU.
 */
const refusalMs = 100

export function createRegister(options: RegisterOptions): Register {
  const { database, catalogue } = options
  const passwords = options.passwords ?? createPasswordHasher({ concurrency: 1, maxWaiting: 256 })
  const wait = options.wait ?? ((ms: number) => delay(ms, undefined, { ref: false }))
  const now = options.now ?? Date.now
  const check = createCredentialCheck(passwords)
  /** Names that exist only: bounded by the site, whatever strangers try. */
  const refusals = new Map<string, number>()
  let state: State = {
    site: options.site ?? defaultSite,
    equipment: new Map(),
    topology: createTopology([]),
    custom: [],
    known: new Map()
  }

  const byId = (one: { id: string }, other: { id: string }) => (one.id < other.id ? -1 : 1)

  return {
    get site() {
      return state.site
    },

    get topology() {
      return state.topology
    },

    async load() {
      const site = options.site ?? (await readSiteSettings(database)) ?? defaultSite
      const rows = await database.selectFrom('equipment').selectAll().execute()
      const entries = rows.map((row) => ({ entry: toEquipment(row), enabled: row.enabled === 1 }))
      const records = entries.map(({ entry, enabled }) => toRecord(entry, metricsOf(entry, catalogue), enabled))
      state = {
        site,
        equipment: new Map(records.sort(byId).map((record) => [record.id, record])),
        topology: createTopology(records.filter((record) => record.enabled).map(toFeeding)),
        custom: entries.filter(({ enabled }) => enabled).map(({ entry }) => entry),
        known: await readKnown(database)
      }
    },

    list: () => [...state.equipment.values()].filter((record) => record.enabled),
    get: (id) => state.equipment.get(id),
    refusedAt: (id) => refusals.get(id),
    kindInfo: (kind) => catalogue.get(kind),
    customMetrics: (kind) => customMetricsOf(kind, state.custom, catalogue),

    equipment(id) {
      const record = state.equipment.get(id)
      return record?.enabled ? record : undefined
    },

    identity: (id) => state.known.get(id)?.identity,

    async authenticate(username, password) {
      const known = state.known.get(username)
      const verdict = known && check.quick(known, password)
      if (known && verdict === true) return known.identity
      const floor = wait(refusalMs)
      if (known && verdict === undefined && (await check.slow(known, password))) {
        // The entry may have changed or gone while its password was checked.
        const current = state.known.get(username)
        if (current?.secret === known.secret) return current.identity
      }
      if (known) refusals.set(username, now())
      await floor
      return undefined
    }
  }
}

/** Each field by name: copies by spread may come to a hidden class each, and these are read at every message. */
function toRecord(entry: EquipmentInput, metrics: Metrics, enabled: boolean): EquipmentRecord {
  const { id, kind, name, location, attributes, metrics: ownMetrics, feeds } = entry
  return { id, kind, name, location, attributes, metrics, ownMetrics, feeds, enabled }
}

function toFeeding({ id, feeds, attributes }: EquipmentRecord): Feeding {
  const { zone } = attributes
  return { id, feeds, ...(typeof zone === 'string' && { zone }) }
}

/** Enabled devices and readers by user name. */
async function readKnown(database: Database): Promise<Map<string, Known>> {
  const devices = await database.selectFrom('devices').selectAll().where('enabled', '=', 1).execute()
  const readers = await database.selectFrom('readers').selectAll().where('enabled', '=', 1).execute()
  const known = new Map<string, Known>()
  for (const { id, secret } of readers) {
    known.set(id, { id, secret, identity: { id, kind: 'reader', equipment: new Set(), topics: [] } })
  }
  for (const row of devices) {
    const { id, equipment, topics } = toDevice(row)
    known.set(id, { id, secret: row.secret, identity: { id, kind: 'device', equipment: new Set(equipment), topics } })
  }
  return known
}
