/**
 * The box's own certificate authority, in `certificate` of the data folder: made once and kept, as phones are taught to
 * trust it by hand. Keys are read by us only, and never leave.
 */
import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, randomBytes, X509Certificate } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { SetupError } from '../errors.ts'
import { canonicalHost } from './host.ts'

/** What a phone is to trust. Nothing in it is secret. */
export type Authority = { name: string; certificate: Buffer; fingerprint: string; validTo: number }

export type Made = {
  authority: Authority
  /** Whether the authority is new: then no phone trusts it yet. */
  isFirst: boolean
  hosts: readonly string[]
  certFile: string
  keyFile: string
  validTo: number
}

const day = 86_400_000
/** As long as a box lasts: every phone has to be taught anew afterwards. */
const authorityDays = 3650
/** iOS takes at most 825 (support.apple.com/103769). */
const certificateDays = 820
/** A phone whose clock is behind takes it all the same. */
const backdatedMs = day

const filesIn = (dataDir: string) => {
  const folder = join(dataDir, 'certificate')
  const [authorityFile, authorityKey, certFile, keyFile] = ['ca.crt', 'ca.key', 'box.crt', 'box.key'].map((name) =>
    join(folder, name)
  ) as [string, string, string, string]
  return { folder, authorityFile, authorityKey, certFile, keyFile }
}

/**
 * Makes what is missing, and a new certificate for `hosts` (as `canonicalHost` writes them) in any case; without hosts
 * for those of the one before.
 * The key of the box stays, so that a renewal replaces a single file.
 * @throws SetupError when there is no host, or the authority's files cannot be used
 */
export async function makeCertificate(options: { dataDir: string; hosts: readonly string[]; now: number }): Promise<Made> {
  const { dataDir, now } = options
  const { folder, authorityFile, authorityKey, certFile, keyFile } = filesIn(dataDir)
  const hosts = options.hosts.length > 0 ? options.hosts : hostsOf(certFile)
  const [first] = hosts
  if (first === undefined) throw new SetupError('expected the names and IP addresses that browsers call this machine by')
  // The service reads what was made, and makes none.
  const { authorityCertificate, serverCertificate } = await import('./x509.ts')
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const isFirst = !existsSync(authorityFile) && !existsSync(authorityKey)
  const issuerKey = keyOf(authorityKey, isFirst)
  if (isFirst) {
    const terms = { subject: shortName(`Wuxun CA ${first}`), serial: newSerial(), issuerKey }
    const span = { from: now - backdatedMs, to: now + authorityDays * day }
    writeSecret(authorityFile, pem(await authorityCertificate({ ...terms, ...span })))
  }
  const authority = parse(authorityFile, readPem(authorityFile))
  if (authority.validTo <= now) {
    throw new SetupError(`${authorityFile} has run out: move ${folder} away to make another, which every phone must trust anew`)
  }
  const to = Math.min(now - backdatedMs + certificateDays * day, authority.validTo)
  const certificate = await serverCertificate({
    subject: shortName(first),
    issuer: authority.name,
    serial: newSerial(),
    from: now - backdatedMs,
    to,
    publicKey: keyOf(keyFile, !existsSync(keyFile)).publicKey,
    issuerKey,
    hosts
  })
  if (!new X509Certificate(certificate).verify(createPublicKey(pem(authority.certificate)))) {
    throw new SetupError(`${authorityKey} does not belong to ${authorityFile}`)
  }
  writeSecret(certFile, pem(certificate))
  return { authority, isFirst, hosts, certFile, keyFile, validTo: to }
}

/** null when none was made. */
export async function readAuthority(dataDir: string): Promise<Authority | null> {
  const { authorityFile } = filesIn(dataDir)
  try {
    return parse(authorityFile, await readFile(authorityFile))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
}

/** Taken apart and put together again: whatever else somebody wrote into the file stays there. */
function parse(file: string, content: Buffer): Authority {
  try {
    const certificate = new X509Certificate(content)
    const name = String(certificate.toLegacyObject().subject.CN)
    const validTo = Date.parse(certificate.validTo)
    return { name, certificate: certificate.raw, fingerprint: certificate.fingerprint256, validTo }
  } catch (cause) {
    throw new SetupError(`${file} holds no certificate in PEM`, { cause })
  }
}

function readPem(file: string): Buffer {
  try {
    return readFileSync(file)
  } catch (cause) {
    throw new SetupError(`${file} cannot be read: ${(cause as NodeJS.ErrnoException).code}`, { cause })
  }
}

function keyOf(file: string, isNew: boolean): { publicKey: KeyObject; privateKey: KeyObject } {
  if (isNew) {
    const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    writeSecret(file, pair.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString())
    return pair
  }
  const content = readPem(file)
  try {
    const privateKey = createPrivateKey(content)
    return { privateKey, publicKey: createPublicKey(privateKey) }
  } catch (cause) {
    throw new SetupError(`${file} holds no private key in PEM`, { cause })
  }
}

function hostsOf(certFile: string): string[] {
  if (!existsSync(certFile)) return []
  const names = new X509Certificate(readFileSync(certFile)).subjectAltName ?? ''
  return [...names.matchAll(/(?:DNS|IP Address):([^,\s]+)/g)].flatMap(([, name = '']) => canonicalHost(name) ?? [])
}

/** Common names hold 64 characters (RFC 5280, ub-common-name). */
const shortName = (text: string) => text.slice(0, 64)

/** Never 0, nor seen before. */
const newSerial = () => Buffer.concat([Buffer.from([0x01]), randomBytes(15)])

function pem(der: Buffer): string {
  const lines = der.toString('base64').match(/.{1,64}/g) ?? []
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n')
}

/** Written aside and renamed: the service that reads it again meanwhile finds the old one or the new one. */
function writeSecret(file: string, text: string): void {
  writeFileSync(`${file}.new`, text, { mode: 0o600 })
  renameSync(`${file}.new`, file)
}
