/** A database of an earlier version is brought up to date, with what it holds. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Kysely, Migrator } from 'kysely'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { openDatabase } from '../../server/database/database.ts'
import { migrations } from '../../server/database/migrations.ts'
import type { Schema } from '../../server/database/schema.ts'
import { openSqlite } from '../../server/database/sqlite.ts'
import { joinJournal, readCheckpoint } from '../../server/tickets/checkpoint.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'wuxun-upgrade-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

type First = Schema & { rule_states: { rule: string; equipment: string; state: string } }

it('keeps the place of the rules when it begins to be kept for each journal', async () => {
  const file = join(folder, 'wuxun.sqlite')
  const old = new Kysely<First>({ dialect: openSqlite(file).dialect })
  const { error } = await new Migrator({ db: old, provider: migrations }).migrateTo('0001_first')
  expect(error).toBeUndefined()
  const state = { rule: 'low', equipment: 'pump-1', state: '{"phase":"active"}' }
  await old.insertInto('meta').values({ key: 'rules_seq', value: '4711' }).execute()
  await old.insertInto('rule_states').values(state).execute()
  await old.destroy()

  const database = await openDatabase(file)
  await joinJournal(database, { journal: 'a', end: 4712 })
  expect(await readCheckpoint(database, 'a')).toEqual({ rulesSeq: 4711, states: [state], late: [] })
  await database.destroy()
})
