import { describe, expect, it } from 'vitest'
import { createDueQueue } from '../../../server/rules/due-queue.ts'
import { createRandom } from '../../support/random.ts'

describe('the due queue', () => {
  it('is empty at first', () => {
    const queue = createDueQueue<string>()
    expect(queue.nextDue()).toBeUndefined()
    expect(queue.takeDue(Number.MAX_VALUE, true)).toBeUndefined()
  })

  it('gives what is due, with or without what is due right now', () => {
    const queue = createDueQueue<string>()
    queue.push(10, 'a')
    expect(queue.takeDue(9, true)).toBeUndefined()
    expect(queue.takeDue(10, false)).toBeUndefined()
    expect(queue.takeDue(10, true)).toBe('a')
    expect(queue.nextDue()).toBeUndefined()
    queue.push(10, 'b')
    expect(queue.takeDue(11, false)).toBe('b')
  })

  it('takes the same item several times', () => {
    const queue = createDueQueue<string>()
    for (const due of [3, 1, 3]) queue.push(due, 'a')
    expect([1, 2, 3].map(() => queue.takeDue(3, true))).toEqual(['a', 'a', 'a'])
    expect(queue.takeDue(3, true)).toBeUndefined()
  })

  it('keeps the order of due times through any mix of pushing and taking', () => {
    const random = createRandom(3)
    for (let round = 0; round < 50; round++) {
      const queue = createDueQueue<number>()
      const model: number[] = []
      for (let turn = 0; turn < 200; turn++) {
        if (random.chance(0.6)) {
          const due = random.below(100)
          queue.push(due, due)
          model.push(due)
        } else {
          model.sort((a, b) => a - b)
          const time = random.below(100)
          const inclusive = random.chance(0.5)
          const [first] = model
          const expected = first !== undefined && (inclusive ? first <= time : first < time) ? model.shift() : undefined
          expect(queue.takeDue(time, inclusive)).toBe(expected)
        }
        expect(queue.nextDue()).toBe(model.length > 0 ? Math.min(...model) : undefined)
      }
    }
  })
})
