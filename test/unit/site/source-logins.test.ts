import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { addSourceLogins, keepSourceLogins, splitLogin } from '../../../server/site/source-logins.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'wuxun-logins-'))
})
afterEach(() => rmSync(folder, { recursive: true }))
const file = () => join(folder, 'source-logins.json')

const rows: [url: string, address: string, login: string | undefined][] = [
  ['mqtt://host:1883', 'mqtt://host:1883', undefined],
  ['mqtt://user:secret@host:1883', 'mqtt://host:1883', 'user:secret'],
  ['mqtts://app@tenant:NNSXS.a$&b@eu1.cloud:8883', 'mqtts://eu1.cloud:8883', 'app@tenant:NNSXS.a$&b'],
  ['wss://user:p%2Fw@host/mqtt?a=b@c', 'wss://host/mqtt?a=b@c', 'user:p%2Fw'],
  ['ws://host/a@b', 'ws://host/a@b', undefined]
]

describe('the login of an address', () => {
  it.each(rows)('%s is told apart, and put back', (url, address, login) => {
    expect(splitLogin(url)).toEqual({ address, login })
    keepSourceLogins(folder, [{ id: 'a', url, subscribe: ['#'] }])
    expect(addSourceLogins(folder, [{ id: 'a', url: address, subscribe: ['#'] }])).toEqual([{ id: 'a', url, subscribe: ['#'] }])
  })
})

describe('the file of logins', () => {
  const source = (id: string, url: string) => ({ id, url, subscribe: ['#'] })

  it('is for its owner only, also when it was not', () => {
    writeFileSync(file(), '{}', { mode: 0o644 })
    keepSourceLogins(folder, [source('a', 'mqtt://u:p@h')])
    expect(statSync(file()).mode & 0o777).toBe(0o600)
  })

  it('forgets those that have left the site file', () => {
    keepSourceLogins(folder, [source('a', 'mqtt://u:p@h'), source('b', 'mqtt://v:q@h')])
    keepSourceLogins(folder, [source('b', 'mqtt://v:q@h')])
    expect(readFileSync(file(), 'utf8')).not.toContain('u:p')
    expect(addSourceLogins(folder, [source('a', 'mqtt://h'), source('b', 'mqtt://h')]).map(({ url }) => url)).toEqual([
      'mqtt://h',
      'mqtt://v:q@h'
    ])
  })

  it('may be missing: then there are none', () => {
    expect(addSourceLogins(folder, [source('constructor', 'mqtt://h')])).toEqual([source('constructor', 'mqtt://h')])
  })
})
