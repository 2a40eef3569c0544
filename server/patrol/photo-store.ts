/** Photos that come before their scan: a phone sends them first, so that a scan is whole when it is told. */
import type { Connection } from '../database/database.ts'
import type { ScanPhotoTable } from '../database/patrol-tables.ts'

export type ScanPhoto = ScanPhotoTable

export type PhotoStore = ReturnType<typeof createPhotoStore>

/** `db` may be a transaction. */
export function createPhotoStore(db: Connection) {
  return {
    /** The same photo again is the one that is there. */
    async add(photo: ScanPhoto): Promise<void> {
      await db
        .insertInto('scan_photos')
        .values(photo)
        .onConflict((conflict) => conflict.column('hash').doNothing())
        .execute()
    },

    /** Those of these hashes that were sent. */
    async find(hashes: readonly string[]): Promise<ScanPhoto[]> {
      if (hashes.length === 0) return []
      return await db.selectFrom('scan_photos').selectAll().where('hash', 'in', hashes).execute()
    }
  }
}
