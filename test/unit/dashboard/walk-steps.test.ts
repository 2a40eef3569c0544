import { describe, expect, it } from 'vitest'
import { layOut } from '../../../dashboard/src/features/patrol/replay/plan-layout.ts'
import { stepsOf, walkersAt } from '../../../dashboard/src/features/patrol/replay/walk-steps.ts'
import type { ScanItem } from '../../../server/contract/patrol.ts'

const begin = Date.parse('2026-03-04T14:00:00Z')
const scan = (checkpoint: string, seconds: number, guard = 'li') =>
  ({ id: `${guard}-${seconds}`, checkpoint, guard, ts: new Date(begin + seconds * 1000).toISOString() }) as ScanItem
const positions = new Map([
  ['gate', { x: 0, y: 0, floor: 0 }],
  ['pump', { x: 30, y: 40, floor: -1 }],
  ['roof', undefined]
])

describe('A round in steps', () => {
  const steps = stepsOf({ scans: [scan('pump', 100), scan('gate', 0), scan('gate', 50, 'wang'), scan('roof', 160)] }, positions)

  it('stands in the order of its times, each with the way from the guard’s own scan before', () => {
    expect(steps.map(({ scan: { checkpoint, guard }, leg }) => [checkpoint, guard, leg])).toEqual([
      ['gate', 'li', undefined],
      ['gate', 'wang', undefined],
      ['pump', 'li', { metres: 50, ms: 100_000 }],
      ['roof', 'li', { metres: undefined, ms: 60_000 }]
    ])
  })

  const points = new Map([
    ['gate', { x: 0, y: 0 }],
    ['pump', { x: 100, y: 40 }]
  ])
  const at = (seconds: number, still = false) =>
    walkersAt(steps, begin + seconds * 1000, { pointOf: (id) => points.get(id), still }).map(({ guard, point }) => [
      guard,
      point.x,
      point.y
    ])

  it.each([
    ['before anybody came', -1, false, []],
    ['half-way', 25, false, [['li', 25, 10]]],
    ['half-way, without motion', 25, true, [['li', 0, 0]]],
    [
      'when another one came',
      50,
      false,
      [
        ['li', 50, 20],
        ['wang', 0, 0]
      ]
    ],
    [
      'on the way to where nobody knows',
      130,
      false,
      [
        ['li', 100, 40],
        ['wang', 0, 0]
      ]
    ]
  ])('%s', (_, seconds, still, expected) => {
    expect(at(seconds, still)).toEqual(expected)
  })
})

describe('The drawing', () => {
  it('keeps to scale, north up', () => {
    const { points, isStrip } = layOut(['gate', 'pump', 'roof'], positions)
    const [gate, pump] = [points.get('gate'), points.get('pump')]
    expect(isStrip).toBe(false)
    if (!gate || !pump) throw new Error('not on the drawing')
    expect((gate.y - pump.y) / (pump.x - gate.x)).toBeCloseTo(4 / 3)
    expect(points.has('roof')).toBe(true)
  })

  it('is a line to and fro without positions', () => {
    const { points, isStrip } = layOut(['a', 'b', 'c', 'd', 'e', 'f'], new Map())
    expect(isStrip).toBe(true)
    expect(points.get('f')?.x).toBe(points.get('e')?.x)
  })
})
