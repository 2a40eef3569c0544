import { describe, expect, it } from 'vitest'
import { createBudget } from '../../../gateway/budget.ts'
import { createFakeClock } from '../../support/fake-clock.ts'

describe('a budget of 10 a second and 20 at once', () => {
  const start = () => {
    const clock = createFakeClock()
    return { clock, budget: createBudget({ perSecond: 10, burst: 20 }, clock.now) }
  }

  it('lets a burst through and then tells how long to wait', () => {
    const { budget } = start()
    expect([budget.take(20), budget.take(1), budget.take(4)]).toEqual([0, 100, 500])
  })

  it('may be overdrawn, and the debt is waited for in full', () => {
    const { clock, budget } = start()
    expect(budget.take(50)).toBe(3000)
    clock.advance(2900)
    expect(budget.take(0)).toBe(100)
    clock.advance(100)
    expect(budget.take(0)).toBe(0)
  })

  it('fills evenly, never beyond its burst', () => {
    const { clock, budget } = start()
    budget.take(20)
    clock.advance(500)
    expect(budget.isFull()).toBe(false)
    expect([budget.take(5), budget.take(1)]).toEqual([0, 100])
    clock.advance(3_600_000)
    expect(budget.isFull()).toBe(true)
    expect([budget.take(20), budget.take(1)]).toEqual([0, 100])
  })

  it('keeps an even rate for who waits as told', () => {
    const { clock, budget } = start()
    let taken = 0
    const begun = clock.now()
    while (clock.now() - begun < 60_000) {
      const wait = budget.take(7)
      taken += 7
      clock.advance(wait)
    }
    expect(taken).toBeGreaterThanOrEqual(600)
    expect(taken).toBeLessThan(600 + 20 + 7)
  })
})
