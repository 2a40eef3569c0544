import { describe, expect, test } from 'vitest'
import { problemSchema } from '../../server/contract/common.ts'
import { sessionSchema } from '../../server/contract/session.ts'
import { buildHttpHouse, password } from '../support/http-house.ts'

const login = { username: 'engineer', password }
const host = 'wuxun.lan:8080'

async function buildWithCookie() {
  const house = await buildHttpHouse()
  const answer = await house.app.inject({ method: 'POST', url: '/api/v1/session', payload: login })
  const [cookie] = answer.cookies
  if (!cookie) throw new Error('no cookie')
  return { house, cookie, headers: { host, cookie: `${cookie.name}=${cookie.value}` } }
}

describe('logging in', () => {
  test('gives a token, the user and a cookie that scripts and other sites cannot use', async () => {
    await using house = await buildHttpHouse()
    const answer = await house.app.inject({ method: 'POST', url: '/api/v1/session', payload: login })
    expect(answer.statusCode).toBe(200)
    const session = sessionSchema.parse(answer.json())
    expect(session.user).toEqual({ id: 'engineer', name: 'engineer', role: 'engineer' })
    expect(answer.cookies).toEqual([
      expect.objectContaining({
        name: 'wuxun_session',
        value: session.token,
        httpOnly: true,
        sameSite: 'Strict',
        path: '/',
        maxAge: 43_200
      })
    ])
    expect(answer.headers['set-cookie']).not.toContain('Secure')
    const own = await house.app.inject({ url: '/api/v1/session', headers: { authorization: `Bearer ${session.token}` } })
    expect(sessionSchema.parse(own.json())).toEqual(session)
  })

  test('with a wrong password or as nobody is 401 with a challenge', async () => {
    await using house = await buildHttpHouse()
    for (const payload of [
      { ...login, password: 'wrong' },
      { ...login, username: 'nobody' }
    ]) {
      const answer = await house.app.inject({ method: 'POST', url: '/api/v1/session', payload })
      expect(answer.statusCode).toBe(401)
      expect(answer.headers['www-authenticate']).toContain('Bearer')
      expect(answer.cookies).toEqual([])
    }
  })

  test('after too many failures is 429 with Retry-After', async () => {
    await using house = await buildHttpHouse()
    const attempt = () => house.app.inject({ method: 'POST', url: '/api/v1/session', payload: { ...login, password: 'wrong' } })
    let answer = await attempt()
    for (let tries = 0; tries < 10 && answer.statusCode === 401; tries += 1) answer = await attempt()
    expect(answer.statusCode).toBe(429)
    expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0)
    expect(problemSchema.parse(answer.json()).status).toBe(429)
  })

  test('more than 300 times a minute is 429, whatever was sent', async () => {
    await using house = await buildHttpHouse()
    const attempt = () => house.app.inject({ method: 'POST', url: '/api/v1/session', payload: {} })
    const answers = []
    for (let tries = 0; tries < 301; tries += 1) answers.push((await attempt()).statusCode)
    expect(new Set(answers.slice(0, 300))).toEqual(new Set([400]))
    expect(answers[300]).toBe(429)
    expect((await house.app.inject({ url: '/api/v1/health' })).statusCode).toBe(200)
  })

  test('lets one session call so often, and the others at the same address go on', async () => {
    await using house = await buildHttpHouse({ callsPerMinute: { ofSession: 20, ofAddress: 60 } })
    const [busy, other] = [await house.bearer('guard'), await house.bearer('engineer')]
    const ask = async (headers: { authorization: string }) =>
      (await house.app.inject({ url: '/api/v1/session', headers })).statusCode
    for (let calls = 1; calls < 20; calls += 1) await ask(busy)
    expect([await ask(busy), await ask(busy), await ask(other)]).toEqual([200, 429, 200])
    for (let calls = 0; calls < 60; calls += 1) await ask({ authorization: 'Bearer guessed' })
    expect(await ask(other)).toBe(429)
  })

  test('over HTTPS the cookie is Secure, and the browser told to stay there', async () => {
    await using house = await buildHttpHouse({ tls: { cert: '', key: '' } })
    const answer = await house.app.inject({ method: 'POST', url: '/api/v1/session', payload: login })
    expect(answer.headers['set-cookie']).toContain('Secure')
    expect(answer.headers['strict-transport-security']).toBeDefined()
  })

  test('names each wrong field', async () => {
    await using house = await buildHttpHouse()
    const answer = await house.app.inject({ method: 'POST', url: '/api/v1/session', payload: { password: 7, extra: 1 } })
    expect(answer.statusCode).toBe(400)
    expect(answer.headers['content-type']).toContain('application/problem+json')
    const fields = problemSchema.parse(answer.json()).errors?.map((error) => error.field)
    expect(fields?.toSorted()).toEqual(['extra', 'password', 'username'])
  })
})

describe('the session', () => {
  test('ends with the log-out', async () => {
    const { house, headers } = await buildWithCookie()
    await using _ = house
    expect((await house.app.inject({ url: '/api/v1/tickets', headers })).statusCode).toBe(200)
    const bye = await house.app.inject({ method: 'DELETE', url: '/api/v1/session', headers })
    expect(bye.statusCode).toBe(204)
    expect(bye.cookies[0]).toMatchObject({ name: 'wuxun_session', value: '' })
    expect((await house.app.inject({ url: '/api/v1/tickets', headers })).statusCode).toBe(401)
  })

  test('ends with a password change, which opens a new one', async () => {
    const { house, headers } = await buildWithCookie()
    await using _ = house
    const change = (old: string) =>
      house.app.inject({ method: 'POST', url: '/api/v1/session/password', headers, payload: { old, new: 'battery staple' } })
    const wrong = await change('wrong')
    expect(wrong.statusCode).toBe(400)
    expect(problemSchema.parse(wrong.json()).errors?.[0]?.field).toBe('old')
    const done = await change(password)
    expect(done.statusCode).toBe(200)
    expect((await house.app.inject({ url: '/api/v1/session', headers })).statusCode).toBe(401)
    const next = `wuxun_session=${done.cookies[0]?.value}`
    expect((await house.app.inject({ url: '/api/v1/session', headers: { cookie: next } })).statusCode).toBe(200)
  })

  test('expires', async () => {
    const { house, headers } = await buildWithCookie()
    await using _ = house
    house.clock.now += 12 * 3_600_000
    expect((await house.app.inject({ url: '/api/v1/session', headers })).statusCode).toBe(401)
  })

  test.each([
    { origin: 'http://evil.example', status: 403 },
    { origin: 'null', status: 403 },
    { origin: `http://${host}`, status: 204 },
    { origin: `HTTP://WUXUN.LAN:8080`, status: 204 },
    { origin: undefined, status: 204 }
  ])('by cookie writes only for pages of our own: Origin $origin gives $status', async ({ origin, status }) => {
    const { house, headers } = await buildWithCookie()
    await using _ = house
    const sent = { ...headers, ...(origin && { origin }) }
    expect((await house.app.inject({ method: 'DELETE', url: '/api/v1/session', headers: sent })).statusCode).toBe(status)
  })

  test('by bearer token may come from anywhere, and reading by cookie too', async () => {
    const { house, headers } = await buildWithCookie()
    await using _ = house
    const origin = 'http://evil.example'
    expect((await house.app.inject({ url: '/api/v1/session', headers: { ...headers, origin } })).statusCode).toBe(200)
    const bearer = await house.bearer('viewer')
    expect(
      (await house.app.inject({ method: 'DELETE', url: '/api/v1/session', headers: { ...bearer, host, origin } })).statusCode
    ).toBe(204)
  })
})
