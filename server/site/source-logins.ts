/**
 * Names and passwords for the brokers of `sources:`. They are needed in clear to log in over there, so they lie in a file
 * of the data folder that only the service's own user may read; the database has the bare addresses, and hashes.
 */
import { chmodSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import type { SourceEntry } from '../contract/site.ts'

const fileOf = (dataDir: string) => join(dataDir, 'source-logins.json')
const loginsSchema = z.record(z.string(), z.string())

/** An address with `user:password@`, and what is left of it without; as an address is read, up to its last `@`. */
const withLogin = /^([a-z]+:\/\/)([^/\s]*)@(.*)$/s

/** `login` is `user:password` as the address had it; undefined when it has none. */
export function splitLogin(url: string): { address: string; login: string | undefined } {
  const [, scheme = '', login, rest = ''] = withLogin.exec(url) ?? []
  return login === undefined ? { address: url, login } : { address: scheme + rest, login }
}

/** Those of the site file in the place of all that were there. */
export function keepSourceLogins(dataDir: string, sources: readonly SourceEntry[]): void {
  const logins = sources.flatMap(({ id, url }) => {
    const { login } = splitLogin(url)
    return login === undefined ? [] : [[id, login] as const]
  })
  const file = fileOf(dataDir)
  writeFileSync(file, `${JSON.stringify(Object.fromEntries(logins))}\n`, { mode: 0o600, flush: true })
  // The mode above is for a new file only.
  chmodSync(file, 0o600)
}

/** The sources with the logins of the last site file. */
export function addSourceLogins(dataDir: string, sources: readonly SourceEntry[]): SourceEntry[] {
  const logins = readLogins(dataDir)
  return sources.map((source) => {
    const login = Object.hasOwn(logins, source.id) ? logins[source.id] : undefined
    return login === undefined ? source : { ...source, url: source.url.replace('://', () => `://${login}@`) }
  })
}

function readLogins(dataDir: string): Record<string, string> {
  try {
    return loginsSchema.parse(JSON.parse(readFileSync(fileOf(dataDir), 'utf8')))
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return {}
    throw error
  }
}
