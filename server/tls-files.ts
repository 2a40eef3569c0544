/** The certificate of TLS_CERT and TLS_KEY, read at start and again on SIGHUP. */
import { createPrivateKey, X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createSecureContext } from 'node:tls'
import { SetupError } from './errors.ts'

export type TlsFiles = { certFile: string; keyFile: string }
/** PEM: the certificate with its chain, and its key. */
export type TlsMaterial = { cert: Buffer; key: Buffer }

/** @throws SetupError naming the setting whose file is missing, no PEM, or does not belong to the other. */
export function loadTlsFiles({ certFile, keyFile }: TlsFiles): TlsMaterial {
  const cert = read('TLS_CERT', certFile)
  const key = read('TLS_KEY', keyFile)
  const certificate = understood('TLS_CERT', `${certFile} holds no certificate in PEM`, () => new X509Certificate(cert))
  const privateKey = understood('TLS_KEY', `${keyFile} holds no private key in PEM`, () => createPrivateKey(key))
  if (!certificate.checkPrivateKey(privateKey)) throw new SetupError(`TLS_KEY: ${keyFile} does not belong to ${certFile}`)
  // The rest of the chain, and whether the key is strong enough, is told only by the TLS library itself.
  understood('TLS_CERT', `${certFile} cannot be used`, () => createSecureContext({ cert, key }))
  return { cert, key }
}

function read(setting: string, file: string): Buffer {
  try {
    return readFileSync(file)
  } catch (cause) {
    throw new SetupError(`${setting}: ${file} cannot be read: ${(cause as NodeJS.ErrnoException).code}`, { cause })
  }
}

function understood<Result>(setting: string, fault: string, work: () => Result): Result {
  try {
    return work()
  } catch (cause) {
    throw new SetupError(`${setting}: ${fault}`, { cause })
  }
}
