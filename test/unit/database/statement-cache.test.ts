import Sqlite from 'better-sqlite3'
import { afterEach, expect, it } from 'vitest'
import { cacheStatements } from '../../../server/database/statement-cache.ts'

const sqlite = new Sqlite(':memory:')
const cached = cacheStatements(sqlite)
afterEach(() => sqlite.exec('drop table if exists t'))

it('gives the same statement for the same text', () => {
  expect(cached.prepare('select 1')).toBe(cached.prepare('select 1'))
})

it('drops the statement that was used longest ago', () => {
  const kept = cached.prepare('select 1')
  const dropped = cached.prepare('select 2')
  for (let index = 0; index < 198; index++) cached.prepare(`select 'filler ${index}'`)
  expect(cached.prepare('select 1')).toBe(kept)
  cached.prepare('select 3')
  expect(cached.prepare('select 1')).toBe(kept)
  expect(cached.prepare('select 2')).not.toBe(dropped)
})

it('does not keep the long texts of batches', () => {
  const text = `select ${"'x', ".repeat(1000)} 1`
  expect(cached.prepare(text)).not.toBe(cached.prepare(text))
})

it('goes on with a statement whose table changed in between', () => {
  sqlite.exec('create table t (a)')
  const insert = cached.prepare('insert into t (a) values (?)')
  insert.run([1])
  sqlite.exec('alter table t add column b default 7')
  cached.prepare('insert into t (a) values (?)').run([2])
  expect(cached.prepare('select a, b from t order by a').all([])).toEqual([
    { a: 1, b: 7 },
    { a: 2, b: 7 }
  ])
})
