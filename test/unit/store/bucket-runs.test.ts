import { DateTime } from 'luxon'
import { describe, expect, it } from 'vitest'
import { planBuckets } from '../../../server/store/bucket-edges.ts'
import { type BucketRun, splitRun, toBucketRuns } from '../../../server/store/bucket-runs.ts'

const hour = 3_600_000
const day = 24 * hour
const midnight = (date: string, zone: string) => DateTime.fromISO(date, { zone }).toMillis()

function runs(from: number, to: number, step: number, zone = 'UTC'): BucketRun[] {
  return toBucketRuns(planBuckets(from, to, step, zone), from, to)
}

describe('toBucketRuns', () => {
  it.each<[name: string, from: number, to: number, step: number, runs: BucketRun[]]>([
    ['whole buckets are one run', 20, 50, 10, [{ start: 20, width: 10, count: 3, firstTs: 20 }]],
    [
      'a cut first and last bucket stand alone',
      23,
      57,
      10,
      [
        { start: 23, width: 7, count: 1, firstTs: 20 },
        { start: 30, width: 10, count: 2, firstTs: 30 },
        { start: 50, width: 7, count: 1, firstTs: 50 }
      ]
    ],
    ['a range within one bucket is that bucket', 23, 27, 10, [{ start: 23, width: 4, count: 1, firstTs: 20 }]],
    ['a range up to its end as well', 23, 30, 10, [{ start: 23, width: 7, count: 1, firstTs: 20 }]],
    ['an empty range has none', 23, 23, 10, []],
    ['nor one that ends before it begins', 23, 20, 10, []]
  ])('%s', (_, from, to, step, expected) => {
    expect(runs(from, to, step)).toEqual(expected)
  })

  it('breaks a run where a day is shorter or longer', () => {
    const at = (date: string) => midnight(date, 'Europe/Berlin')
    expect(runs(at('2025-03-28'), at('2025-04-01') + hour, day, 'Europe/Berlin')).toEqual([
      { start: at('2025-03-28'), width: day, count: 2, firstTs: at('2025-03-28') },
      { start: at('2025-03-30'), width: 23 * hour, count: 1, firstTs: at('2025-03-30') },
      { start: at('2025-03-31'), width: day, count: 1, firstTs: at('2025-03-31') },
      { start: at('2025-04-01'), width: hour, count: 1, firstTs: at('2025-04-01') }
    ])
  })
})

describe('splitRun', () => {
  it('cuts a run into pieces', () => {
    expect(splitRun({ start: 5, width: 10, count: 5, firstTs: 5 }, 2)).toEqual([
      { start: 5, width: 10, count: 2, firstTs: 5 },
      { start: 25, width: 10, count: 2, firstTs: 25 },
      { start: 45, width: 10, count: 1, firstTs: 45 }
    ])
  })
})
