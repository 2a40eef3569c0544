import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createRequester, ForbiddenAddress } from '../../../server/telling/guarded-request.ts'
import { isPublicAddress } from '../../../server/telling/public-address.ts'

describe('an address', () => {
  it.each([
    ['8.8.8.8', true],
    ['223.5.5.5', true],
    ['2400:3200::1', true],
    ['10.1.2.3', false],
    ['172.31.255.255', false],
    ['172.32.0.1', true],
    ['192.168.1.1', false],
    ['127.0.0.1', false],
    ['0.0.0.0', false],
    ['169.254.169.254', false],
    ['100.64.0.1', false],
    ['255.255.255.255', false],
    ['::1', false],
    ['::', false],
    ['::ffff:8.8.8.8', false],
    ['::ffff:10.0.0.1', false],
    ['64:ff9b::a00:1', false],
    ['fe80::1', false],
    ['fd00::1', false],
    ['2002:a00:1::', false],
    ['2001:db8::1', false],
    ['localhost', false]
  ])('%s is public: %s', (address, isPublic) => {
    expect(isPublicAddress(address)).toBe(isPublic)
  })
})

describe('a guarded request', () => {
  const asked: string[] = []
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.headers.host}${request.url}`)
    if (request.url === '/away') response.writeHead(302, { location: '/inside' }).end()
    else if (request.url === '/long') response.end('x'.repeat(200_000))
    else if (request.url !== '/silent') response.end('ok')
  })
  let port = 0
  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    port = (server.address() as AddressInfo).port
  })
  afterAll(() => {
    server.closeAllConnections()
    server.close()
  })

  const ask = (path: string, resolved: string[][], { allowPrivate = true, timeoutMs = 5_000 } = {}) => {
    const answers = [...resolved]
    const request = createRequester(async () => (answers.shift() ?? []).map((address) => ({ address, family: 4 })))
    return request({ url: `http://hook.test:${port}${path}`, method: 'POST', headers: {}, body: 'x', allowPrivate, timeoutMs })
  }

  it('goes to what the name resolved to, and asks only once', async () => {
    // A second look-up would lead to an address nobody answers at.
    expect(await ask('/', [['127.0.0.1'], ['192.0.2.1']])).toMatchObject({ status: 200, body: 'ok' })
    expect(asked.at(-1)).toBe(`POST hook.test:${port}/`)
  })

  it('refuses a name as soon as one of its addresses is inside', async () => {
    const before = asked.length
    await expect(ask('/', [['8.8.8.8', '127.0.0.1']], { allowPrivate: false })).rejects.toThrow(ForbiddenAddress)
    expect(asked).toHaveLength(before)
  })

  it.each(['http://127.0.0.1:1/', 'http://[::1]:1/', 'http://[::ffff:7f00:1]:1/', 'http://2130706433:1/', 'http://0x7f.1:1/'])(
    'refuses %s without looking anything up',
    async (url) => {
      const request = createRequester(async () => {
        throw new Error('looked up')
      })
      await expect(
        request({ url, method: 'GET', headers: {}, body: null, allowPrivate: false, timeoutMs: 1_000 })
      ).rejects.toThrow(ForbiddenAddress)
    }
  )

  it('does not follow a redirect', async () => {
    expect((await ask('/away', [['127.0.0.1']])).status).toBe(302)
    expect(asked.at(-1)).toContain('/away')
  })

  it('reads no more than 64 KiB, and waits no longer than it may', async () => {
    expect((await ask('/long', [['127.0.0.1']])).body.length).toBeLessThanOrEqual(64 * 1024)
    await expect(ask('/silent', [['127.0.0.1']], { timeoutMs: 100 })).rejects.toThrow('no answer within 100 ms')
  })
})
