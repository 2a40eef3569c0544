import { createCipheriv } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { aesCmac } from '../../../server/patrol/cmac.ts'
import { verifySun } from '../../../server/patrol/sun.ts'

const zeros = Buffer.alloc(16)
const hex = (text: string) => Buffer.from(text, 'hex')

describe('AES-CMAC', () => {
  // RFC 4493, section 4.
  const key = hex('2b7e151628aed2a6abf7158809cf4f3c')
  const message = hex(
    '6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e5130c81c46a35ce411e5fbc1191a0a52eff69f2445df4f9b17ad2b417be66c3710'
  )
  it.each([
    [0, 'bb1d6929e95937287fa37d129b756746'],
    [16, '070a16b46b4d4144f79bdd9dd04a287c'],
    [40, 'dfa66747de9ae63030ca32611497c827'],
    [64, '51f0bebf7e3b9d92fc49741779363cfe']
  ])('of %i bytes is as published', (length, mac) => {
    expect(aesCmac(key, message.subarray(0, length)).toString('hex')).toBe(mac)
  })
})

const vectors = [
  {
    name: 'AN12196, nothing mirrored but UID and counter',
    sun: { e: 'EF963FF7828658A599F3041510671E88', c: '94EED9EE65337086' },
    keys: { meta: zeros, file: () => zeros },
    uid: '04DE5F1EACC040',
    counter: 61
  },
  {
    name: 'AN12196, the MAC over a part of the address',
    sun: { e: 'FD91EC264309878BE6345CBE53BADF40', c: 'ECC1E7F6C6C73BF6' },
    keys: { meta: zeros, file: () => zeros, message: 'CEE9A53E3E463EF1F459635736738962&cmac=' },
    uid: '04958CAA5C5E80',
    counter: 8
  },
  {
    name: 'our own, with two keys',
    sun: { e: 'AE0CF17C64FC3ABDF6500D57ABBFAE3E', c: '57117B8A6DB4DB79' },
    keys: { meta: hex('000102030405060708090A0B0C0D0E0F'), file: () => hex('F0E0D0C0B0A090807060504030201000') },
    uid: '04A1B2C3D4E5F6',
    counter: 42
  }
]

describe.each(vectors)('A tap: $name', ({ sun, keys, uid, counter }) => {
  it('is believed, with UID and counter', () => {
    expect(verifySun(sun, keys)).toEqual({ ok: true, uid, counter })
    expect(verifySun({ e: sun.e.toLowerCase(), c: sun.c.toLowerCase() }, keys)).toEqual({ ok: true, uid, counter })
  })

  it('is not believed with any one hex digit altered', () => {
    fc.assert(
      fc.property(fc.constantFrom('e' as const, 'c' as const), fc.nat(), fc.integer({ min: 1, max: 15 }), (field, at, by) => {
        const index = at % sun[field].length
        const digit = (Number.parseInt(sun[field].charAt(index), 16) ^ by).toString(16)
        const altered = { ...sun, [field]: sun[field].slice(0, index) + digit + sun[field].slice(index + 1) }
        expect(verifySun(altered, keys).ok).toBe(false)
      })
    )
  })

  it.each([
    ['another key of the tag', { ...keys, file: () => hex('11111111111111111111111111111111') }, 'wrong_mac'],
    ['a tag nobody knows', { ...keys, file: () => undefined }, 'unknown_tag']
  ])('is not believed with %s', (_, others, reason) => {
    expect(verifySun(sun, others)).toEqual({ ok: false, reason, uid })
  })

  it("is nobody's with another key for all", () => {
    expect(verifySun(sun, { ...keys, meta: hex('22222222222222222222222222222222') })).toEqual({ ok: false, reason: 'not_ours' })
  })

  it.each([
    ['e', { ...sun, e: sun.e.slice(2) }],
    ['e', { ...sun, e: `${sun.e}00` }],
    ['e', { ...sun, e: sun.e.replace(/^../, 'zz') }],
    ['e', { ...sun, e: '' }],
    ['c', { ...sun, c: sun.c.slice(1) }],
    ['c', { ...sun, c: `${sun.c} ` }]
  ])('with a malformed %s says so', (field, malformed) => {
    expect(verifySun(malformed, keys)).toEqual({ ok: false, reason: 'malformed', field })
  })
})

it('A tap with a UID of another length, or without a counter, is not ours', () => {
  const cipher = createCipheriv('aes-128-cbc', zeros, zeros).setAutoPadding(false)
  const plain = Buffer.alloc(16)
  plain[0] = 0x87
  const e = Buffer.concat([cipher.update(plain), cipher.final()]).toString('hex')
  expect(verifySun({ e, c: '0000000000000000' }, { meta: zeros, file: () => zeros })).toEqual({ ok: false, reason: 'not_ours' })
})
