import { describe, expect, it } from 'vitest'
import { normalState, type RuleInput, type RuleState, step, type Transition } from '../../../server/rules/alarm-step.ts'
import type { Verdict } from '../../../server/rules/verdict.ts'

/** What happens at which second; a reading arrives at its ts unless a third figure says later. */
type Doing = [word: Verdict | 'tick', at: number, arrives?: number]
type Case = { name: string; forS: number; clearForS: number; steps: [doing: Doing, expected?: string][] }

const verdictOf: Record<string, Verdict> = { breach: 'breach', between: 'between', clear: 'clear' }

function toInput([word, at, arrives = at]: Doing): RuleInput {
  const verdict = verdictOf[word]
  if (!verdict) return { type: 'tick', now: at * 1000 }
  return { type: 'observed', verdict, ts: at * 1000, receivedAt: arrives * 1000, value: at, limit: 1 }
}

/** `raised 0>5` = the episode that began at 0 s raised as of 5 s. */
function toWords(change: Transition): string {
  return change.type === 'raised'
    ? `raised ${change.late ? 'late ' : ''}${change.episode / 1000}>${change.raisedAt / 1000}`
    : `cleared ${change.episode / 1000}>${change.clearedAt / 1000}`
}

const hour = 3600
const cases: Case[] = [
  {
    name: 'an episode all of whose readings came late, and that is over, is raised as late',
    forS: 5,
    clearForS: 5,
    steps: [
      [['breach', 0, hour]],
      [['breach', 9, hour + 1]],
      [['clear', 20, hour + 2]],
      [['clear', 25, hour + 3], 'raised late 0>5, cleared 0>25']
    ]
  },
  {
    name: 'without delays a late episode waits for its end too',
    forS: 0,
    clearForS: 0,
    steps: [[['breach', 0, hour]], [['clear', 20, hour + 2], 'raised late 0>0, cleared 0>20']]
  },
  {
    name: 'a late episode that still stands is raised 10 s after the last late reading',
    forS: 5,
    clearForS: 0,
    steps: [
      [['breach', 0, hour]],
      [['breach', 9, hour + 1]],
      [['between', 12, hour + 4]],
      [['tick', hour + 13]],
      [['tick', hour + 14], 'raised 0>5'],
      [['clear', 20, hour + 15], 'cleared 0>20']
    ]
  },
  {
    name: 'a late breach followed by silence is raised after its delay and the wait',
    forS: 5,
    clearForS: 0,
    steps: [[['breach', 0, hour]], [['tick', hour + 5]], [['tick', hour + 14]], [['tick', hour + 15], 'raised 0>5']]
  },
  {
    name: 'a reading in time confirms a late episode',
    forS: 5,
    clearForS: 0,
    steps: [[['breach', 0, hour]], [['breach', 9, hour]], [['breach', hour + 1], 'raised 0>5'], [['tick', 2 * hour]]]
  },
  {
    name: 'an episode of which one reading came in time is not late',
    forS: 5,
    clearForS: 0,
    steps: [[['breach', 0, 300]], [['breach', 9, hour], 'raised 0>5']]
  },
  {
    name: 'a late clear that is broken goes on waiting',
    forS: 0,
    clearForS: 5,
    steps: [
      [['breach', 0, hour]],
      [['clear', 9, hour]],
      [['breach', 11, hour + 1]],
      [['tick', hour + 10.9]],
      [['tick', hour + 11], 'raised 0>0']
    ]
  },
  {
    name: 'a late dip raises nothing',
    forS: 5,
    clearForS: 0,
    steps: [[['breach', 0, hour]], [['clear', 3, hour]], [['tick', 2 * hour]]]
  },
  {
    name: 'without delays a breach raises and a good value clears at once',
    forS: 0,
    clearForS: 0,
    steps: [
      [['clear', 1]],
      [['breach', 2], 'raised 2>2'],
      [['breach', 3]],
      [['clear', 4], 'cleared 2>4'],
      [['breach', 5], 'raised 5>5']
    ]
  },
  {
    name: 'an on-delay waits for a reading at or after its end',
    forS: 5,
    clearForS: 0,
    steps: [[['breach', 0]], [['breach', 4]], [['breach', 5], 'raised 0>5'], [['breach', 9]]]
  },
  {
    name: 'an on-delay that ends between two readings raises as of its end',
    forS: 5,
    clearForS: 0,
    steps: [[['breach', 0]], [['breach', 60], 'raised 0>5']]
  },
  {
    name: 'a breach followed by silence raises when the delay has passed on our clock',
    forS: 5,
    clearForS: 0,
    steps: [[['breach', 0, 2]], [['tick', 6.999]], [['tick', 7], 'raised 0>5'], [['tick', 60]]]
  },
  {
    name: 'a dip shorter than the delay raises nothing',
    forS: 5,
    clearForS: 5,
    steps: [[['breach', 0]], [['breach', 4]], [['clear', 4.9]], [['tick', 60]]]
  },
  {
    name: 'a good value at the very end of the delay comes too late: it raises, then begins to clear',
    forS: 5,
    clearForS: 5,
    steps: [[['breach', 0]], [['clear', 5], 'raised 0>5'], [['tick', 10], 'cleared 0>10']]
  },
  {
    name: 'what arrives in one go after the delay raises and clears in one step',
    forS: 5,
    clearForS: 0,
    steps: [[['breach', 0, 100]], [['clear', 60, 100], 'raised 0>5, cleared 0>60']]
  },
  {
    name: 'a value between the limits ends a pending raise',
    forS: 5,
    clearForS: 5,
    steps: [[['breach', 0]], [['between', 3]], [['tick', 60]], [['breach', 61]], [['breach', 66], 'raised 61>66']]
  },
  {
    name: 'a value dancing round the limit, each time shorter than the delay, raises nothing',
    forS: 5,
    clearForS: 5,
    steps: [[['breach', 0]], [['clear', 2]], [['breach', 4]], [['clear', 6]], [['breach', 8]], [['between', 12]], [['tick', 99]]]
  },
  {
    name: 'an off-delay waits for a reading at or after its end',
    forS: 0,
    clearForS: 10,
    steps: [[['breach', 0], 'raised 0>0'], [['clear', 1]], [['clear', 10]], [['clear', 11], 'cleared 0>11'], [['clear', 30]]]
  },
  {
    name: 'a good value followed by silence clears when the delay has passed on our clock',
    forS: 0,
    clearForS: 10,
    steps: [[['breach', 0], 'raised 0>0'], [['clear', 1, 3]], [['tick', 12.9]], [['tick', 13], 'cleared 0>11'], [['tick', 99]]]
  },
  {
    name: 'a value between the limits ends a pending clear',
    forS: 0,
    clearForS: 10,
    steps: [
      [['breach', 0], 'raised 0>0'],
      [['clear', 1]],
      [['between', 5]],
      [['tick', 60]],
      [['clear', 61]],
      [['clear', 71], 'cleared 0>71']
    ]
  },
  {
    name: 'a breach ends a pending clear and is the same episode',
    forS: 5,
    clearForS: 10,
    steps: [
      [['breach', 0]],
      [['breach', 5], 'raised 0>5'],
      [['clear', 6]],
      [['breach', 8]],
      [['tick', 60]],
      [['clear', 61]],
      [['tick', 71], 'cleared 0>71']
    ]
  },
  {
    name: 'an active alarm stays through values between the limits',
    forS: 0,
    clearForS: 0,
    steps: [[['breach', 0], 'raised 0>0'], [['between', 1]], [['between', 2]], [['clear', 3], 'cleared 0>3']]
  },
  {
    name: 'a breach after the off-delay is a new episode with its own delay',
    forS: 5,
    clearForS: 10,
    steps: [
      [['breach', 0]],
      [['breach', 5], 'raised 0>5'],
      [['clear', 6]],
      [['breach', 16], 'cleared 0>16'],
      [['breach', 20]],
      [['breach', 21], 'raised 16>21']
    ]
  },
  {
    name: 'a breach in the normal state counts from itself, not from good values before it',
    forS: 5,
    clearForS: 5,
    steps: [[['clear', 0]], [['between', 1]], [['breach', 2]], [['breach', 6]], [['breach', 7], 'raised 2>7']]
  },
  {
    name: 'ticks in the normal and the active state do nothing',
    forS: 0,
    clearForS: 5,
    steps: [[['tick', 1]], [['breach', 2], 'raised 2>2'], [['tick', 99]]]
  },
  {
    name: 'buffered readings go by their own time, whenever they arrive',
    forS: 5,
    clearForS: 5,
    steps: [
      [['breach', 0, 100]],
      [['breach', 4, 100]],
      [['breach', 6, 100], 'raised 0>5'],
      [['clear', 7, 100]],
      [['clear', 12, 100], 'cleared 0>12']
    ]
  }
]

