import { describe, expect, it } from 'vitest'
import { effectHoldMs, effectOf } from '../../../server/tickets/effect.ts'

const minute = 60_000
const holdMs = 10 * minute

describe('whether a repair worked', () => {
  const rows = [
    { name: 'nothing was there since', now: 10, courses: [], is: { ready: true, since: 0 } },
    { name: 'it is one moment too soon', now: 9, courses: [], is: { ready: false, lookAt: 10 } },
    { name: 'it ended before', now: 10, courses: [{ active: false, clearedAt: -5 }], is: { ready: true, since: 0 } },
    { name: 'it ended 3 min after', now: 10, courses: [{ active: false, clearedAt: 3 }], is: { ready: false, lookAt: 13 } },
    { name: 'that was long enough ago', now: 13, courses: [{ active: false, clearedAt: 3 }], is: { ready: true, since: 3 } },
    { name: 'it is there', now: 30, courses: [{ active: true, clearedAt: null }], is: { ready: false, lookAt: 40 } },
    {
      name: 'the equipment is silent',
      now: 10,
      courses: [
        { active: false, clearedAt: -5 },
        { active: true, clearedAt: null }
      ],
      is: { ready: false, lookAt: 20 }
    },
    {
      name: 'it ended by a clock ahead of ours',
      now: 10,
      courses: [{ active: false, clearedAt: 90 }],
      is: { ready: false, lookAt: 20 }
    }
  ]
  for (const { name, now, courses, is } of rows) {
    const told = is.ready ? `is proven since minute ${is.since}` : `is looked at again at minute ${is.lookAt}`
    it(`${told} when ${name}`, () => {
      const inMs = courses.map(({ active, clearedAt }) => ({ active, clearedAt: clearedAt === null ? null : clearedAt * minute }))
      expect(effectOf(0, inMs, { now: now * minute, holdMs })).toEqual(
        is.ready ? { ready: true, since: (is.since ?? 0) * minute } : { ready: false, lookAt: (is.lookAt ?? 0) * minute }
      )
    })
  }
})

describe('the hold time', () => {
  for (const { clearFor, hold } of [
    { clearFor: undefined, hold: 10 },
    { clearFor: 1, hold: 10 },
    { clearFor: 30, hold: 30 }
  ]) {
    it(`is ${hold} min for a rule that clears after ${clearFor ?? 'nobody knows how many'} min`, () => {
      expect(effectHoldMs(clearFor === undefined ? undefined : clearFor * minute)).toBe(hold * minute)
    })
  }
})
