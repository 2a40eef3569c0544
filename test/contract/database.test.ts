/** What the code relies on in a relational store, whichever it is. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Database } from '../../server/database/database.ts'
import { atomically } from '../../server/database/transaction.ts'
import { joinJournal, readCheckpoint, writeCheckpoint } from '../../server/tickets/checkpoint.ts'
import { openTestDatabase } from '../support/databases.ts'

let database: Database
beforeEach(async () => {
  database = await openTestDatabase()
})
afterEach(() => database.destroy())

const addUser = (id: string, name = id) =>
  database.insertInto('users').values({ id, name, role: 'viewer', password: '', enabled: 1 }).execute()

describe('values', () => {
  it('come back as they went in: ms beyond 32 bits as numbers, counts too', async () => {
    await database
      .insertInto('sessions')
      .values({ token_hash: 'a', user: 'wang', created_at: 0, expires_at: 4_102_444_800_123 })
      .execute()
    const row = await database.selectFrom('sessions').selectAll().executeTakeFirstOrThrow()
    expect(row).toEqual({ token_hash: 'a', user: 'wang', created_at: 0, expires_at: 4_102_444_800_123 })
    const { count } = await database
      .selectFrom('sessions')
      .select((eb) => eb.fn.countAll<number>().as('count'))
      .executeTakeFirstOrThrow()
    expect(count).toBe(1)
    const { last } = await database
      .selectFrom('sessions')
      .select((eb) => eb.fn.max('expires_at').as('last'))
      .executeTakeFirstOrThrow()
    expect(last).toBe(4_102_444_800_123)
  })

  it('sort by their bytes, in every language', async () => {
    for (const id of ['b', 'B', 'a-2', 'a1', 'A', 'a_1', 'a.1', '水']) await addUser(id)
    const rows = await database.selectFrom('users').select('id').orderBy('id').execute()
    expect(rows.map(({ id }) => id)).toEqual(['A', 'B', 'a-2', 'a.1', 'a1', 'a_1', 'b', '水'])
    const after = await database.selectFrom('users').select('id').where('id', '<', 'a').orderBy('id').execute()
    expect(after.map(({ id }) => id)).toEqual(['A', 'B'])
  })

  it('may hold any character a device can send', async () => {
    await addUser('odd', 'a\u0000b 💧 \u2028')
    const { name } = await database.selectFrom('users').select('name').where('id', '=', 'odd').executeTakeFirstOrThrow()
    expect(['a\u0000b 💧 \u2028', 'a\uFFFDb 💧 \u2028']).toContain(name)
  })
})

describe('a transaction', () => {
  it('is all or nothing', async () => {
    const half = atomically(database, async (db) => {
      await db.insertInto('meta').values({ key: 'half', value: '1' }).execute()
      throw new Error('midway')
    })
    await expect(half).rejects.toThrow('midway')
    expect(await database.selectFrom('meta').selectAll().execute()).toEqual([])
  })

  it('loses no update to another one', async () => {
    await database.insertInto('meta').values({ key: 'count', value: '0' }).execute()
    const add = () =>
      atomically(database, async (db) => {
        const { value } = await db.selectFrom('meta').select('value').where('key', '=', 'count').executeTakeFirstOrThrow()
        await db
          .updateTable('meta')
          .set({ value: String(Number(value) + 1) })
          .where('key', '=', 'count')
          .execute()
      })
    await Promise.all(Array.from({ length: 8 }, add))
    expect(await database.selectFrom('meta').select('value').executeTakeFirst()).toEqual({ value: '8' })
  })

  it('does not act on what another one has just made untrue', async () => {
    await addUser('wang')
    await addUser('li')
    // Each goes only while the other is there. Neither writes what the other reads: a plain snapshot lets both go.
    const leave = (id: string) =>
      atomically(database, async (db) => {
        const others = await db.selectFrom('users').select('id').where('id', '<>', id).execute()
        if (others.length > 0) await db.deleteFrom('users').where('id', '=', id).execute()
      })
    await Promise.all([leave('wang'), leave('li')])
    expect(await database.selectFrom('users').select('id').execute()).toHaveLength(1)
  })
})

describe('joining a journal', () => {
  const states = [{ rule: 'low', equipment: 'pump-1', state: '{}' }]

  it('begins at the end of one that the database does not know', async () => {
    await joinJournal(database, { journal: 'a', end: 41 })
    expect(await readCheckpoint(database, 'a')).toEqual({ rulesSeq: 41, states: [], late: [] })
  })

  it('goes on where the rules stopped', async () => {
    await writeCheckpoint(database, { rulesSeq: 7, states }, 'a')
    await joinJournal(database, { journal: 'a', end: 9 })
    expect(await readCheckpoint(database, 'a')).toEqual({ rulesSeq: 7, states, late: [] })
  })

  it('takes over the checkpoint of the time before journals had names', async () => {
    await writeCheckpoint(database, { rulesSeq: 7, states })
    await joinJournal(database, { journal: 'a', end: 9 })
    expect(await readCheckpoint(database, 'a')).toEqual({ rulesSeq: 7, states, late: [] })
    expect(await readCheckpoint(database)).toEqual({ rulesSeq: 0, states: [], late: [] })
  })

  it('begins anew where the journal was lost, so that nothing new counts as judged', async () => {
    await writeCheckpoint(database, { rulesSeq: 5_000, states }, 'a')
    await joinJournal(database, { journal: 'a', end: 12 })
    expect(await readCheckpoint(database, 'a')).toEqual({ rulesSeq: 12, states: [], late: [] })
  })
})
