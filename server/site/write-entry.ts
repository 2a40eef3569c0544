/** One entry of the site into its table: in service or not, with or without a new secret. */
import type { Connection } from '../database/database.ts'
import {
  checkpointColumns,
  contractorColumns,
  deviceColumns,
  equipmentColumns,
  routeColumns,
  shiftColumns,
  teamColumns
} from './entry-rows.ts'
import type { Entries, Section, Stored } from './stored-site.ts'

type Write<S extends Section> = Stored<Entries[S]> & {
  /** Its hash; needed for a new device or reader. */
  secret?: string | undefined
}

export async function writeEntry<S extends Section>(db: Connection, section: S, write: Write<S>): Promise<void> {
  await writers[section](db, write)
}

const writers: { [S in Section]: (db: Connection, write: Write<S>) => Promise<unknown> } = {
  equipment(db, { entry, enabled }) {
    const columns = { ...equipmentColumns(entry), enabled: Number(enabled) }
    const insert = db.insertInto('equipment').values({ id: entry.id, ...columns })
    return insert.onConflict((conflict) => conflict.column('id').doUpdateSet(columns)).execute()
  },
  devices(db, { entry, enabled, secret }) {
    const columns = { ...deviceColumns(entry), enabled: Number(enabled), ...(secret !== undefined && { secret }) }
    const insert = db.insertInto('devices').values({ id: entry.id, secret: nobody, ...columns })
    return insert.onConflict((conflict) => conflict.column('id').doUpdateSet(columns)).execute()
  },
  readers(db, { entry, enabled, secret }) {
    const columns = { location: entry.location, enabled: Number(enabled), ...(secret !== undefined && { secret }) }
    const insert = db.insertInto('readers').values({ id: entry.id, secret: nobody, ...columns })
    return insert.onConflict((conflict) => conflict.column('id').doUpdateSet(columns)).execute()
  },
  checkpoints(db, { entry, enabled }) {
    const columns = { ...checkpointColumns(entry), enabled: Number(enabled) }
    const insert = db.insertInto('checkpoints').values({ id: entry.id, ...columns })
    return insert.onConflict((conflict) => conflict.column('id').doUpdateSet(columns)).execute()
  },
  routes(db, { entry, enabled }) {
    const columns = { ...routeColumns(entry), enabled: Number(enabled) }
    const insert = db.insertInto('routes').values({ id: entry.id, ...columns })
    return insert.onConflict((conflict) => conflict.column('id').doUpdateSet(columns)).execute()
  },
  teams(db, { entry, enabled }) {
    const columns = { ...teamColumns(entry), enabled: Number(enabled) }
    const insert = db.insertInto('teams').values({ id: entry.id, ...columns })
    return insert.onConflict((conflict) => conflict.column('id').doUpdateSet(columns)).execute()
  },
  contractors(db, { entry, enabled }) {
    const columns = { ...contractorColumns(entry), enabled: Number(enabled) }
    const insert = db.insertInto('contractors').values({ id: entry.id, ...columns })
    return insert.onConflict((conflict) => conflict.column('id').doUpdateSet(columns)).execute()
  },
  shifts(db, { entry, enabled }) {
    const columns = { ...shiftColumns(entry), enabled: Number(enabled) }
    const insert = db.insertInto('shifts').values({ id: entry.id, ...columns })
    return insert.onConflict((conflict) => conflict.column('id').doUpdateSet(columns)).execute()
  }
}

/** A hash that no password has. */
const nobody = 'sha256::'
