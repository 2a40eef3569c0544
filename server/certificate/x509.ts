/** X.509 certificates after RFC 5280, of P-256 keys and signed with SHA-256, as phones take them. Pure. */
import { createHash, type KeyObject, sign } from 'node:crypto'
import { isIP } from 'node:net'
import { bits, type Der, explicit, implicit, integer, objectId, octets, sequence, setOf, time, utf8, yes } from './der.ts'

type Terms = {
  /** Common names, at most 64 characters. */
  subject: string
  issuer: string
  /** At most 20 bytes, unlike any other of the issuer's. */
  serial: Uint8Array
  /** ms; seconds count. */
  from: number
  to: number
  /** P-256. */
  publicKey: KeyObject
  issuerKey: { publicKey: KeyObject; privateKey: KeyObject }
}

const ecdsaWithSha256 = sequence(objectId('1.2.840.10045.4.3.2'))
const commonName = objectId('2.5.4.3')
const usage = { digitalSignature: bits(Buffer.from([0x80]), 7), signsCertificates: bits(Buffer.from([0x06]), 1) }
const serverAuth = objectId('1.3.6.1.5.5.7.3.1')
/** x and y of a point of P-256 and the byte that says they are both there: the end of its SPKI. */
const pointLength = 65

/** One that signs others and nothing else, and no other authorities. DER. */
export function authorityCertificate(terms: Omit<Terms, 'issuer' | 'publicKey'>): Der {
  const { publicKey } = terms.issuerKey
  return certify({ ...terms, issuer: terms.subject, publicKey }, [
    critical('2.5.29.19', sequence(yes, integer(0))),
    critical('2.5.29.15', usage.signsCertificates)
  ])
}

/** One of a server. `hosts`: names and IP addresses; all must be written as `canonicalHost` does. DER. */
export function serverCertificate({ hosts, ...terms }: Terms & { hosts: readonly string[] }): Der {
  return certify(terms, [
    critical('2.5.29.19', sequence()),
    critical('2.5.29.15', usage.digitalSignature),
    extension('2.5.29.37', sequence(serverAuth)),
    extension('2.5.29.17', sequence(...hosts.map(generalName))),
    extension('2.5.29.35', sequence(implicit(0, keyId(terms.issuerKey.publicKey))))
  ])
}

function certify({ subject, issuer, serial, from, to, publicKey, issuerKey }: Terms, extensions: readonly Der[]): Der {
  const content = sequence(
    explicit(0, integer(2)), // version 3
    integer(serial),
    ecdsaWithSha256,
    nameOf(issuer),
    sequence(time(from), time(to)),
    nameOf(subject),
    publicKey.export({ type: 'spki', format: 'der' }),
    explicit(3, sequence(...extensions, extension('2.5.29.14', octets(keyId(publicKey)))))
  )
  return sequence(content, ecdsaWithSha256, bits(sign('sha256', content, issuerKey.privateKey)))
}

function nameOf(text: string): Der {
  return sequence(setOf(sequence(commonName, utf8(text))))
}

function extension(id: string, value: Der): Der {
  return sequence(objectId(id), octets(value))
}

function critical(id: string, value: Der): Der {
  return sequence(objectId(id), yes, octets(value))
}

/** 160 bits of the key's hash (RFC 7093, 2, method 1). */
function keyId(publicKey: KeyObject): Buffer {
  const point = publicKey.export({ type: 'spki', format: 'der' }).subarray(-pointLength)
  return createHash('sha256').update(point).digest().subarray(0, 20)
}

function generalName(host: string): Der {
  const kind = isIP(host)
  if (kind === 0) return implicit(2, Buffer.from(host, 'ascii'))
  return implicit(7, kind === 4 ? Buffer.from(host.split('.').map(Number)) : ipv6Bytes(host))
}

/** Of an address of groups of hex digits, `::` at most once. */
function ipv6Bytes(address: string): Buffer {
  const [head = [], tail = []] = address.split('::').map((part) => part.split(':').filter(Boolean))
  const groups = [...head, ...Array<string>(8 - head.length - tail.length).fill('0'), ...tail]
  return Buffer.from(groups.map((group) => group.padStart(4, '0')).join(''), 'hex')
}
