import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Database } from '../../server/database/database.ts'
import { createWorkforce } from '../../server/dispatch/workforce.ts'
import { setUpWorkforce } from '../support/a-workforce.ts'
import { openTestDatabase } from '../support/databases.ts'

let database: Database
const open = () => createWorkforce({ database, now: () => Date.UTC(2025, 10, 22), timezone: () => 'Asia/Shanghai' })

beforeEach(async () => {
  database = await openTestDatabase()
  await setUpWorkforce(database)
})
afterEach(() => database.destroy())

describe('what two change at once is kept of both', () => {
  it('of one person', async () => {
    const workforce = open()
    await Promise.all([
      workforce.updateStaff('an', { phone: '13900000000' }),
      workforce.updateStaff('an', { skills: ['smart'] }),
      workforce.updateStaff('an', { email: 'an@example.com' })
    ])
    const after = { phone: '13900000000', skills: ['smart'], email: 'an@example.com' }
    expect(await workforce.member('an')).toMatchObject(after)
  })

  it('of one certificate', async () => {
    const { certificates } = open()
    const { id } = await certificates.add({ user: 'an', type: 'welding', number: '1', expires: '2026-01-01' })
    await Promise.all([
      certificates.update(id, { number: '2' }),
      certificates.update(id, { expires: '2027-01-01' }),
      certificates.update(id, { issued: '2025-01-01' })
    ])
    expect(await certificates.find(id)).toMatchObject({ number: '2', expires: '2027-01-01', issued: '2025-01-01' })
  })
})
