/** Who did what, when, as the calls of the API leave it. */
import fastify from 'fastify'
import { describe, expect, it } from 'vitest'
import type { NewAuditEntry } from '../../server/audit/entry.ts'
import { type AuditItem, auditItemSchema, auditVerdictSchema } from '../../server/contract/audit.ts'
import { pageSchema, problemSchema, type Role } from '../../server/contract/common.ts'
import { AppError } from '../../server/errors.ts'
import { createAuditHook } from '../../server/http/audit-hook.ts'
import { encodeIdCursor } from '../../server/http/query.ts'
import { buildHttpHouse, password } from '../support/http-house.ts'

type House = Awaited<ReturnType<typeof buildHttpHouse>>
type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE'

async function send(house: House, role: Role, [method, path, payload]: readonly [Method, string, object?]) {
  const url = `/api/v1${path}`
  return house.app.inject({ method, url, headers: await house.bearer(role), ...(payload && { payload }) })
}
async function audit(house: House, query = ''): Promise<AuditItem[]> {
  const answer = await send(house, 'manager', ['GET', `/audit${query}`])
  return pageSchema(auditItemSchema).parse(answer.json()).items
}
const list = async () => {
  throw new Error('not asked here')
}
const login = (house: House, username: string, secret: string) =>
  house.app.inject({ method: 'POST', url: '/api/v1/session', payload: { username, password: secret } })

