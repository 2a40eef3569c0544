import { mkdir, mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { problemSchema, type Role, roles } from '../../server/contract/common.ts'
import { buildHttpHouse } from '../support/http-house.ts'

/** Every call of contract §5, with the least role that may make it and what this version answers to an empty body. */
const calls = [
  ['POST', '/session', 'open', 400],
  ['GET', '/session', 'viewer', 200],
  ['POST', '/session/password', 'viewer', 400],
  ['POST', '/session/wall', 'open', 400],
  ['GET', '/wall-keys', 'admin', 200],
  ['POST', '/wall-keys', 'admin', 400],
  ['DELETE', '/wall-keys/x', 'admin', 404],
  ['GET', '/health', 'open', 200],
  ['GET', '/openapi.json', 'open', 200],
  ['GET', '/equipment', 'viewer', 200],
  ['GET', '/equipment/pump-1', 'viewer', 200],
  ['GET', '/equipment/pump-1/readings?metric=running', 'viewer', 200],
  ...[
    'equipment',
    'devices',
    'readers',
    'users',
    'checkpoints',
    'routes',
    'teams',
    'contractors',
    'shifts',
    'certificates'
  ].flatMap(
    (name) =>
      [
        ['POST', `/${name}`, 'admin', 400],
        ['PATCH', `/${name}/x`, 'admin', 400],
        ['DELETE', `/${name}/x`, 'admin', 404]
      ] as const
  ),
  ['GET', '/users', 'manager', 200],
  ['GET', '/users/x', 'admin', 404],
  ...['devices', 'readers', 'checkpoints', 'routes'].map((name) => ['GET', `/${name}`, 'admin', 200] as const),
  ...['teams', 'contractors', 'shifts', 'certificates'].map((name) => ['GET', `/${name}`, 'engineer', 200] as const),
  ...['teams', 'contractors', 'shifts', 'certificates'].map((name) => ['GET', `/${name}/x`, 'engineer', 404] as const),
  ['GET', '/staff', 'viewer', 200],
  ['GET', '/staff/x', 'viewer', 404],
  ['PATCH', '/staff/x', 'viewer', 400],
  ['GET', '/duties', 'viewer', 200],
  ['PUT', '/duties', 'manager', 400],
  ['POST', '/duties/copy', 'manager', 400],
  ['GET', '/on-duty', 'viewer', 200],
  ['GET', '/site', 'viewer', 200],
  ['PATCH', '/site', 'admin', 400],
  ['GET', '/system', 'manager', 200],
  ['GET', '/rules', 'viewer', 200],
  ['GET', '/rules/x', 'viewer', 404],
  ['GET', '/rules/x/versions', 'viewer', 404],
  ['GET', '/rules/x/why?equipment=pump-1', 'viewer', 404],
  ['POST', '/rules', 'manager', 400],
  ['PATCH', '/rules/x', 'manager', 400],
  ['DELETE', '/rules/x', 'manager', 404],
  ['POST', '/rules/backtest', 'manager', 400],
  ['POST', '/rules/advise', 'manager', 400],
  ['GET', '/alarms', 'viewer', 200],
  ['POST', '/alarms/{alarm}/acknowledge', 'guard', 200],
  ['GET', '/alarms/{alarm}', 'viewer', 200],
  ['POST', '/alarms/{alarm}/shelve', 'engineer', 400],
  ['POST', '/alarms/{alarm}/unshelve', 'engineer', 409],
  ['POST', '/alarms/{alarm}/reset', 'engineer', 409],
  ['GET', '/equipment/pump-1/out-of-service', 'viewer', 200],
  ['POST', '/equipment/pump-1/out-of-service', 'engineer', 400],
  ['POST', '/equipment/pump-1/out-of-service/confirm', 'engineer', 409],
  ['DELETE', '/equipment/pump-1/out-of-service', 'engineer', 409],
  ['GET', '/tickets', 'viewer', 200],
  ['GET', '/tickets/{ticket}', 'viewer', 200],
  ['POST', '/tickets', 'engineer', 400],
  ['POST', '/tickets/{ticket}/actions/accept', 'engineer', 200],
  ['POST', '/tickets/{ticket}/actions/verify', 'manager', 409],
  ['POST', '/tickets/{ticket}/attachments', 'engineer', 415],
  ['GET', '/tickets/{ticket}/attachments/abc', 'viewer', 404],
  ['GET', '/hazards?state=open', 'viewer', 200],
  ['GET', '/sla/policies', 'manager', 200],
  ['GET', '/sla/policies/standard', 'manager', 200],
  ['POST', '/sla/policies', 'admin', 400],
  ['PATCH', '/sla/policies/x', 'admin', 400],
  ['POST', '/sla/policies/x/apply', 'admin', 404],
  ['GET', '/sla/types', 'manager', 200],
  ['PATCH', '/sla/types', 'admin', 400],
  ['GET', '/calendar', 'viewer', 200],
  ['PUT', '/calendar', 'manager', 400],
  ['GET', '/calendar/days?year=2025', 'viewer', 200],
  ['PUT', '/calendar/days/2025-12-24', 'manager', 400],
  ['DELETE', '/calendar/days/2025-12-24', 'manager', 404],
  ['POST', '/patrol/scans', 'guard', 400],
  ['GET', '/patrol/scans', 'viewer', 200],
  ['GET', '/patrol/rounds', 'viewer', 200],
  ['GET', '/patrol/tags', 'admin', 200],
  ['GET', '/patrol/counters', 'manager', 200],
  ['POST', '/patrol/photos', 'guard', 415],
  ['GET', '/patrol/photos/abc', 'viewer', 404],
  ['GET', '/patrol/guide', 'viewer', 200],
  ['GET', '/patrol/coverage', 'viewer', 200],
  ['GET', '/patrol/heat', 'manager', 200],
  ['GET', '/patrol/calendar?from=2025-11-01&to=2025-11-30', 'viewer', 200],
  ['POST', '/patrol/calendar/preview', 'admin', 400],
  ['GET', '/permits', 'viewer', 200],
  ['GET', '/permits/x', 'viewer', 404],
  ['POST', '/permits', 'engineer', 400],
  ['POST', '/permits/x/approve', 'engineer', 404],
  ['POST', '/permits/x/confirm', 'engineer', 400],
  ['POST', '/permits/x/extend', 'engineer', 400],
  ['POST', '/permits/x/close', 'engineer', 404],
  ['POST', '/permits/x/cancel', 'engineer', 400],
  ['GET', '/channels', 'manager', 200],
  ['GET', '/channels/x', 'manager', 404],
  ['POST', '/channels', 'admin', 400],
  ['PATCH', '/channels/x', 'admin', 400],
  ['DELETE', '/channels/x', 'admin', 404],
  ['POST', '/channels/x/test', 'admin', 404],
  ['GET', '/routing', 'manager', 200],
  ['GET', '/preferences', 'viewer', 200],
  ['GET', '/preferences/x', 'admin', 404],
  ['GET', '/deliveries', 'viewer', 200],
  ['GET', '/push/key', 'viewer', 404],
  ['GET', '/push/subscriptions', 'viewer', 200],
  ['POST', '/push/subscriptions', 'viewer', 400],
  ['DELETE', '/push/subscriptions/x', 'viewer', 404],
  ['GET', '/rejects', 'manager', 200],
  ['GET', '/reports/alarms', 'manager', 200],
  ...['tickets', 'sla', 'equipment-reliability', 'hazards', 'patrol', 'contractors', 'running-log'].map(
    (name) => ['GET', `/reports/${name}`, 'manager', 200] as const
  ),
  ['GET', '/running-logs/nowhere/2025-11-21/00:00-08:00', 'engineer', 404],
  ['POST', '/running-logs/nowhere/2025-11-21/00:00-08:00/remarks', 'engineer', 400],
  ['POST', '/running-logs/nowhere/2025-11-21/00:00-08:00/sign', 'engineer', 404],
  ['GET', '/bulletins', 'manager', 200],
  ['GET', '/bulletins/2025-11-20', 'manager', 404],
  ['GET', '/samples', 'manager', 200],
  ['GET', '/samples/2025-W46', 'manager', 404],
  ['POST', '/samples/2025-W46/check', 'manager', 400],
  ['POST', '/handovers', 'guard', 400],
  ['GET', '/handovers?at=now', 'guard', 200],
  ['POST', '/handovers/x/take', 'guard', 404],
  ['GET', '/audit', 'manager', 200],
  ['GET', '/audit/verify', 'manager', 200],
  ['GET', '/catalogue', 'viewer', 200],
  ['DELETE', '/session', 'viewer', 204]
] as const satisfies readonly (readonly ['GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE', string, Role | 'open', number])[]

async function buildWithTicket() {
  const house = await buildHttpHouse()
  const { alarms, tickets } = await house.raise()
  const at = (path: string) => `/api/v1${path.replace('{alarm}', alarms[0]?.id ?? '').replace('{ticket}', tickets[0]?.id ?? '')}`
  return { house, at }
}

describe('each call of the contract', () => {
  let shared: Awaited<ReturnType<typeof buildWithTicket>>
  beforeAll(async () => {
    shared = await buildWithTicket()
  })
  afterAll(() => shared.house[Symbol.asyncDispose]())

  test.each(calls)('%s %s needs %s and answers %i', async (method, path, least, status) => {
    const { house, at } = shared
    const stranger = await house.app.inject({ method, url: at(path) })
    expect(stranger.statusCode).toBe(least === 'open' ? status : 401)
    if (least === 'open') return
    const below = roles[roles.indexOf(least) - 1]
    if (below) {
      const tooLow = await house.app.inject({ method, url: at(path), headers: await house.bearer(below) })
      expect(tooLow.statusCode).toBe(403)
    }
    const answer = await house.app.inject({ method, url: at(path), headers: await house.bearer(least) })
    expect(answer.statusCode).toBe(status)
    if (status < 400) return
    expect(problemSchema.parse(answer.json()).status).toBe(status)
    expect(answer.headers['content-type']).toContain('application/problem+json')
  })

  test('a report the contract does not know is not found', async () => {
    const { app, bearer } = shared.house
    const answer = await app.inject({ url: '/api/v1/reports/nonsense', headers: await bearer('manager') })
    expect(answer.statusCode).toBe(404)
  })

  test('is described in the OpenAPI document, every path of which has its answer', async () => {
    await using house = await buildHttpHouse()
    const { paths, openapi } = (await house.app.inject({ url: '/api/v1/openapi.json' })).json()
    expect(openapi).toMatch(/^3\.1/)
    expect(Object.keys(paths)).toEqual(
      expect.arrayContaining(['/api/v1/session', '/api/v1/equipment/{id}/readings', '/api/v1/tickets/{id}/actions/resolve'])
    )
    expect(paths['/api/v1/tickets/{id}/actions/resolve'].post.requestBody.content['application/json'].schema.required).toEqual([
      'result'
    ])
    const form = paths['/api/v1/tickets/{id}/attachments'].post.requestBody.content['multipart/form-data'].schema
    expect(form).toMatchObject({ required: ['kind', 'file'], properties: { file: { type: 'string', format: 'binary' } } })
    expect((await house.app.inject({ url: '/docs' })).statusCode).toBeLessThan(400)
  })
})

describe('what is refused', () => {
  const send = (
    house: Awaited<ReturnType<typeof buildHttpHouse>>,
    options: { headers?: Record<string, string>; payload?: string }
  ) => house.app.inject({ method: 'POST', url: '/api/v1/session', headers: { 'content-type': 'application/json' }, ...options })

  test('a body above 1 MiB is 413, another media type 415, broken JSON 400', async () => {
    await using house = await buildHttpHouse()
    const answers = [
      await send(house, { payload: JSON.stringify({ username: 'x'.repeat(1024 * 1024), password: 'x' }) }),
      await send(house, { headers: { 'content-type': 'text/plain' }, payload: 'hello' }),
      await send(house, { payload: '{"username":' }),
      await send(house, { payload: '{"__proto__":{}}' })
    ]
    expect(answers.map((answer) => problemSchema.parse(answer.json()).status)).toEqual([413, 415, 400, 400])
    expect(answers.map((answer) => answer.statusCode)).toEqual([413, 415, 400, 400])
  })

  test('a draft of a rule is refused by its own fields, however deep', async () => {
    await using house = await buildHttpHouse()
    const rule = { kind: 'booster_pump', title: 't', action: 'a', bellow: 1, stages: [{ metric: 'flow', above: 1, until: 5 }] }
    const payload = { rule, from: '2025-11-20T00:00:00Z', to: '2025-11-21T00:00:00Z' }
    const headers = await house.bearer('manager')
    const answer = await house.app.inject({ method: 'POST', url: '/api/v1/rules/backtest', headers, payload })
    const { errors = [] } = problemSchema.parse(answer.json())
    expect(errors.map(({ field }) => field).sort()).toEqual(['rule.bellow', 'rule.id', 'rule.stages.0.until'])
  })

  test.each(['/api/v1/nothing', '/nothing.js', '/api/v1/%zz'])('%s is a problem too', async (url) => {
    await using house = await buildHttpHouse()
    const answer = await house.app.inject({ url, headers: { accept: '*/*' } })
    expect(answer.headers['content-type']).toContain('application/problem+json')
    expect(problemSchema.parse(answer.json()).status).toBe(answer.statusCode)
    expect([400, 404]).toContain(answer.statusCode)
  })

  test('a failure inside says nothing of itself', async () => {
    await using house = await buildHttpHouse()
    house.readings.range = () => Promise.reject(new Error('secret path /var/x'))
    const answer = await house.app.inject({
      url: '/api/v1/equipment/pump-1/readings?metric=running',
      headers: await house.bearer('viewer')
    })
    expect(answer.statusCode).toBe(500)
    expect(problemSchema.parse(answer.json()).detail).not.toContain('secret')
    expect(answer.body).not.toContain('secret')
  })
})

describe('pages', () => {
  async function buildWithDashboard() {
    const dashboard = await mkdtemp(join(tmpdir(), 'wuxun-dashboard-'))
    await mkdir(join(dashboard, 'assets'))
    await writeFile(join(dashboard, 'index.html'), '<!doctype html><title>物巡</title>')
    await writeFile(join(dashboard, 'guard.html'), '<!doctype html><title>巡逻</title>')
    await writeFile(join(dashboard, 'assets', 'app-1a2b.js'), 'export {}')
    return buildHttpHouse({ dashboard })
  }
  const html = { accept: 'text/html,*/*;q=0.8' }

  test('of the dashboard are index.html, which is always asked for anew; built files are kept for ever', async () => {
    await using house = await buildWithDashboard()
    for (const url of ['/', '/tickets/tk_1?from=list']) {
      const page = await house.app.inject({ url, headers: html })
      expect(page.statusCode).toBe(200)
      expect(page.headers).toMatchObject({ 'content-type': expect.stringContaining('text/html'), 'cache-control': 'no-cache' })
    }
    const asset = await house.app.inject({ url: '/assets/app-1a2b.js' })
    expect(asset.headers['cache-control']).toContain('immutable')
    expect((await house.app.inject({ url: '/assets/gone.js' })).statusCode).toBe(404)
    expect((await house.app.inject({ url: '/api/v1/gone', headers: html })).statusCode).toBe(404)
  })

  test('work on plain HTTP: nothing asks for HTTPS', async () => {
    await using house = await buildWithDashboard()
    for (const url of ['/', '/docs/static/index.html']) {
      const { headers } = await house.app.inject({ url, headers: html })
      expect(headers['content-security-policy']).toContain("default-src 'self'")
      expect(headers['content-security-policy']).not.toContain('upgrade-insecure-requests')
      expect(Object.keys(headers)).not.toContain('strict-transport-security')
      expect(Object.keys(headers)).not.toContain('cross-origin-opener-policy')
    }
  })

  test.each(['/guard', '/c/cp-1?e=1&c=2'])("%s is the guard's page", async (url) => {
    await using house = await buildWithDashboard()
    const answer = await house.app.inject({ url, headers: html })
    expect(answer.body).toContain('巡逻')
    expect(answer.headers['cache-control']).toBe('no-cache')
  })

  test('and metrics are open to everybody', async () => {
    await using house = await buildHttpHouse()
    const answer = await house.app.inject({ url: '/metrics' })
    expect(answer.statusCode).toBe(200)
    expect(answer.headers['content-type']).toContain('text/plain')
  })
})