describe('step', () => {
  it.each(cases)('$name', ({ forS, clearForS, steps }) => {
    const delays = { forMs: forS * 1000, clearForMs: clearForS * 1000 }
    let state: RuleState = normalState
    for (const [doing, expected = ''] of steps) {
      const result = step(state, delays, toInput(doing))
      expect(result.changes.map(toWords).join(', '), doing.join(' ')).toBe(expected)
      state = result.state
    }
  })

  it('carries the last breaching value and its limit into the raise', () => {
    const delays = { forMs: 5000, clearForMs: 0 }
    const pending = step(normalState, delays, toInput(['breach', 0])).state
    const later = step(pending, delays, toInput(['breach', 3])).state
    expect(step(later, delays, { type: 'tick', now: 5000 }).changes).toEqual([
      { type: 'raised', episode: 0, raisedAt: 5000, value: 3, limit: 1 }
    ])
  })

  it('gives the very same state back when nothing happened', () => {
    const delays = { forMs: 0, clearForMs: 5000 }
    expect(step(normalState, delays, toInput(['clear', 1])).state).toBe(normalState)
    const active = step(normalState, delays, toInput(['breach', 1])).state
    expect(step(active, delays, toInput(['breach', 2])).state).toBe(active)
    expect(step(active, delays, toInput(['tick', 2])).state).toBe(active)
  })
})
