import { describe, expect, it } from 'vitest'
import { createRandom } from '../../../simulators/random.ts'
import { approach, dailyCurve, round, travel, wander } from '../../../simulators/signals.ts'
import { createSiteClock } from '../../../simulators/site-clock.ts'

describe('signals', () => {
  it('a first-order lag has gone 63 % of the way after its time constant, whatever the steps', () => {
    expect(approach(0, 1, 20, 20)).toBeCloseTo(1 - Math.exp(-1))
    let value = 0
    for (let second = 0; second < 20; second++) value = approach(value, 1, 1, 20)
    expect(value).toBeCloseTo(1 - Math.exp(-1))
  })

  it('a daily curve runs in straight lines between its points', () => {
    const curve = dailyCurve([
      [0, 1],
      [6, 4],
      [24, 1]
    ])
    expect([0, 3, 6, 15, 23.999].map((hour) => round(curve(hour), 2))).toEqual([1, 2.5, 4, 2.5, 1])
  })

  it.each([
    [3, 1.75],
    [30, 1.75],
    [0.5, 1]
  ])('a car travels %f m smoothly and never faster than %f m/s', (distance, maxSpeed) => {
    let before = 0
    for (let elapsed = 0; elapsed < 60; elapsed += 0.1) {
      const { position, speed, done } = travel(distance, elapsed, { maxSpeed, acceleration: 0.8 })
      expect(position).toBeGreaterThanOrEqual(before - 1e-9)
      expect(position - before).toBeLessThanOrEqual(maxSpeed * 0.1 + 1e-9)
      expect(speed).toBeLessThanOrEqual(maxSpeed + 1e-9)
      if (done) expect(position).toBe(distance)
      before = position
    }
    expect(before).toBe(distance)
  })

  it('a wandering value keeps its standard deviation', () => {
    const rng = createRandom(7)
    let value = 0
    let squares = 0
    const steps = 20_000
    for (let step = 0; step < steps; step++) {
      value = wander(value, 1, 10, 0.5, rng)
      squares += value ** 2
    }
    expect(Math.sqrt(squares / steps)).toBeGreaterThan(0.45)
    expect(Math.sqrt(squares / steps)).toBeLessThan(0.55)
  })

  it('a generator goes on from its snapshot', () => {
    const first = createRandom(1)
    first.next()
    const second = createRandom(first.snapshot())
    expect([second.next(), second.next()]).toEqual([first.next(), first.next()])
  })

  it('the site clock knows zones, daylight saving included', () => {
    expect(createSiteClock('Asia/Shanghai').hour(Date.UTC(2025, 10, 23, 16, 30))).toBe(0.5)
    const berlin = createSiteClock('Europe/Berlin')
    expect(berlin.hour(Date.UTC(2026, 2, 29, 0, 30))).toBe(1.5)
    expect(berlin.hour(Date.UTC(2026, 2, 29, 1, 30))).toBe(3.5)
    expect(() => createSiteClock('Moon/Base')).toThrow('unknown timezone')
  })
})
