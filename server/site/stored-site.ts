/** The whole site as it stands, entries out of service too: what a change is checked against. */
import type { CheckpointInput, DeviceInput, EquipmentInput, ReaderInput, RouteInput, SiteFile } from '../contract/site.ts'
import type { ContractorInput, ShiftInput, TeamInput } from '../contract/workforce.ts'
import type { Connection } from '../database/database.ts'
import { toCheckpoint, toContractor, toDevice, toEquipment, toRoute, toShift, toTeam } from './entry-rows.ts'
import { defaultSite, readSiteSettings } from './site-settings.ts'

/** Secrets stay where they are: an entry here has none. */
export type Entries = {
  equipment: EquipmentInput
  devices: Omit<DeviceInput, 'password'>
  readers: Omit<ReaderInput, 'password'>
  checkpoints: CheckpointInput
  routes: RouteInput
  teams: TeamInput
  contractors: ContractorInput
  shifts: ShiftInput
}
export type Section = keyof Entries
export type Stored<Entry> = { entry: Entry; enabled: boolean }

/** One section by id. */
export async function readSection<S extends Section>(db: Connection, section: S): Promise<Stored<Entries[S]>[]> {
  return (await readers[section](db)) as Stored<Entries[S]>[]
}

/** Read row by row of its own table: Kysely's types need each table named. */
const readers: { [S in Section]: (db: Connection) => Promise<Stored<Entries[S]>[]> } = {
  equipment: async (db) => toStored(await db.selectFrom('equipment').selectAll().orderBy('id').execute(), toEquipment),
  devices: async (db) => toStored(await db.selectFrom('devices').selectAll().orderBy('id').execute(), toDevice),
  readers: async (db) =>
    toStored(await db.selectFrom('readers').selectAll().orderBy('id').execute(), ({ id, location }) => ({ id, location })),
  checkpoints: async (db) => toStored(await db.selectFrom('checkpoints').selectAll().orderBy('id').execute(), toCheckpoint),
  routes: async (db) => toStored(await db.selectFrom('routes').selectAll().orderBy('id').execute(), toRoute),
  teams: async (db) => toStored(await db.selectFrom('teams').selectAll().orderBy('id').execute(), toTeam),
  contractors: async (db) => toStored(await db.selectFrom('contractors').selectAll().orderBy('id').execute(), toContractor),
  shifts: async (db) => toStored(await db.selectFrom('shifts').selectAll().orderBy('id').execute(), toShift)
}

function toStored<Row extends { enabled: number }, Entry>(rows: readonly Row[], map: (row: Row) => Entry): Stored<Entry>[] {
  return rows.map((row) => ({ entry: map(row), enabled: row.enabled === 1 }))
}

/** In the site file's shape, entries in service only; rules, mappings, sources and what is said of people are left out, passwords are not the real ones. */
export async function readSiteInService(db: Connection): Promise<SiteFile> {
  const inService = async <S extends Section>(section: S): Promise<Entries[S][]> =>
    (await readSection(db, section)).filter(({ enabled }) => enabled).map(({ entry }) => entry)
  const unknown = { password: 'unknown' }
  return {
    site: (await readSiteSettings(db)) ?? defaultSite,
    equipment: await inService('equipment'),
    devices: (await inService('devices')).map((device) => ({ ...device, ...unknown })),
    readers: (await inService('readers')).map((reader) => ({ ...reader, ...unknown })),
    checkpoints: await inService('checkpoints'),
    routes: await inService('routes'),
    rules: [],
    mappings: [],
    sources: [],
    users: [],
    teams: await inService('teams'),
    contractors: await inService('contractors'),
    shifts: await inService('shifts'),
    staff: [],
    certificates: []
  }
}
