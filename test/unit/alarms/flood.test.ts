import { describe, expect, it } from 'vitest'
import { floodEndsAt, floodWindowMs, isDrowned, isFlood } from '../../../server/alarms/flood.ts'
import { severities } from '../../../server/contract/common.ts'

describe('a flood', () => {
  const begins: [boolean, number, boolean][] = [
    [false, 10, false],
    [false, 11, true],
    [true, 1, true]
  ]
  for (const [was, recent, is] of begins) {
    it(`is ${is ? 'on' : 'off'} at ${recent} raises in 10 min when it was ${was ? 'on' : 'off'}`, () => {
      expect(isFlood(was, recent)).toBe(is)
    })
  }

  it('ends when fewer than five raises are left in the window', () => {
    expect(floodEndsAt([900, 800, 700, 600, 500])).toBe(500 + floodWindowMs)
  })

  it('has ended where there were never five', () => expect(floodEndsAt([900, 800])).toBe(0))

  for (const severity of severities) {
    const drowns = severity === 'minor' || severity === 'info'
    it(`${drowns ? 'drowns' : 'does not drown'} a ${severity} alarm without a ticket`, () => {
      expect(isDrowned({ severity, ticket: false })).toBe(drowns)
    })
    it(`does not drown a ${severity} alarm that has a ticket`, () => expect(isDrowned({ severity, ticket: true })).toBe(false))
  }
})
