import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { siteFileSchema } from '../../../server/contract/site.ts'
import { prepareSampleSite } from '../../../server/demo/credentials.ts'

const template = fileURLToPath(new URL('../../../simulators/sites/demo.yaml', import.meta.url))
let dataDir: string

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'wuxun-demo-'))
})
afterEach(() => rmSync(dataDir, { recursive: true }))

function prepare(env: Record<string, string> = {}) {
  const sample = prepareSampleSite({ template, dataDir, env })
  const site = siteFileSchema.parse(parse(readFileSync(sample.siteFile, 'utf8')))
  return { ...sample, site, passwordOf: (id: string) => sample.users.find((user) => user.id === id)?.password }
}

describe('the sample site of the demo', () => {
  it('is a valid site file in which no two passwords are the same', () => {
    const { site, users } = prepare()
    const passwords = [...site.devices, ...site.readers, ...site.users]
      .map(({ password }) => password)
      .concat(users[0]?.password ?? '')
    expect(new Set(passwords).size).toBe(passwords.length)
    expect(passwords).not.toContain('replace-me')
    expect(users.map(({ id, role }) => [id, role])).toEqual([
      ['admin', 'admin'],
      ['li', 'guard'],
      ['qian', 'guard'],
      ['sun', 'guard'],
      ['wang', 'engineer'],
      ['chen', 'manager'],
      ['zhou', 'viewer']
    ])
  })

  it('keeps its passwords from one run to the next, for its owner only', () => {
    const { users, site } = prepare()
    const again = prepare()
    expect(again.users).toEqual(users)
    expect(again.site).toEqual(site)
    for (const file of ['site.yaml', 'credentials.json']) expect(statSync(join(dataDir, file)).mode & 0o777).toBe(0o600)
  })

  it('lets fixed passwords win, and knows the one admin had before', () => {
    const first = prepare({ WANG_PASSWORD: 'wangs-own' })
    expect(first.passwordOf('wang')).toBe('wangs-own')
    expect(first.formerAdminPassword).toBeUndefined()
    const second = prepare({ ADMIN_PASSWORD: 'fixed-now' })
    expect(second.passwordOf('admin')).toBe('fixed-now')
    expect(second.formerAdminPassword).toBe(first.passwordOf('admin'))
    expect(second.passwordOf('wang')).toBe('wangs-own')
  })
})
