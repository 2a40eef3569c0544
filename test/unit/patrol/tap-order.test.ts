import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { exposedBy, judgeTap, type Tap, unusedCounters } from '../../../server/patrol/tap-order.ts'

const tap = (counter: number, ts: number, scan = `s${counter}`): Tap => ({ counter, ts, scan })

describe('A tap', () => {
  it.each([
    ['the first of its tag', tap(5, 100), [], { type: 'taken', suspicion: null }],
    ['in turn', tap(6, 200), [tap(5, 100)], { type: 'taken', suspicion: null }],
    ['told again by the same scan', tap(5, 100), [tap(5, 100)], { type: 'repeat' }],
    ['used by another scan', tap(5, 300, 'other'), [tap(5, 100)], { type: 'taken', suspicion: 'replayed' }],
    ['of a phone that was off line: lower, and made before', tap(5, 100), [tap(6, 200)], { type: 'taken', suspicion: null }],
    ['kept back: lower, and told as if made later', tap(5, 300), [tap(6, 200)], { type: 'taken', suspicion: 'harvested' }],
    [
      'lower than one after it and later than one before it',
      tap(5, 150),
      [tap(4, 100), tap(6, 200)],
      { type: 'taken', suspicion: null }
    ],
    [
      'higher, and told as if made before a lower one: it exposes that one',
      tap(6, 200),
      [tap(5, 300)],
      { type: 'taken', suspicion: null }
    ]
  ] as const)('%s', (_, one, known, verdict) => {
    expect(judgeTap(one, known, { counter: 0, ts: 0 })).toEqual(verdict)
  })

  it.each([
    ['kept back from before its tag was enrolled', tap(7, 300), 'harvested'],
    ['read when its tag was enrolled, and told as a scan', tap(8, 300), 'harvested'],
    ['made before its tag was enrolled', tap(7, 100), null],
    ['counted after its tag was enrolled', tap(9, 300), null]
  ])('%s', (_, one, suspicion) => {
    expect(judgeTap(one, [], { counter: 8, ts: 200 })).toEqual({ type: 'taken', suspicion })
  })

  it('exposes those that were kept back and told before it', () => {
    const known = [tap(10, 1000), tap(11, 2000), tap(12, 3000), tap(8, 500)]
    expect(exposedBy(tap(13, 1500), known).map(({ counter }) => counter)).toEqual([11, 12])
  })
})

describe('Three taps taken at once and told hours apart', () => {
  it('are found out by one honest tap between them, in whatever order all four arrive', () => {
    const taps = [tap(10, 1000), tap(11, 5000), tap(12, 9000), tap(13, 3000)]
    fc.assert(
      fc.property(fc.shuffledSubarray(taps, { minLength: 4 }), (arrivals) => {
        const known: Tap[] = []
        const suspect = new Set<string>()
        for (const one of arrivals) {
          const verdict = judgeTap(one, known, { counter: 0, ts: 0 })
          if (verdict.type === 'taken' && verdict.suspicion) suspect.add(one.scan)
          for (const exposed of exposedBy(one, known)) suspect.add(exposed.scan)
          known.push(one)
        }
        expect([...suspect].sort()).toEqual(['s11', 's12'])
      })
    )
  })
})

it('Counters nobody told of are listed from the enrolment on', () => {
  expect(unusedCounters([], 3)).toEqual({ count: 0, ranges: [] })
  expect(unusedCounters([tap(4, 1), tap(5, 2)], 3)).toEqual({ count: 0, ranges: [] })
  expect(unusedCounters([tap(9, 1), tap(5, 2), tap(9, 3, 'again'), tap(2, 0)], 3)).toEqual({
    count: 4,
    ranges: [
      [4, 4],
      [6, 8]
    ]
  })
})
