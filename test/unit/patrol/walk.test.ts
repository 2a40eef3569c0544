import { expect, it } from 'vitest'
import { isTooFast, type Place } from '../../../server/patrol/walk.ts'

const places: Record<string, Place> = {
  gate: { x: 0, y: 0, floor: 0 },
  far: { x: 80, y: 0, floor: 0 },
  roof: { x: 0, y: 0, floor: 20 }
}
const placeOf = (id: string) => places[id] ?? null

it.each([
  ['gate', 'far', 19, true],
  ['gate', 'far', 21, false],
  ['gate', 'roof', 79, true],
  ['gate', 'roof', 81, false],
  ['gate', 'gate', 0, false],
  ['gate', 'nowhere', 4, true],
  ['gate', 'nowhere', 6, false]
])('From %s to %s in %i s is too fast: %s', (from, to, seconds, expected) => {
  const one = { checkpoint: from, ts: 1_000_000 }
  const other = { checkpoint: to, ts: 1_000_000 + seconds * 1000 }
  expect(isTooFast(one, other, placeOf)).toBe(expected)
  expect(isTooFast(other, one, placeOf)).toBe(expected)
})
