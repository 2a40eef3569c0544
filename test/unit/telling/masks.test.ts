import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { createSecretBox, keyFile, openSecretBox } from '../../../server/secret-box.ts'
import { masked, merged } from '../../../server/telling/masks.ts'

const sms = {
  url: 'https://sms.test/send?appkey=0123456789abcdef',
  headers: { authorization: 'APPCODE 0123456789' },
  body: '{"mobile":"{phone}"}',
  method: 'POST'
}

it('shows of secrets no more than their end', () => {
  expect(masked('sms', sms)).toEqual({ ...sms, url: 'https://sms.test/***cdef', headers: { authorization: '***6789' } })
  expect(masked('dingtalk', { secret: 'short' })).toEqual({ secret: '***' })
})

it.each([
  ['what is left out stays', {}, sms],
  ['what comes back as it was shown stays', masked('sms', sms), sms],
  ['what is new is taken', { url: 'https://other.test/' }, { ...sms, url: 'https://other.test/' }],
  ['null takes it off', { headers: null }, { url: sms.url, body: sms.body, method: 'POST' }],
  [
    'a header beside one that stays',
    { headers: { authorization: '***6789', 'x-site': '1' } },
    { ...sms, headers: { ...sms.headers, 'x-site': '1' } }
  ]
])('%s', (_, change, result) => {
  expect(merged('sms', sms, change)).toEqual(result)
})

it('a box opens what it sealed, and nothing that was changed or sealed by another', () => {
  const box = createSecretBox(randomBytes(32))
  const sealed = box.seal('工程群 secret')
  expect(box.open(sealed)).toBe('工程群 secret')
  expect(box.seal('工程群 secret')).not.toBe(sealed)
  const changed = Buffer.from(sealed, 'base64')
  changed[changed.length - 1] = (changed.at(-1) ?? 0) ^ 1
  expect(box.open(changed.toString('base64'))).toBeUndefined()
  expect(box.open('')).toBeUndefined()
  expect(createSecretBox(randomBytes(32)).open(sealed)).toBeUndefined()
})

it('neither use opens what the other sealed', () => {
  const box = createSecretBox(randomBytes(32))
  const keys = box.sealFor('tag keys')
  expect(keys.open(keys.seal('x'))).toBe('x')
  expect(box.open(keys.seal('x'))).toBeUndefined()
  expect(keys.open(box.seal('x'))).toBeUndefined()
})

it('signs so that not even the spare bits of the last character may change', () => {
  const box = createSecretBox(randomBytes(32))
  const signature = box.sign('x')
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
  for (const last of alphabet) expect(box.isSigned('x', signature.slice(0, -1) + last)).toBe(signature.endsWith(last))
})

it('the key lies in a file of its own that only its owner reads, and stays the same', () => {
  const folder = mkdtempSync(join(tmpdir(), 'wuxun-key-'))
  const sealed = openSecretBox(folder).seal('x')
  expect(statSync(join(folder, keyFile)).mode & 0o777).toBe(0o600)
  expect(openSecretBox(folder).open(sealed)).toBe('x')
  writeFileSync(join(folder, keyFile), 'oops\n')
  expect(() => openSecretBox(folder)).toThrow(/telling\.key is damaged/)
  rmSync(folder, { recursive: true })
})
