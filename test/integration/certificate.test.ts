/** `npm run certificate`, and the real service behind what it made, as a phone that was taught to trust it meets it. */
import { execFileSync } from 'node:child_process'
import { X509Certificate } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { get } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { checkServerIdentity, connect } from 'node:tls'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeCertificate } from '../../server/certificate/authority.ts'
import { startTlsService, type TlsService } from '../support/tls-service.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))

describe('a certificate for the box', () => {
  let dataDir: string
  let service: TlsService
  let printed: string
  let ca: string

  const setting = (name: string) => new RegExp(`^${name}=(\\S+)`, 'm').exec(printed)?.[1] ?? ''

  beforeAll(async () => {
    dataDir = mkdtempSync(join(tmpdir(), 'wuxun-certificate-'))
    const args = ['--import', './.ci/typescript-threads.mjs', 'server/certificate.ts', 'box.local', '127.0.0.1']
    const env = { ...process.env, DATA_DIR: dataDir, HTTP_PORT: '8443' }
    printed = execFileSync(process.execPath, args, { cwd: root, env, encoding: 'utf8' })
    ca = readFileSync(join(dataDir, 'certificate/ca.crt'), 'utf8')
    const files = { certFile: setting('TLS_CERT'), keyFile: setting('TLS_KEY') }
    service = await startTlsService({ site: 'site: { id: demo, name: 示范小区 }\n', files, dataDir })
  })
  afterAll(async () => {
    await service?.stop()
    rmSync(dataDir, { recursive: true, force: true })
  })

  /** What a client that trusts the authority, and nobody else, makes of the service under that name. */
  const asSeenBy = (host: string, port: number) =>
    new Promise<string>((resolve) => {
      const socket = connect({
        host: '127.0.0.1',
        port,
        ca,
        ...(host === '127.0.0.1' ? {} : { servername: host }),
        checkServerIdentity: (_, certificate) => checkServerIdentity(host, certificate)
      })
      socket.once('secureConnect', () => {
        resolve(socket.getPeerX509Certificate()?.fingerprint256 ?? 'none')
        socket.destroy()
      })
      socket.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message))
    })

  const load = (path: string, language = 'zh-CN') =>
    new Promise<{ status: number | undefined; type: string | undefined; body: Buffer }>((resolve, reject) => {
      const headers = { 'accept-language': language }
      get(`https://127.0.0.1:${service.httpPort}${path}`, { ca, agent: false, headers }, (response) => {
        response.toArray().then((parts: Buffer[]) => {
          resolve({ status: response.statusCode, type: response.headers['content-type'], body: Buffer.concat(parts) })
        }, reject)
      }).once('error', reject)
    })

  it('is good for its name and its address, in the browser and for devices, and for no other', async () => {
    const { fingerprint256 } = new X509Certificate(readFileSync(setting('TLS_CERT')))
    for (const port of [service.httpPort, service.mqttTlsPort]) {
      expect(await asSeenBy('box.local', port)).toBe(fingerprint256)
      expect(await asSeenBy('127.0.0.1', port)).toBe(fingerprint256)
      expect(await asSeenBy('other.local', port)).toBe('ERR_TLS_CERT_ALTNAME_INVALID')
    }
  })

  it('hands a phone what it has to trust, with the fingerprint that was printed', async () => {
    const { status, type, body } = await load('/ca.crt')
    expect({ status, type }).toEqual({ status: 200, type: 'application/x-x509-ca-cert' })
    expect(printed).toContain(`SHA-256 ${new X509Certificate(body).fingerprint256}`)
    expect(printed).toContain('https://box.local:8443/trust')
    for (const [language, words] of Object.entries({ 'zh-CN': '证书信任设置', en: 'Certificate Trust Settings' })) {
      const page = (await load('/trust', language)).body.toString()
      expect(page).toContain(words)
      expect(page).toContain(new X509Certificate(body).fingerprint256)
    }
    expect((await load('/trust?language=en')).body.toString()).toContain('Let a phone trust this machine')
  })

  it('is renewed by the same authority for one host more, and read again on SIGHUP', async () => {
    const before = await asSeenBy('box.local', service.httpPort)
    await makeCertificate({ dataDir, hosts: ['box.local', '127.0.0.1', 'more.local'], now: Date.now() })
    service.process.kill('SIGHUP')
    await expect.poll(() => asSeenBy('box.local', service.httpPort)).not.toBe(before)
    expect(await asSeenBy('more.local', service.httpPort)).toMatch(/^[0-9A-F:]{95}$/)
  })
})
