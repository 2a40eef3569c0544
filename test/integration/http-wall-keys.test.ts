/** Keys of wall screens over REST: exchanged for a session that only reads, and gone when revoked. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Session } from '../../server/contract/session.ts'
import type { WallKeyAnswer } from '../../server/contract/wall-keys.ts'
import { buildHttpHouse } from '../support/http-house.ts'

const hour = 3_600_000

let house: Awaited<ReturnType<typeof buildHttpHouse>>
let admin: { authorization: string }
let key: WallKeyAnswer

beforeEach(async () => {
  house = await buildHttpHouse()
  admin = await house.bearer('admin')
  const answer = await house.app.inject({ method: 'POST', url: '/api/v1/wall-keys', headers: admin, payload: { name: '消控室' } })
  expect(answer.statusCode, answer.body).toBe(201)
  key = answer.json()
})
afterEach(() => house[Symbol.asyncDispose]())

const exchange = (text = key.key) => house.app.inject({ method: 'POST', url: '/api/v1/session/wall', payload: { key: text } })
const enter = async () => ({ authorization: `Bearer ${((await exchange()).json() as Session).token}` })
const revoke = () => house.app.inject({ method: 'DELETE', url: `/api/v1/wall-keys/${key.id}`, headers: admin })
const equipment = async (headers: { authorization: string }) =>
  (await house.app.inject({ url: '/api/v1/equipment', headers })).statusCode

describe('A wall key', () => {
  it('is told once, and listed without it', async () => {
    const list = await house.app.inject({ url: '/api/v1/wall-keys', headers: admin })
    expect(list.json().items).toEqual([
      { id: key.id, name: '消控室', createdAt: key.createdAt, createdBy: 'admin', usedAt: null }
    ])
    const rows = JSON.stringify(await house.database.selectFrom('wall_keys').selectAll().execute())
    expect(rows).not.toContain(key.key)
  })

  it('opens a viewer’s session, without a cookie', async () => {
    const answer = await exchange()
    expect(answer.json()).toMatchObject({ user: { id: key.id, name: '消控室', role: 'viewer' } })
    expect(answer.headers['set-cookie']).toBeUndefined()
    expect(await equipment(await enter())).toBe(200)
    const list = await house.app.inject({ url: '/api/v1/wall-keys', headers: admin })
    expect(list.json().items[0].usedAt).toBe('2025-11-22T08:00:00.000Z')
  })

  it.each([
    ['PUT', '/preferences'],
    ['POST', '/push/subscriptions'],
    ['DELETE', '/session'],
    ['POST', '/session/password']
  ] as const)('opens nothing that writes: %s %s', async (method, url) => {
    const answer = await house.app.inject({ method, url: `/api/v1${url}`, headers: await enter(), payload: {} })
    expect(answer.statusCode).toBe(403)
  })

  it('that is none is refused', async () => {
    expect((await exchange('guessed')).statusCode).toBe(401)
  })

  it('is exchanged again when the session expires', async () => {
    const screen = await enter()
    house.clock.now += 12 * hour
    expect(await equipment(screen)).toBe(401)
    expect(await equipment(await enter())).toBe(200)
  })

  it('that is revoked ends its sessions at once, tells their sockets, and opens no more', async () => {
    const ended: string[] = []
    house.people.onSessionsEnded(({ user }) => ended.push(user))
    const screen = await enter()
    expect((await revoke()).statusCode).toBe(204)
    expect(ended).toEqual([key.id])
    expect(await equipment(screen)).toBe(401)
    expect((await exchange()).statusCode).toBe(401)
    expect((await revoke()).statusCode).toBe(404)
  })

  it('stands in the audit, and nowhere its secret', async () => {
    await exchange()
    await revoke()
    const entries = await house.database.selectFrom('audit').selectAll().orderBy('seq').execute()
    expect(entries.map(({ actor, action }) => `${actor} ${action}`)).toEqual([
      'admin wall-keys.create',
      `${key.id} session.wall`,
      'admin wall-keys.delete'
    ])
    expect(JSON.stringify(entries)).not.toContain(key.key)
  })
})
