import { afterEach, beforeEach, expect, it } from 'vitest'
import type { Remembering } from '../../gateway/memory.ts'
import type { Database } from '../../server/database/database.ts'
import { fieldMemoryMigration } from '../../server/database/migration-0006-field-memory.ts'
import { createFieldMemory } from '../../server/field-memory.ts'
import { openTestDatabase } from '../support/databases.ts'

/** A part of the gateway that is told what to remember. */
function createPart(): Remembering & { note(key: string, text: string | null): void; known: Map<string, string> } {
  let changed = new Map<string, string | null>()
  const known = new Map<string, string>()
  return {
    known,
    note: (key, text) => changed.set(key, text),
    changes() {
      const taken = changed
      changed = new Map()
      return taken
    },
    restore(kept) {
      for (const [key, text] of kept) known.set(key, text)
    }
  }
}

let database: Database
let failures: unknown[]
beforeEach(async () => {
  database = await openTestDatabase()
  failures = []
})
afterEach(() => database.destroy())

const open = (...parts: [string, Remembering][]) =>
  createFieldMemory({ database, parts, onFailure: (error) => failures.push(error) })

/** What a later start gives to parts of these names. */
async function kept(...names: string[]): Promise<Record<string, string>[]> {
  const parts = names.map((name) => [name, createPart()] as const)
  await open(...parts.map(([name, part]): [string, Remembering] => [name, part])).load()
  return parts.map(([, part]) => Object.fromEntries(part.known))
}

it('gives each part its own back, as it was last', async () => {
  const [births, points] = [createPart(), createPart()]
  const memory = open(['births', births], ['points', points])
  births.note('a', '1')
  births.note('b', '1')
  points.note('a', 'other')
  memory.tick()
  births.note('a', '2')
  births.note('b', null)
  await memory.stop()
  expect(await kept('births', 'points', 'stranger')).toEqual([{ a: '2' }, { a: 'other' }, {}])
  expect(failures).toEqual([])
})

it('writes much in parts, all of it before it stops', async () => {
  const part = createPart()
  for (let key = 0; key < 1001; key++) part.note(`k${key}`, 'x')
  await open(['part', part]).stop()
  expect(Object.keys((await kept('part'))[0] ?? {})).toHaveLength(1001)
})

it('tries again what could not be written', async () => {
  const part = createPart()
  const memory = open(['part', part])
  await database.schema.dropTable('field_memory').execute()
  part.note('a', '1')
  memory.tick()
  await expect.poll(() => failures.length).toBe(1)
  await fieldMemoryMigration.up(database)
  await memory.stop()
  expect(await kept('part')).toEqual([{ a: '1' }])
})
