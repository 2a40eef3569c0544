/** The keys of tags that cannot be copied: they lie sealed in the database. */
import type { z } from 'zod'
import type { newTagKeySchema, TagKeyItem } from '../contract/patrol.ts'
import { type Connection, type Database, readMeta, writeMeta } from '../database/database.ts'
import { atomically } from '../database/transaction.ts'
import { AppError } from '../errors.ts'
import type { Seal } from '../secret-box.ts'
import { createScanStore } from './scan-store.ts'
import { unusedCounters } from './tap-order.ts'

const metaKeyName = 'patrol_meta_key'
const plainKey = /^[0-9A-Fa-f]{32}$/

/** What the box of the service seals keys of tags for. */
export const tagKeyUse = 'tag keys'

/** `unreadable`: there are keys, sealed with another key than ours. */
export type ReadKeys = {
  /** K_meta, 16 bytes; undefined while there is none, or none that can be read. */
  meta: Buffer | undefined
  /** By the UID of its tag; `counter`: what it stood at when it was enrolled, at `enrolledAt` (ms). */
  files: ReadonlyMap<string, { checkpoint: string; file: Buffer; counter: number; enrolledAt: number }>
  unreadable: boolean
}

export async function readKeys(db: Connection, seal: Seal): Promise<ReadKeys> {
  const opened = (sealed: string) => {
    const text = seal.open(sealed)
    return text === undefined ? undefined : Buffer.from(text, 'hex')
  }
  const stored = await readMeta(db, metaKeyName)
  const meta = stored === undefined ? undefined : opened(stored)
  const rows = await db.selectFrom('tag_keys').selectAll().execute()
  const files = new Map(
    rows.flatMap(({ uid, checkpoint, file_key, counter, enrolled_at: enrolledAt }) => {
      const file = opened(file_key)
      return file ? [[uid, { checkpoint, file, counter, enrolledAt }] as const] : []
    })
  )
  return { meta, files, unreadable: files.size < rows.length || (stored !== undefined && meta === undefined) }
}

/** Seals keys that were stored as they are. Call once, before they are read. */
export async function sealPlainKeys(database: Database, seal: Seal): Promise<void> {
  await atomically(database, async (db) => {
    const stored = await readMeta(db, metaKeyName)
    if (stored !== undefined && plainKey.test(stored)) await writeMeta(db, metaKeyName, seal.seal(stored))
    for (const { uid, file_key } of await db.selectFrom('tag_keys').select(['uid', 'file_key']).execute()) {
      if (!plainKey.test(file_key)) continue
      await db
        .updateTable('tag_keys')
        .set({ file_key: seal.seal(file_key) })
        .where('uid', '=', uid)
        .execute()
    }
  })
}

export type TagKeysOptions = {
  database: Database
  seal: Seal
  now: () => number
  /** After each change. */
  changed: () => void
}

export type TagKeys = ReturnType<typeof createTagKeys>

export function createTagKeys({ database, seal, now, changed }: TagKeysOptions) {
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
      const values = { checkpoint, counter, enrolled_at: row.enrolled_at, file_key: seal.seal(key) }
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
      await writeMeta(database, metaKeyName, seal.seal(key))
      changed()
    }
  }
}
