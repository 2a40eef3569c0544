import { describe, expect, it } from 'vitest'
import { planBuckets } from '../../../server/store/bucket-edges.ts'
import { dayMs, rollupFor, splitRange } from '../../../server/store/rollups.ts'
import { highestSeries, planMonths, sliceBySeries } from '../../../server/store/slices.ts'

const minute = 60_000
const hour = 60 * minute

describe('the rollup for a step', () => {
  const year = [0, 365 * dayMs] as const
  it.each([
    [minute, 'Asia/Shanghai', undefined],
    [5 * minute, 'Asia/Shanghai', '5m'],
    [90 * minute, 'Asia/Shanghai', '5m'],
    [7 * minute, 'Asia/Shanghai', undefined],
    [3 * hour, 'Asia/Shanghai', '1h'],
    [dayMs, 'Asia/Shanghai', '1h'],
    [dayMs, 'Asia/Kathmandu', '5m']
  ] as const)('of %i ms in %s is %s', (step, timezone, kind) => {
    expect(rollupFor(planBuckets(...year, step, timezone))?.kind).toBe(kind)
  })
})

describe('a range', () => {
  const segments = [
    { from: 0, to: dayMs },
    { from: dayMs, to: 2 * dayMs },
    { from: 3 * dayMs, to: 4 * dayMs }
  ]
  it('is read from rollups where they are whole, and raw elsewhere', () => {
    const range = { from: minute, to: 4 * dayMs - 1 }
    expect(splitRange({ range, width: hour, segments, liveDays: [] })).toEqual({
      rolled: [
        { from: hour, to: 2 * dayMs },
        { from: 3 * dayMs, to: 4 * dayMs - hour }
      ],
      raw: [
        { from: minute, to: hour },
        { from: 2 * dayMs, to: 3 * dayMs },
        { from: 4 * dayMs - hour, to: 4 * dayMs - 1 }
      ]
    })
  })
  it('is read raw on days that have rows beside the files', () => {
    const range = { from: 0, to: 2 * dayMs }
    expect(splitRange({ range, width: hour, segments, liveDays: [0] })).toEqual({
      rolled: [{ from: dayMs, to: 2 * dayMs }],
      raw: [{ from: 0, to: dayMs }]
    })
  })
  it('below one bucket is read raw', () => {
    const range = { from: hour + 1, to: 2 * hour - 1 }
    expect(splitRange({ range, width: hour, segments, liveDays: [] })).toEqual({ rolled: [], raw: [range] })
  })
})

describe('slices', () => {
  it('hold whole series, about so many rows, and together every series there may be', () => {
    const counts = [
      [3, 40],
      [5, 40],
      [9, 200],
      [12, 10]
    ] as const
    expect(sliceBySeries(counts, 100)).toEqual([
      { low: 0, high: 8 },
      { low: 9, high: 11 },
      { low: 12, high: highestSeries }
    ])
    expect(sliceBySeries([], 100)).toEqual([{ low: 0, high: highestSeries }])
  })
  it('of rollups are merged when their month is over', () => {
    const day = (date: string) => ({ from: Date.parse(date), to: Date.parse(date) + dayMs })
    const days = ['2025-01-30', '2025-01-31', '2025-02-01', '2025-03-01', '2025-03-02'].map(day)
    expect(planMonths(days, Date.parse('2025-03-20'))).toEqual([
      { from: Date.parse('2025-01-01'), to: Date.parse('2025-02-01'), days: days.slice(0, 2) }
    ])
  })
})
