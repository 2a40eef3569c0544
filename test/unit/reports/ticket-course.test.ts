import { describe, expect, it } from 'vitest'
import { type CourseEvent, courseOf, pausedWithin } from '../../../server/reports/ticket-course.ts'

/** Steps a minute apart, the first at 0: "opened accepted …"; details by word where one matters. */
const details: Record<string, Record<string, unknown>> = {
  held: { reason: 'parts', until: new Date(10 * 60_000).toISOString() },
  unsatisfied: { satisfied: false },
  satisfied: { satisfied: true },
  dispatched: { assignee: 'wang' },
  nobody: { why: 'nobody on duty' },
  assigned: { assignee: 'li' }
}
const types: Record<string, string> = { unsatisfied: 'followed_up', satisfied: 'followed_up', nobody: 'dispatched' }

function walk(words: string) {
  return courseOf(
    words.split(' ').map((word, index): CourseEvent => {
      return { at: index * 60_000, type: types[word] ?? word, actor: 'wang', detail: details[word] ?? {} }
    })
  )
}

describe('a ticket', () => {
  const rows: [words: string, status: string, resolutions: number, returns: number][] = [
    ['opened', 'open', 0, 0],
    ['opened nobody', 'open', 0, 0],
    ['opened dispatched', 'assigned', 0, 0],
    ['opened dispatched redispatched accepted handed_on', 'assigned', 0, 0],
    ['opened accepted arrived resolved', 'resolved', 1, 0],
    ['opened accepted arrived resolved verified', 'closed', 1, 0],
    ['opened accepted arrived resolved verified satisfied', 'closed', 1, 0],
    ['opened accepted arrived resolved verified unsatisfied', 'assigned', 1, 1],
    ['opened accepted arrived resolved unsatisfied reopened', 'assigned', 1, 1],
    ['opened accepted arrived resolved reopened accepted arrived resolved', 'resolved', 2, 1],
    ['opened accepted arrived resolved repeated', 'assigned', 1, 1],
    ['opened repeated', 'open', 0, 0],
    ['opened accepted held resumed', 'accepted', 0, 0],
    ['opened accepted arrived held resumed', 'arrived', 0, 0],
    ['opened accepted held assigned', 'assigned', 0, 0],
    ['opened accepted commented attached', 'accepted', 0, 0],
    ['opened cancelled', 'cancelled', 0, 0]
  ]
  it.each(rows)('that was %s is %s, repaired %i times, sent back %i times', (words, status, resolutions, returns) => {
    const course = walk(words)
    expect(course.statusAt(Number.POSITIVE_INFINITY)).toBe(status)
    expect(course.resolutions).toHaveLength(resolutions)
    expect(course.returns).toHaveLength(returns)
  })

  it('was before each of its steps what the step before made of it', () => {
    const course = walk('opened accepted arrived resolved verified')
    expect([-1, 0, 59_999, 60_000, 240_000].map(course.statusAt)).toEqual([undefined, 'open', 'open', 'accepted', 'closed'])
    expect(course).toMatchObject({ acceptedAt: 60_000, arrivedAt: 120_000, closedAt: 240_000 })
  })

  it('keeps its first steps when it is sent back, and is not closed any more', () => {
    const course = walk('opened accepted arrived resolved verified reopened accepted')
    expect(course).toMatchObject({ acceptedAt: 60_000, closedAt: null })
  })

  it('waits until it goes on, and no longer than until the time that was named', () => {
    expect(walk('opened accepted held arrived').pauses).toEqual([{ from: 120_000, to: 180_000 }])
    const long = walk('opened accepted held')
    expect(long.pauses).toEqual([{ from: 120_000, to: 600_000 }])
    expect(pausedWithin(long, 0, 300_000)).toBe(180_000)
    expect(pausedWithin(long, 0, 900_000)).toBe(480_000)
  })
})
