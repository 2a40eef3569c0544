/**
 * Keeps what the gateway must know again after a restart. Written behind: what a `kill -9` takes with it, a second of
 * births or of unmapped fields, comes again by itself (a node is asked for a rebirth), so no PUBACK waits for it.
 */
import type { Remembering } from '../gateway/memory.ts'
import type { Connection, Database } from './database/database.ts'
import { atomically } from './database/transaction.ts'

export type FieldMemoryOptions = {
  database: Database
  /** By name. */
  parts: readonly (readonly [name: string, memory: Remembering])[]
  /** It could not be written; it is tried again. */
  onFailure: (error: unknown) => void
}

export type FieldMemory = {
  /** Gives the parts what was kept. Before the first message. */
  load(): Promise<void>
  /** Writes what has changed. Call about once a second. */
  tick(): void
  /** Writes the last changes. */
  stop(): Promise<void>
}

type Change = { part: string; key: string; body: string | null }

/** Written in one transaction: alarms and tickets wait for it. */
const keysAtOnce = 200

export function createFieldMemory({ database, parts, onFailure }: FieldMemoryOptions): FieldMemory {
  /** Not written yet, by part. */
  const waiting = new Map<string, Map<string, string | null>>(parts.map(([name]) => [name, new Map()]))
  let writing: Promise<void> | undefined

  function gather(): Change[] {
    for (const [name, memory] of parts) {
      const changes = waiting.get(name)
      for (const [key, body] of memory.changes()) changes?.set(key, body)
    }
    return [...waiting].flatMap(([part, changes]) => [...changes].map(([key, body]) => ({ part, key, body })))
  }

  async function write(changes: Change[]): Promise<void> {
    await atomically(database, async (db) => {
      for (const change of changes) await writeChange(db, change)
    })
    for (const { part, key, body } of changes) {
      const left = waiting.get(part)
      // What changed again meanwhile stays.
      if (left?.get(key) === body) left.delete(key)
    }
  }

  async function flush(): Promise<void> {
    const changes = gather().slice(0, keysAtOnce)
    if (changes.length > 0) await write(changes)
  }

  return {
    async load() {
      for (const [part, memory] of parts) {
        const rows = await database.selectFrom('field_memory').select(['key', 'body']).where('part', '=', part).execute()
        memory.restore(rows.map(({ key, body }) => [key, body] as const))
      }
    },
    tick() {
      writing ??= flush()
        .catch(onFailure)
        .finally(() => {
          writing = undefined
        })
    },
    async stop() {
      await writing
      try {
        while (gather().length > 0) await flush()
      } catch (error) {
        onFailure(error)
      }
    }
  }
}

async function writeChange(db: Connection, { part, key, body }: Change): Promise<void> {
  if (body === null) await db.deleteFrom('field_memory').where('part', '=', part).where('key', '=', key).execute()
  else {
    const insert = db.insertInto('field_memory').values({ part, key, body })
    await insert.onConflict((conflict) => conflict.columns(['part', 'key']).doUpdateSet({ body })).execute()
  }
}
