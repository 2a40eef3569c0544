/** Certificates for TLS tests, self-signed by Debian's openssl. */
import { execFileSync, spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Tests of TLS run where there is one; the gate installs it, so there they must. */
export const hasOpenssl = spawnSync('openssl', ['version']).status === 0 || process.env['CI'] !== undefined

export type CertificateFiles = { certFile: string; keyFile: string; cert: string }

/** For localhost and 127.0.0.1; written over what is there under that name. */
export function makeCertificate(folder: string, name: string): CertificateFiles {
  const certFile = join(folder, `${name}.crt`)
  const keyFile = join(folder, `${name}.key`)
  const subject = ['-subj', `/CN=${name}`, '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1']
  const kind = ['-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2']
  execFileSync('openssl', ['req', ...kind, ...subject, '-keyout', keyFile, '-out', certFile], { stdio: 'ignore' })
  return { certFile, keyFile, cert: readFileSync(certFile, 'utf8') }
}
