/** X.509 certificates after RFC 5280, of P-256 keys and signed with SHA-256, as phones take them. The only import of @peculiar/x509. */
import 'reflect-metadata'
import { type KeyObject, webcrypto } from 'node:crypto'
import { isIP } from 'node:net'
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  type Extension,
  KeyUsageFlags,
  KeyUsagesExtension,
  SubjectAlternativeNameExtension,
  SubjectKeyIdentifierExtension,
  X509CertificateGenerator
} from '@peculiar/x509'

type Terms = {
  /** Common names, at most 64 characters. */
  subject: string
  issuer: string
  /** At most 20 bytes, unlike any other of the issuer's. */
  serial: Buffer
  /** ms; seconds count. */
  from: number
  to: number
  /** P-256. */
  publicKey: KeyObject
  issuerKey: { publicKey: KeyObject; privateKey: KeyObject }
}

const ecdsa = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const

/** One that signs others and nothing else, and no other authorities. DER. */
export async function authorityCertificate(terms: Omit<Terms, 'issuer' | 'publicKey'>): Promise<Buffer> {
  const { publicKey } = terms.issuerKey
  return certify({ ...terms, issuer: terms.subject, publicKey }, [
    new BasicConstraintsExtension(true, 0, true),
    new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true)
  ])
}

/** One of a server. `hosts`: names and IP addresses; all must be written as `canonicalHost` does. DER. */
export async function serverCertificate({ hosts, ...terms }: Terms & { hosts: readonly string[] }): Promise<Buffer> {
  return certify(terms, [
    new BasicConstraintsExtension(false, undefined, true),
    new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
    new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth]),
    new SubjectAlternativeNameExtension(hosts.map((value) => ({ type: isIP(value) === 0 ? 'dns' : 'ip', value }))),
    await AuthorityKeyIdentifierExtension.create(await toPublicKey(terms.issuerKey.publicKey))
  ])
}

async function certify(terms: Terms, extensions: readonly Extension[]): Promise<Buffer> {
  const publicKey = await toPublicKey(terms.publicKey)
  const made = await X509CertificateGenerator.create({
    serialNumber: terms.serial.toString('hex'),
    subject: [{ CN: [terms.subject] }],
    issuer: [{ CN: [terms.issuer] }],
    notBefore: new Date(terms.from),
    notAfter: new Date(terms.to),
    publicKey,
    signingKey: await toSigningKey(terms.issuerKey.privateKey),
    signingAlgorithm: ecdsa,
    extensions: [...extensions, await SubjectKeyIdentifierExtension.create(publicKey)]
  })
  return Buffer.from(made.rawData)
}

function toPublicKey(key: KeyObject): Promise<webcrypto.CryptoKey> {
  return webcrypto.subtle.importKey('spki', key.export({ type: 'spki', format: 'der' }), ecdsa, true, ['verify'])
}

function toSigningKey(key: KeyObject): Promise<webcrypto.CryptoKey> {
  return webcrypto.subtle.importKey('pkcs8', key.export({ type: 'pkcs8', format: 'der' }), ecdsa, false, ['sign'])
}
