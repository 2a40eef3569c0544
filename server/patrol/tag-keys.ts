/** The keys of tags that cannot be copied. */
import type { z } from 'zod'
import type { newTagKeySchema, TagKeyItem } from '../contract/patrol.ts'
import { type Database, readMeta, writeMeta } from '../database/database.ts'
import { AppError } from '../errors.ts'
import { createScanStore } from './scan-store.ts'
import { unusedCounters } from './tap-order.ts'

const metaKeyName = 'patrol_meta_key'

/** K_meta, 16 bytes; undefined while no tag has keys. */
export async function readMetaKey(database: Database): Promise<Buffer | undefined> {
  const stored = await readMeta(database, metaKeyName)
  return stored === undefined ? undefined : Buffer.from(stored, 'hex')
}

export type TagKeysOptions = {
  database: Database
  now: () => number
  /** After each change. */
  changed: () => void
}

export type TagKeys = ReturnType<typeof createTagKeys>

export function createTagKeys({ database, now, changed }: TagKeysOptions) {
  async function item(row: { uid: string; checkpoint: string; counter: number; enrolled_at: number }): Promise<TagKeyItem> {
    const { uid, checkpoint, counter, enrolled_at } = row
    const { count } = unusedCounters(await createScanStore(database).taps(uid), counter)
    return { uid, checkpoint, counter, enrolledAt: new Date(enrolled_at).toISOString(), unused: count }
  }

  return {
    async list(): Promise<TagKeyItem[]> {
      const rows = await database
        .selectFrom('tag_keys')
        .select(['uid', 'checkpoint', 'counter', 'enrolled_at'])
        .orderBy('checkpoint')
        .orderBy('uid')
        .execute()
      return await Promise.all(rows.map(item))
    },

    /** Throws `invalid` for an unknown checkpoint. */
    async enrol({ uid, checkpoint, key, counter }: z.infer<typeof newTagKeySchema>): Promise<TagKeyItem> {
      const known = await database.selectFrom('checkpoints').select('id').where('id', '=', checkpoint).executeTakeFirst()
      if (!known) {
        const message = `expected the id of a checkpoint, there is no ${checkpoint}`
        throw new AppError('invalid', `checkpoint: ${message}`, { errors: [{ field: 'checkpoint', message }] })
      }
      const row = { uid: uid.toUpperCase(), checkpoint, counter, enrolled_at: now() }
      const values = { checkpoint, counter, enrolled_at: row.enrolled_at, file_key: key }
      await database
        .insertInto('tag_keys')
        .values({ uid: row.uid, ...values })
        .onConflict((conflict) => conflict.column('uid').doUpdateSet(values))
        .execute()
      changed()
      return await item(row)
    },

    /** Throws `not_found`. */
    async forget(uid: string): Promise<void> {
      const { numDeletedRows } = await database.deleteFrom('tag_keys').where('uid', '=', uid).executeTakeFirst()
      if (numDeletedRows === 0n) throw new AppError('not_found', `There is no tag ${uid} with keys.`)
      changed()
    },

    /** `key`: 16 bytes as hex. */
    async setMeta(key: string): Promise<void> {
      await writeMeta(database, metaKeyName, key)
      changed()
    }
  }
}
