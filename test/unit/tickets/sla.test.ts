import { describe, expect, it } from 'vitest'
import { priorities } from '../../../server/contract/common.ts'
import { dueAt, soonest, standard } from '../../../server/tickets/sla.ts'

const minute = 60_000
const hour = 60 * minute
const opened = Date.parse('2026-03-01T08:00:00Z')

describe('due times', () => {
  const expected = [
    { priority: 'P1', respond: 5 * minute, arrive: 30 * minute, resolve: 12 * hour },
    { priority: 'P2', respond: hour, arrive: 2 * hour, resolve: 24 * hour },
    { priority: 'P3', respond: 2 * hour, arrive: 4 * hour, resolve: 48 * hour },
    { priority: 'P4', respond: 24 * hour, arrive: 72 * hour, resolve: 72 * hour }
  ] as const
  for (const { priority, ...limits } of expected) {
    for (const clock of ['respond', 'arrive', 'resolve'] as const) {
      it(`let ${priority} ${clock} within ${limits[clock] / minute} min`, () => {
        expect(dueAt(priority, opened)[clock] - opened).toBe(limits[clock])
      })
    }
  }

  it('name a source for each figure', () => {
    for (const priority of priorities) for (const limit of Object.values(standard[priority])) expect(limit.source).not.toBe('')
  })

  it('are never later for a higher priority', () => {
    for (const [index, priority] of priorities.slice(1).entries()) {
      const higher = priorities[index] ?? 'P1'
      expect(soonest(dueAt(higher, opened), dueAt(priority, opened))).toEqual(dueAt(higher, opened))
    }
  })

  it('combine clock by clock to the sooner one', () => {
    expect(soonest({ respond: 1, arrive: 5, resolve: 3 }, { respond: 2, arrive: 4, resolve: 3 })).toEqual({
      respond: 1,
      arrive: 4,
      resolve: 3
    })
  })
})
