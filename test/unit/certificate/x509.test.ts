import { generateKeyPairSync, X509Certificate } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { canonicalHost } from '../../../server/certificate/host.ts'
import { authorityCertificate, serverCertificate } from '../../../server/certificate/x509.ts'

const from = Date.parse('2026-03-01T10:00:00Z')
const to = Date.parse('2028-05-30T10:00:00Z')

describe('hosts', () => {
  it.each([
    ['Box.Local', 'box.local'],
    ['192.168.1.10', '192.168.1.10'],
    ['[FE80:0:0:0:0:0:0:1]', 'fe80::1'],
    ['物业.local', 'xn--vhqz89f.local']
  ])('%s is %s', (text, host) => {
    expect(canonicalHost(text)).toBe(host)
  })

  it.each(['https://box.local', 'box.local:8080', '192.168.1', '192.168.1.300', 'fe80::1%eth0', '*.local', 'a_b.local', ''])(
    '"%s" is none',
    (text) => {
      expect(canonicalHost(text)).toBeUndefined()
    }
  )
})

describe('a certificate', async () => {
  const issuerKey = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const serial = Buffer.from('01ab', 'hex')
  const authority = new X509Certificate(await authorityCertificate({ subject: 'Wuxun CA box', serial, from, to, issuerKey }))
  const hosts = ['box.local', '192.168.1.10', 'fe80::1:2']
  const terms = { subject: 'box.local', issuer: 'Wuxun CA box', serial, from, to, publicKey, issuerKey, hosts }
  const box = new X509Certificate(await serverCertificate(terms))

  it('is signed by its authority, which signs for nothing but itself besides', () => {
    expect(authority.ca).toBe(true)
    expect(authority.checkIssued(authority)).toBe(true)
    expect(box.ca).toBe(false)
    expect(box.checkIssued(authority)).toBe(true)
    expect(box.verify(issuerKey.publicKey)).toBe(true)
    expect(box.verify(publicKey)).toBe(false)
  })

  it('speaks for its hosts and for no other', () => {
    expect(box.checkHost('box.local')).toBe('box.local')
    expect(box.checkIP('192.168.1.10')).toBe('192.168.1.10')
    expect(box.checkIP('fe80::1:2')).toBe('fe80::1:2')
    expect(box.checkHost('other.local')).toBeUndefined()
    expect(box.checkIP('192.168.1.11')).toBeUndefined()
  })

  it('is for servers, from and to its times', () => {
    expect(box.keyUsage).toEqual(['1.3.6.1.5.5.7.3.1'])
    expect([Date.parse(box.validFrom), Date.parse(box.validTo)]).toEqual([from, to])
  })
})