describe('the audit', () => {
  it('has who made what, with secrets masked, and a chain that verifies', async () => {
    await using house = await buildHttpHouse()
    const { tickets } = await house.raise()
    const ticket = tickets[0]?.id ?? ''
    const calls: [Role, readonly [Method, string, object?], Partial<AuditItem>][] = [
      [
        'engineer',
        ['POST', `/tickets/${ticket}/actions/accept`, { note: '马上到' }],
        { action: 'tickets.accept', object: `tickets/${ticket}` }
      ],
      [
        'admin',
        ['POST', '/users', { id: 'li', name: '李', role: 'guard', password: 'long enough secret' }],
        { action: 'users.create', object: 'users/li' }
      ],
      [
        'admin',
        ['PATCH', '/users/li', { role: 'engineer', password: 'another good secret' }],
        { action: 'users.update', object: 'users/li' }
      ],
      ['admin', ['DELETE', '/users/li'], { action: 'users.delete', object: 'users/li' }],
      ['admin', ['PATCH', '/site', { name: '示范' }], { action: 'site.update', object: 'site' }],
      [
        'engineer',
        ['POST', '/equipment/pump-1/out-of-service', { reason: 'x', until: new Date(house.clock.now + 1000).toISOString() }],
        { action: 'equipment.out-of-service', object: 'equipment/pump-1' }
      ],
      [
        'engineer',
        ['DELETE', '/equipment/pump-1/out-of-service'],
        { action: 'equipment.out-of-service.delete', object: 'equipment/pump-1' }
      ]
    ]
    for (const [role, call] of calls) expect((await send(house, role, call)).statusCode).toBeLessThan(300)
    const entries = (await audit(house)).reverse()
    expect(entries.map(({ seq }) => seq)).toEqual(calls.map((_, index) => index + 1))
    for (const [index, [role, , expected]] of calls.entries()) {
      expect(entries[index]).toMatchObject({ ...expected, actor: role, detail: { role, address: '127.0.0.1' } })
    }
    expect(entries[2]?.detail).toMatchObject({ body: { role: 'engineer', password: '***' } })
    expect(JSON.stringify(entries)).not.toMatch(/long enough secret|another good secret/)
    const verdict = auditVerdictSchema.parse((await send(house, 'manager', ['GET', '/audit/verify'])).json())
    expect(verdict).toEqual({ ok: true, entries: calls.length, head: entries.at(-1)?.hash })
  })

  it('has log-ins, failed ones, log-outs and changes of password', async () => {
    await using house = await buildHttpHouse()
    await login(house, 'guard', 'wrong')
    const session = await login(house, 'guard', password)
    const headers = { authorization: `Bearer ${session.json<{ token: string }>().token}` }
    const change = (old: string) =>
      house.app.inject({ method: 'POST', url: '/api/v1/session/password', headers, payload: { old, new: 'a new long one' } })
    await change('not it')
    const changed = await change(password)
    const again = { authorization: `Bearer ${changed.json<{ token: string }>().token}` }
    await house.app.inject({ method: 'DELETE', url: '/api/v1/session', headers: again })
    expect((await audit(house, '?action=session')).reverse()).toMatchObject([
      { action: 'session.login_failed', actor: null, object: 'users/guard', detail: { status: 401, body: { password: '***' } } },
      { action: 'session.login', actor: 'guard', object: 'users/guard' },
      { action: 'session.password', actor: 'guard', detail: { status: 400, reason: 'The old password is wrong.' } },
      { action: 'session.password', actor: 'guard', detail: { status: 200, body: { old: '***', new: '***' } } },
      { action: 'session.logout', actor: 'guard' }
    ])
  })

  it('has what was refused, with the reason, and what was exported; not what was only read or badly formed', async () => {
    await using house = await buildHttpHouse()
    const { tickets } = await house.raise()
    const ticket = tickets[0]?.id ?? ''
    await send(house, 'viewer', ['POST', '/tickets', { title: 'x' }])
    await send(house, 'manager', ['POST', `/tickets/${ticket}/actions/verify`])
    await send(house, 'manager', ['POST', '/tickets', {}])
    await send(house, 'manager', ['GET', '/tickets'])
    await send(house, 'viewer', ['GET', '/audit'])
    await send(house, 'manager', ['GET', '/reports/alarms'])
    await send(house, 'manager', ['GET', '/reports/alarms?format=csv&from=2025-11-20'])
    await send(house, 'manager', ['POST', '/nowhere', {}])
    await house.app.inject({ method: 'POST', url: '/api/v1/tickets', payload: {} })
    expect((await audit(house)).reverse()).toMatchObject([
      {
        action: 'tickets.create',
        actor: 'viewer',
        object: 'tickets',
        detail: { status: 403, reason: 'The role viewer may not do this.' }
      },
      {
        action: 'tickets.verify',
        actor: 'manager',
        object: `tickets/${ticket}`,
        detail: { status: 409, reason: 'The ticket is open: verify is not possible.' }
      },
      {
        action: 'reports.alarms.export',
        actor: 'manager',
        object: 'reports/alarms',
        detail: { query: { format: 'csv', from: '2025-11-20' } }
      }
    ])
  })

  it('answers by person, action, object and time, page by page', async () => {
    await using house = await buildHttpHouse()
    await login(house, 'guard', password)
    house.clock.now += 60_000
    await login(house, 'viewer', password)
    const day = new Date(house.clock.now).toISOString()
    expect(await audit(house, `?from=${day}`)).toMatchObject([{ actor: 'viewer' }])
    expect(await audit(house, '?actor=guard&action=session.login&object=users/guard')).toMatchObject([{ seq: 1 }])
    const first = (await send(house, 'manager', ['GET', '/audit?limit=1'])).json<{ nextCursor: string }>()
    expect(await audit(house, `?limit=1&cursor=${first.nextCursor}`)).toMatchObject([{ seq: 1 }])
    for (const [query, field] of [
      ['cursor=nonsense', 'cursor'],
      [`cursor=${encodeIdCursor('pump-1')}`, 'cursor'],
      ['from=yesterday', 'from']
    ]) {
      const answer = await send(house, 'manager', ['GET', `/audit?${query}`])
      expect(problemSchema.parse(answer.json())).toMatchObject({ status: 400, errors: [{ field }] })
    }
  })

  it('has who acted by a link, whose token it does not keep', async () => {
    const entries: NewAuditEntry[] = []
    await using app = fastify()
    app.decorateRequest('caller', null)
    app.decorateRequest('actingFor', null)
    app.addHook('onSend', createAuditHook({ audit: { append: async (entry) => void entries.push(entry), list, verify: list } }))
    app.post<{ Params: { token: string } }>('/t/:token', { config: { audit: 'links.use' } }, async (request) => {
      if (request.params.token === 'known') request.actingFor = 'wang'
      return 'ok'
    })
    await app.inject({ method: 'POST', url: '/t/known', payload: { note: '马上到', token: 'x' } })
    await app.inject({ method: 'POST', url: '/t/s3cret' })
    expect(entries).toMatchObject([
      { actor: 'wang', action: 'links.use', object: 't/***', detail: { body: { note: '马上到', token: '***' } } },
      { actor: null, object: 't/***' }
    ])
  })

  it('that cannot be written lets no answer out, and no session', async () => {
    const down = async () => {
      throw new AppError('unavailable', 'The database does not answer. Try again later.')
    }
    await using house = await buildHttpHouse({ audit: { append: down, list: down, verify: down } })
    const answer = await login(house, 'guard', password)
    expect(answer.statusCode).toBe(503)
    expect(answer.body).not.toContain('token')
    expect(answer.cookies.filter(({ value }) => value !== '')).toEqual([])
    expect((await send(house, 'viewer', ['GET', '/tickets'])).statusCode).toBe(200)
  })
})
