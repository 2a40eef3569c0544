import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  type Bucket,
  budgetOf,
  fullBucket,
  mostAtOnce,
  nextTokenAt,
  postsLeft,
  refilled,
  spent
} from '../../../server/telling/budget.ts'

const limits = [
  { kind: 'wecom', windows: [{ ms: 60_000, most: 20 }] },
  { kind: 'dingtalk', windows: [{ ms: 60_000, most: 20 }] },
  {
    kind: 'feishu',
    windows: [
      { ms: 1_000, most: 5 },
      { ms: 60_000, most: 100 }
    ]
  }
] as const

describe('a budget', () => {
  it.each([true, false])('has the most it may give when it is full, urgent %s', (urgent) => {
    for (let perMinute = 1; perMinute <= 200; perMinute++) {
      const budget = budgetOf('feishu', perMinute)
      if (!budget) throw new Error('no budget')
      expect(mostAtOnce(budget, urgent)).toBe(postsLeft(fullBucket(budget, 0), budget, urgent))
      expect(mostAtOnce(budget, urgent)).toBeGreaterThan(0)
    }
  })

  it.each(limits)('of $kind is never above what its maker takes in any window, whenever one asks', ({ kind, windows }) => {
    const budget = budgetOf(kind, undefined)
    if (!budget) throw new Error('no budget')
    const waits = fc.array(fc.oneof(fc.integer({ min: 0, max: 300 }), fc.integer({ min: 0, max: 70_000 })), { maxLength: 200 })
    fc.assert(
      fc.property(waits, (gaps) => {
        let bucket: Bucket = fullBucket(budget, 0)
        const sent: number[] = []
        let now = 0
        for (const gap of gaps) {
          now += gap
          bucket = refilled(bucket, budget, now)
          while (postsLeft(bucket, budget, true) > 0) {
            bucket = spent(bucket, 1)
            sent.push(now)
          }
        }
        for (const { ms, most } of windows) {
          for (const end of sent) expect(sent.filter((at) => at > end - ms && at <= end).length).toBeLessThanOrEqual(most)
        }
      })
    )
  })

  it('loses nothing by being looked at often', () => {
    const budget = budgetOf('wecom', undefined)
    if (!budget) throw new Error('no budget')
    const empty = { tokens: 0, at: 0 }
    let often: Bucket = empty
    for (let now = 0; now <= 20_000; now += 7) often = refilled(often, budget, now)
    const once = refilled(empty, budget, 20_000)
    expect(refilled(often, budget, 20_000)).toEqual(once)
  })

  it('keeps some posts for the urgent lane, and says when the next may go', () => {
    const budget = budgetOf('dingtalk', undefined)
    if (!budget) throw new Error('no budget')
    const bucket = spent(fullBucket(budget, 0), 3)
    expect(budget).toEqual({ burst: 5, refill: 13, reserve: 2 })
    expect([postsLeft(bucket, budget, false), postsLeft(bucket, budget, true)]).toEqual([0, 2])
    const at = nextTokenAt(bucket, budget, false)
    expect(postsLeft(refilled(bucket, budget, at - 1), budget, false)).toBe(0)
    expect(postsLeft(refilled(bucket, budget, at), budget, false)).toBe(1)
  })

  it.each([
    ['smtp', undefined, undefined],
    ['smtp', 60, { burst: 15, refill: 39, reserve: 6 }],
    ['wecom', 1, { burst: 1, refill: 1, reserve: 0 }]
  ] as const)('of %s with %s a minute is %o', (kind, perMinute, budget) => {
    expect(budgetOf(kind, perMinute)).toEqual(budget)
  })
})
