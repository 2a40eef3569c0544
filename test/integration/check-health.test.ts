/** What a container asks of itself, over HTTP and over HTTPS with a certificate for another name. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer as createPlain, type RequestListener, type Server } from 'node:http'
import { createServer as createSecure } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeCertificate } from '../../server/certificate/authority.ts'

const folder = mkdtempSync(join(tmpdir(), 'wuxun-health-'))
let status: number
const answer: RequestListener = ({ url }, response) => response.writeHead(url === '/api/v1/health' ? status : 404).end('{}')
const servers: Server[] = []
const tls = { TLS_CERT: '', TLS_KEY: '' }

async function listen(server: Server): Promise<string> {
  servers.push(server)
  await once(server.listen(0, '127.0.0.1'), 'listening')
  return String((server.address() as AddressInfo).port)
}

async function check(env: Record<string, string>): Promise<number> {
  const child = spawn(process.execPath, ['--import', './.ci/typescript-threads.mjs', 'server/check-health.ts'], {
    env: { ...process.env, ...env },
    stdio: 'ignore'
  })
  const [code] = await once(child, 'exit')
  return code as number
}

describe('the health check of a container', () => {
  let plain: string
  let secure: string

  beforeAll(async () => {
    const { certFile, keyFile } = await makeCertificate({ dataDir: folder, hosts: ['box.local'], now: Date.now() })
    Object.assign(tls, { TLS_CERT: certFile, TLS_KEY: keyFile })
    plain = await listen(createPlain(answer))
    secure = await listen(createSecure({ cert: readFileSync(certFile), key: readFileSync(keyFile) }, answer) as unknown as Server)
  })
  afterAll(() => {
    for (const server of servers) server.close()
    rmSync(folder, { recursive: true })
  })

  it.each([
    [200, 0],
    [503, 1]
  ])('that is answered %i ends with code %i, over HTTP and HTTPS', async (told, code) => {
    status = told
    expect(await check({ HTTP_PORT: plain })).toBe(code)
    expect(await check({ HTTP_PORT: secure, ...tls })).toBe(code)
  })

  it('fails where nobody answers', async () => {
    const server = createPlain()
    const port = await listen(server)
    server.close()
    expect(await check({ HTTP_PORT: port })).toBe(1)
  })
})
