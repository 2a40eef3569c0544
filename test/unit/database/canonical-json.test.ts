import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { canonicalJson } from '../../../server/database/canonical-json.ts'

describe('canonical JSON', () => {
  it('is the same for the same content, whatever the order of the keys', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = canonicalJson(value)
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)))
        expect(canonicalJson(turned(value))).toBe(text)
        expect(canonicalJson(JSON.parse(text))).toBe(text)
      })
    )
  })

  it('leaves out what is undefined', () => {
    expect(canonicalJson({ b: [1, undefined], a: undefined, 水: null })).toBe('{"b":[1,null],"水":null}')
  })
})

/** The same with its keys the other way round. */
function turned(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(turned)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, member]) => [key, turned(member)])
  )
}
