import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { draw, seedOf } from '../../../server/jobs/sample.ts'

const tickets = (count: number) => Array.from({ length: count }, (_, index) => `tk_${index}`)

describe('the draw of a week', () => {
  it.each([
    [0, 0],
    [1, 1],
    [5, 1],
    [6, 2],
    [10, 2],
    [101, 21]
  ])('of %i tickets takes %i', (count, drawn) => {
    expect(draw(tickets(count), 'seed')).toHaveLength(drawn)
  })

  it('is the same for the same seed, whatever the order, and another for another seed', () => {
    const all = tickets(100)
    expect(draw([...all].reverse(), 'seed')).toEqual(draw(all, 'seed'))
    expect(draw(all, 'another')).not.toEqual(draw(all, 'seed'))
  })

  it('takes only what there is, each once', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ minLength: 1 })), fc.string(), (all, seed) => {
        const drawn = draw(all, seed)
        expect(new Set(drawn).size).toBe(drawn.length)
        expect(drawn.every((ticket) => all.includes(ticket))).toBe(true)
        expect(drawn).toHaveLength(Math.ceil(new Set(all).size / 5))
      })
    )
  })

  it('gives every ticket its chance', () => {
    const all = tickets(50)
    const times = new Map(all.map((ticket) => [ticket, 0]))
    for (let week = 0; week < 200; week++) {
      for (const ticket of draw(all, seedOf(`2026-W${week}`, 'x'))) times.set(ticket, (times.get(ticket) ?? 0) + 1)
    }
    // 40 each on average.
    expect(Math.min(...times.values())).toBeGreaterThan(15)
    expect(Math.max(...times.values())).toBeLessThan(75)
  })
})

describe('the seed', () => {
  it('can be reckoned by anybody from the week and what it hangs on', () => {
    // printf '2026-W48\nabc' | sha256sum
    expect(seedOf('2026-W48', 'abc')).toBe('79261e4af65c0dd3cf85592a0849e888b4e01331dfa17c2db60b308d9d96f07b')
  })
})
