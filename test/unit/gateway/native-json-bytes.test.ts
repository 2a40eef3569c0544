import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeTelemetry } from '../../../gateway/codecs/native-json.ts'
import { scanned, scanSample } from '../../../gateway/codecs/native-json-bytes.ts'
import { createStamps } from '../../../gateway/codecs/sample-time.ts'
import { createArrival } from '../../../gateway/reading.ts'
import { clockStart } from '../../support/fake-clock.ts'
import { createFieldSite } from '../../support/field-site.ts'

const scan = (text: string) => scanSample(Buffer.from(text))

/** What was read, as JSON.parse would give it. */
function read(): unknown {
  const { ts, size, names, values, isBoolean } = scanned
  const entries = Array.from({ length: size }, (_, index): [string, number | boolean] => {
    const value = values[index] ?? Number.NaN
    return [names[index] ?? '', isBoolean[index] === 1 ? value === 1 : value]
  })
  return { ts, values: Object.fromEntries(entries) }
}

const digits = (most: number) => fc.stringMatching(new RegExp(`^[0-9]{0,${most}}$`))
const figure = fc.oneof(
  { weight: 20, arbitrary: fc.tuple(fc.integer({ min: -99, max: 99 }), fc.nat(9999)).map((parts) => parts.join('.')) },
  { weight: 5, arbitrary: fc.integer().map(String) },
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => JSON.stringify(value)),
  fc.tuple(fc.constantFrom('', '-'), digits(9), fc.constantFrom('', '.'), digits(9)).map((parts) => parts.join('')),
  fc.constantFrom('true', 'false', 'null', '"auto"', '[]', '{}', '1e3', '+1', 'truely', '0.30', '-0')
)
const name = fc.oneof(
  fc.constantFrom('outlet_pressure', 'flow', 'Flow', 'a', 'a.b', 'a-b', '__proto__', '7', '', 'é', 'a\\u0062', 'x'.repeat(70)),
  { weight: 9, arbitrary: fc.stringMatching(/^[a-z_][a-z0-9_]{0,9}$/) }
)
const blank = fc.constantFrom(...Array.from({ length: 9 }, (_, index) => (index < 6 ? '' : ' ')), '  ')
const value = fc.tuple(name, blank, figure).map(([key, gap, written]) => `"${key}":${gap}${written}`)
const message = fc
  .tuple(
    blank,
    fc.oneof({ weight: 9, arbitrary: fc.constant('1763800000000') }, figure),
    blank,
    fc.array(value, { minLength: 1, maxLength: 18, size: 'small' }),
    blank
  )
  .map(([first, ts, gap, values, last]) => `{"ts":${first}${ts},${gap}"values":${last}{${values.join(`,${gap}`)}}}`)

describe('the scan of a telemetry message', () => {
  it('reads what JSON.parse reads, to the last bit and in the same order, or leaves it', () => {
    let taken = 0
    fc.assert(
      fc.property(message, (text) => {
        if (!scan(text)) return
        taken++
        const body = JSON.parse(text) as { values: object }
        expect(read()).toStrictEqual(body)
        expect(scanned.names.slice(0, scanned.size)).toEqual(Object.keys(body.values))
      }),
      { numRuns: 3000, seed: 5 }
    )
    expect(taken).toBeGreaterThan(300)
  })

  it('reads every number of up to fifteen digits as JSON.parse does', () => {
    const decimal = fc.tuple(fc.maxSafeNat(), fc.integer({ min: 0, max: 14 }), fc.boolean())
    fc.assert(
      fc.property(decimal, ([whole, places, isNegative]) => {
        const all = String(whole % 1e15).padStart(places + 1, '0')
        const written = `${isNegative ? '-' : ''}${all.slice(0, all.length - places)}${places > 0 ? `.${all.slice(-places)}` : ''}`
        expect(scan(`{"ts":1,"values":{"a":${written}}}`)).toBe(true)
        expect(scanned.values[0]).toBe(JSON.parse(written))
      }),
      { numRuns: 2000, seed: 6 }
    )
  })

  it('makes nothing of what is no telemetry at all', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => {
        if (scanSample(bytes)) JSON.parse(String(Buffer.from(bytes)))
      })
    )
  })

  it.each([
    ['a list', '[{"ts":1,"values":{"a":1}}]'],
    ['no ts', '{"values":{"a":1}}'],
    ['a ts before the epoch', '{"ts":-1,"values":{"a":1}}'],
    ['a ts in words', '{"ts":"2025-11-22T08:00:00Z","values":{"a":1}}'],
    ['no values', '{"ts":1,"values":{}}'],
    ['a name twice', '{"ts":1,"values":{"a":1,"a":2}}'],
    ['a name that is a number', '{"ts":1,"values":{"b":1,"7":2}}'],
    ['a name as long as a message may be', `{"ts":1,"values":{"${'a'.repeat(256 * 1024)}":1}}`],
    ['a name with an escape', '{"ts":1,"values":{"a\\u0062":1}}'],
    ['no value', '{"ts":1,"values":{"a":null}}'],
    ['a word', '{"ts":1,"values":{"a":"auto"}}'],
    ['an exponent', '{"ts":1,"values":{"a":1e3}}'],
    ['sixteen digits', '{"ts":1,"values":{"a":0.1234567890123456}}'],
    ['a leading zero', '{"ts":1,"values":{"a":01}}'],
    ['no decimals', '{"ts":1,"values":{"a":1.}}'],
    ['a comma too many', '{"ts":1,"values":{"a":1,}}'],
    ['more behind it', '{"ts":1,"values":{"a":1}} '],
    ['an end too soon', '{"ts":1,"values":{"a":1}'],
    ['more than values', '{"ts":1,"values":{"a":1},"more":2}'],
    ['nothing', '']
  ])('leaves %s to JSON.parse', (_, text) => {
    expect(scan(text)).toBe(false)
  })
})

describe('a telemetry message', () => {
  function decode(text: string) {
    const equipment = createFieldSite().equipment('pump-1')
    if (!equipment) throw new Error('the site has no pump-1')
    const arrival = createArrival()
    const context = { equipment, receivedAt: clockStart, timezone: 'Asia/Shanghai', retentionMs: 1e15, stamps: createStamps() }
    return { faults: decodeTelemetry(Buffer.from(text), context, arrival), arrival }
  }

  it('comes to the same whether it is read from its bytes or by JSON.parse', () => {
    fc.assert(
      fc.property(message, (text) => {
        const parsed = ` ${text}`
        expect(scan(parsed)).toBe(false)
        expect(decode(text)).toEqual(decode(parsed))
      }),
      { numRuns: 500, seed: 7 }
    )
  })
})
