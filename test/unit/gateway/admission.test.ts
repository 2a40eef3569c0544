import { describe, expect, it } from 'vitest'
import { type AdmissionLimits, createAdmission, usualLimits } from '../../../gateway/admission.ts'
import { createTally } from '../../../gateway/figures.ts'
import { createFakeClock } from '../../support/fake-clock.ts'

function house(limits: Partial<AdmissionLimits> = {}) {
  const clock = createFakeClock()
  const tally = createTally()
  const admission = createAdmission({ ...usualLimits, ...limits }, tally, clock.now)
  const closed: string[] = []
  const enter = (name: string, address = '10.0.0.1') => admission.enter(address, () => closed.push(name))
  return { clock, tally, enter, closed }
}

describe('admission', () => {
  it('counts places until they are left, once each', () => {
    const { enter, tally } = house({ connections: 2 })
    const first = enter('a')
    enter('b')
    expect(enter('c')).toBeUndefined()
    first?.leave()
    first?.leave()
    expect(enter('d')).toBeDefined()
    expect(enter('e')).toBeUndefined()
    expect(tally.refused()).toEqual({ 'too many connections': 2 })
  })

  it('counts seats by user name; guests have no name', () => {
    const { enter } = house({ perUser: 2 })
    const places = ['a', 'b', 'c'].map((name) => enter(name))
    expect(places.map((place) => place?.seat('plc-1'))).toEqual([true, true, false])
    expect(enter('d')?.seat('plc-2')).toBe(true)
    places[0]?.leave()
    expect(enter('e')?.seat('plc-1')).toBe(true)
    for (const name of ['f', 'g', 'h']) expect(enter(name)?.seat(undefined)).toBe(true)
  })

  it('gives no seat to who has left meanwhile', () => {
    const { enter } = house({ perUser: 1 })
    const gone = enter('a')
    gone?.leave()
    expect(gone?.seat('plc-1')).toBe(false)
    expect(enter('b')?.seat('plc-1')).toBe(true)
  })

  it('closes the oldest stranger for a new one, never who has logged in', () => {
    const { enter, closed } = house({ strangers: 2 })
    enter('known')?.seat('plc-1')
    for (const name of ['a', 'b', 'c', 'd']) expect(enter(name)).toBeDefined()
    expect(closed).toEqual(['a', 'b'])
  })

  it('lets an address in at its rate, and others meanwhile', () => {
    const { enter, clock, tally } = house({ connects: { perSecond: 10, burst: 3 } })
    const tries = (count: number, address?: string) =>
      Array.from({ length: count }, () => enter('x', address)).filter((place) => place !== undefined).length
    expect([tries(10), tries(10, '10.0.0.2')]).toEqual([3, 3])
    clock.advance(200)
    // What was refused is not held against it.
    expect(tries(10)).toBe(2)
    expect(tally.refused()['connect rate']).toBe(22)
  })

  it('lets two thousand devices behind one address in within 3 s', () => {
    const { enter, clock } = house({ strangers: 10_000 })
    let inside = 0
    for (let tick = 0; tick < 30; tick++) {
      for (let count = 0; count < 100; count++) if (inside < 2000 && enter('x')) inside++
      clock.advance(100)
    }
    expect(inside).toBe(2000)
  })

  it('forgets quiet addresses', () => {
    const { enter } = house({ connections: 1e6, strangers: 1e6 })
    for (let count = 0; count < 25_000; count++) enter('x', `10.${count >> 16}.${(count >> 8) & 255}.${count & 255}`)?.leave()
    expect(enter('y')).toBeDefined()
  })
})
