import { execFileSync } from 'node:child_process'
import { X509Certificate } from 'node:crypto'
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { makeCertificate, readAuthority } from '../../../server/certificate/authority.ts'
import { hasOpenssl } from '../../support/certificate.ts'

const day = 86_400_000
const now = Date.parse('2026-03-01T10:00:00Z')

describe('the authority of a box', () => {
  let dataDir: string
  beforeEach(() => {
    dataDir = mkdtempSync(join(tmpdir(), 'wuxun-certificate-'))
  })
  afterEach(() => rmSync(dataDir, { recursive: true }))

  const make = (hosts: string[], at = now) => makeCertificate({ dataDir, hosts, now: at })
  const file = (name: string) => join(dataDir, 'certificate', name)

  it('keeps its files to itself', async () => {
    await make(['box.local'])
    const modes = readdirSync(file('')).map((name) => `${name} ${(statSync(file(name)).mode & 0o777).toString(8)}`)
    expect(modes).toEqual(['box.crt 600', 'box.key 600', 'ca.crt 600', 'ca.key 600'])
    expect(statSync(file('')).mode & 0o777).toBe(0o700)
  })

  it('makes a certificate that iOS takes, also on a phone whose clock is behind', async () => {
    const { certFile } = await make(['box.local'])
    const { validFrom, validTo } = new X509Certificate(readFileSync(certFile))
    expect(Date.parse(validFrom)).toBeLessThan(now)
    expect(Date.parse(validTo) - Date.parse(validFrom)).toBeLessThanOrEqual(825 * day)
  })

  it.skipIf(!hasOpenssl)('stands up to the strictest reading of the standard (Debian: openssl)', async () => {
    const { certFile } = await makeCertificate({ dataDir, hosts: ['box.local', 'fe80::1'], now: Date.now() })
    const verify = ['verify', '-x509_strict', '-purpose', 'sslserver', '-verify_hostname', 'box.local']
    const said = execFileSync('openssl', [...verify, '-CAfile', file('ca.crt'), certFile], { encoding: 'utf8' })
    expect(said).toBe(`${certFile}: OK\n`)
  })

  it('is kept, and the key of the box too, when a certificate is made for other hosts', async () => {
    const first = await make(['box.local'])
    const key = readFileSync(first.keyFile, 'utf8')
    const second = await make(['box.local', '10.0.0.5'], now + 800 * day)
    expect(second.authority).toEqual(first.authority)
    expect([first.isFirst, second.isFirst]).toEqual([true, false])
    expect(readFileSync(second.keyFile, 'utf8')).toBe(key)
    expect(second.validTo).toBe(now + 1619 * day)
  })

  it('renews for the hosts of before when none is named', async () => {
    await make(['box.local', '10.0.0.5', 'fe80::1'])
    expect((await make([])).hosts).toEqual(['box.local', '10.0.0.5', 'fe80::1'])
  })

  it('vouches for nothing beyond its own time, and then for nothing at all', async () => {
    const { authority } = await make(['box.local'])
    expect((await make([], authority.validTo - day)).validTo).toBe(authority.validTo)
    await expect(make([], authority.validTo)).rejects.toThrow(`${file('ca.crt')} has run out`)
  })

  it('needs a host', async () => {
    await expect(make([])).rejects.toThrow('expected the names and IP addresses')
  })

  it.each([
    ['its key is gone', () => rmSync(file('ca.key')), 'ca.key cannot be read: ENOENT'],
    ['its certificate is gone', () => rmSync(file('ca.crt')), 'ca.crt cannot be read: ENOENT'],
    ['its certificate is none', () => writeFileSync(file('ca.crt'), 'none'), 'ca.crt holds no certificate in PEM'],
    ['its key is of another', () => copyFileSync(file('box.key'), file('ca.key')), 'ca.key does not belong to']
  ])('says so when %s', async (_, spoil, fault) => {
    await make(['box.local'])
    spoil()
    await expect(make(['box.local'])).rejects.toThrow(fault)
  })

  it('shows its certificate and nothing else of the file', async () => {
    expect(await readAuthority(dataDir)).toBeNull()
    const { authority } = await make(['box.local'])
    writeFileSync(file('ca.crt'), `${readFileSync(file('ca.crt'), 'utf8')}${readFileSync(file('ca.key'), 'utf8')}`)
    const shown = await readAuthority(dataDir)
    expect(shown).toEqual(authority)
    expect(new X509Certificate(shown?.certificate ?? '').fingerprint256).toBe(authority.fingerprint)
  })
})
