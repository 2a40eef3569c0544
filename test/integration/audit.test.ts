/** The audit on a real database: what was changed behind its back is named. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createAuditLog } from '../../server/audit/audit-log.ts'
import { hashOf } from '../../server/audit/entry.ts'
import { type Database, readMeta, writeMeta } from '../../server/database/database.ts'
import { openTestDatabase } from '../support/databases.ts'

let database: Database
let clock = 1_000
beforeEach(async () => {
  database = await openTestDatabase()
  clock = 1_000
})
afterEach(() => database.destroy())

const open = () => createAuditLog({ database, now: () => clock++ })
const entry = (action: string, more: { actor?: string | null; object?: string | null } = {}) => ({
  actor: 'wang',
  action,
  object: 'tickets/tk_1',
  detail: { status: 200, body: { note: '已换', b: 1, a: 2 } },
  ...more
})
async function write(count: number) {
  const log = open()
  for (let index = 0; index < count; index++) await log.append(entry(`step.${index}`))
  return log
}
const row = (seq: number) => database.selectFrom('audit').selectAll().where('seq', '=', seq).executeTakeFirstOrThrow()
const set = (seq: number, change: { detail?: string; hash?: string; actor?: string; seq?: number; prev?: string }) =>
  database.updateTable('audit').set(change).where('seq', '=', seq).execute()

describe('what was written', () => {
  it('is a chain that verifies, from the first entry to the last', async () => {
    const log = await write(5)
    const last = await row(5)
    expect((await row(1)).prev).toBe('0'.repeat(64))
    expect(await log.verify()).toEqual({ ok: true, entries: 5, head: last.hash })
  })

  it('verifies while there is nothing yet, and over more than a page', async () => {
    const log = open()
    expect(await log.verify()).toEqual({ ok: true, entries: 0, head: '0'.repeat(64) })
    await Promise.all(Array.from({ length: 2050 }, () => log.append(entry('burst'))))
    expect(await log.verify()).toMatchObject({ ok: true, entries: 2050 })
  })

  it('stays one chain when several instances write at once', async () => {
    const instances = Array.from({ length: 4 }, open)
    await Promise.all(
      Array.from({ length: 60 }, (_, index) => instances[index % 4]?.append(entry('race', { actor: `user-${index}` })))
    )
    const rows = await database.selectFrom('audit').select(['seq', 'actor']).orderBy('seq').execute()
    expect(rows.map(({ seq }) => seq)).toEqual(Array.from({ length: 60 }, (_, index) => index + 1))
    expect(new Set(rows.map(({ actor }) => actor)).size).toBe(60)
    expect(await open().verify()).toMatchObject({ ok: true, entries: 60 })
  })

  it('comes back newest first, page by page, by time, person, action and object', async () => {
    const log = open()
    await log.append(entry('session.login', { object: 'users/wang' }))
    await log.append(entry('tickets.accept'))
    await log.append(entry('tickets.accept', { actor: 'zhou', object: 'tickets/tk_10' }))
    await log.append(entry('sessions', { actor: null, object: null }))
    const seqs = async (query: object) => (await log.list({ limit: 10, ...query })).items.map(({ seq }) => seq)
    expect(await seqs({})).toEqual([4, 3, 2, 1])
    expect(await seqs({ actor: ['zhou', 'x'] })).toEqual([3])
    expect(await seqs({ action: ['session'] })).toEqual([1])
    expect(await seqs({ action: ['tickets.accept'] })).toEqual([3, 2])
    expect(await seqs({ object: ['tickets'] })).toEqual([3, 2])
    expect(await seqs({ object: ['tickets/tk_1'] })).toEqual([2])
    expect(await seqs({ from: 1_001, to: 1_003 })).toEqual([3, 2])
    const first = await log.list({ limit: 3 })
    expect(first.nextCursor).toBe('2')
    expect(await log.list({ limit: 3, before: 2 })).toMatchObject({ items: [{ seq: 1 }], nextCursor: null })
    expect(first.items[2]).toMatchObject({ actor: 'wang', detail: { body: { note: '已换', a: 2, b: 1 } } })
  })
})

describe('what was changed behind its back', () => {
  const swap = async (one: number, other: number) => {
    await set(one, { seq: 1000 })
    await set(other, { seq: one })
    await set(1000, { seq: other })
  }
  const cases: [string, () => Promise<unknown>, number][] = [
    ['an altered person', () => set(3, { actor: 'zhou' }), 3],
    ['an altered detail', () => set(3, { detail: '{"status":403}' }), 3],
    ['a detail with other spaces', async () => set(3, { detail: (await row(3)).detail.replace(',', ', ') }), 3],
    ['a detail that is no JSON', () => set(3, { detail: 'x' }), 3],
    [
      'an altered entry with its hash put right',
      async () => {
        const { detail, hash: _, ...rest } = await row(3)
        await set(3, { actor: 'zhou', hash: hashOf({ ...rest, actor: 'zhou', detail: JSON.parse(detail) }) })
      },
      4
    ],
    ['a deleted entry', () => database.deleteFrom('audit').where('seq', '=', 3).execute(), 3],
    ['a deleted first entry', () => database.deleteFrom('audit').where('seq', '=', 1).execute(), 1],
    ['a deleted last entry', () => database.deleteFrom('audit').where('seq', '=', 5).execute(), 5],
    ['all entries deleted', () => database.deleteFrom('audit').execute(), 1],
    ['two entries in each other’s place', () => swap(2, 3), 2],
    [
      'an entry put in between',
      async () => {
        for (const seq of [5, 4, 3]) await set(seq, { seq: seq + 1 })
        const forged = { ...(await row(2)), seq: 3, prev: 'f'.repeat(64) }
        await database.insertInto('audit').values(forged).execute()
      },
      3
    ],
    [
      'an entry put at the end',
      async () => {
        const last = await row(5)
        const { detail, hash, ...rest } = { ...last, seq: 6, prev: last.hash }
        await database
          .insertInto('audit')
          .values({ ...rest, detail, hash: hashOf({ ...rest, detail: JSON.parse(detail) }) })
          .execute()
        expect(hash).toBe(last.hash)
      },
      6
    ],
    [
      'an entry put before the first',
      async () =>
        database
          .insertInto('audit')
          .values({ ...(await row(1)), seq: 0, prev: 'f' })
          .execute(),
      1
    ]
  ]
  it.each(cases)('%s is named', async (_, change, firstBad) => {
    const log = await write(5)
    await change()
    expect(await log.verify()).toMatchObject({ ok: false, firstBad, reason: expect.stringMatching(/\.$/) })
    expect((await log.list({ limit: 10 })).items.length).toBeLessThanOrEqual(6)
  })

  it('stays named when more is written after it, and keeps nobody from writing', async () => {
    const log = await write(5)
    await database.deleteFrom('audit').where('seq', '>', 3).execute()
    await log.append(entry('later'))
    expect(await log.verify()).toMatchObject({ ok: false, firstBad: 4 })
    await writeMeta(database, 'audit_head', '2 abc')
    await log.append(entry('later still'))
    expect(await readMeta(database, 'audit_head')).toMatch(/^7 /)
  })
})
