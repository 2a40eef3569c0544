import { describe, expect, it } from 'vitest'
import type { LimitCondition } from '../../../server/rules/rule.ts'
import { brokenLimit, judgeEquals, judgeEvent, judgeLimit } from '../../../server/rules/verdict.ts'
import { above, below } from '../../support/rule-factories.ts'

const band: LimitCondition = {
  type: 'limit',
  metric: 'voltage',
  below: { raise: 198, clear: 200 },
  above: { raise: 235, clear: 233 },
  abs: false
}
const magnitude: LimitCondition = { ...above(5, 4), abs: true }

const limits: [what: string, condition: LimitCondition, value: number, verdict: string, limit: number | null][] = [
  ['below 0.25', below(0.25), 0.24, 'breach', 0.25],
  ['below 0.25', below(0.25), 0.25, 'clear', null],
  ['below 0.25, clear above 0.28', below(0.25, 0.28), 0.24, 'breach', 0.25],
  ['below 0.25, clear above 0.28', below(0.25, 0.28), 0.25, 'between', null],
  ['below 0.25, clear above 0.28', below(0.25, 0.28), 0.28, 'between', null],
  ['below 0.25, clear above 0.28', below(0.25, 0.28), 0.281, 'clear', null],
  ['below 0.25, clear above 0.25', below(0.25, 0.25), 0.25, 'between', null],
  ['above 75', above(75), 75.1, 'breach', 75],
  ['above 75', above(75), 75, 'clear', null],
  ['above 75, clear below 70', above(75, 70), 70, 'between', null],
  ['above 75, clear below 70', above(75, 70), 69.9, 'clear', null],
  ['198 to 235 with clear limits', band, 197, 'breach', 198],
  ['198 to 235 with clear limits', band, 199, 'between', null],
  ['198 to 235 with clear limits', band, 220, 'clear', null],
  ['198 to 235 with clear limits', band, 234, 'between', null],
  ['198 to 235 with clear limits', band, 236, 'breach', 235],
  ['magnitude above 5', magnitude, -6, 'breach', 5],
  ['magnitude above 5', magnitude, -4.5, 'between', null],
  ['magnitude above 5', magnitude, -3, 'clear', null]
]

describe('a limit', () => {
  it.each(limits)('%s: %o is judged at %f as %s', (_, condition, value, verdict, limit) => {
    expect(judgeLimit(condition, value)).toBe(verdict)
    if (verdict === 'breach') expect(brokenLimit(condition, value)).toBe(limit)
  })
})

describe('an equality', () => {
  it.each([
    [true, false, true, 'breach'],
    [true, false, false, 'clear'],
    [true, true, true, 'clear'],
    [true, true, false, 'breach'],
    ['manual', false, 'manual', 'breach'],
    ['manual', false, 'auto', 'clear'],
    ['auto', true, 'manual', 'breach']
  ] as const)('with %s (negated: %s) judges %s as %s', (expected, negate, value, verdict) => {
    const condition = { type: 'equals', metric: 'm', value: expected, negate } as const
    expect(judgeEquals(condition, value)).toBe(verdict)
    expect(brokenLimit(condition, value)).toBe(expected)
  })
})

describe('an event', () => {
  const condition = { type: 'event', codes: ['entrapment', 'overspeed'], until: ['clear'] } as const
  it.each([
    ['entrapment', 'breach'],
    ['overspeed', 'breach'],
    ['clear', 'clear'],
    ['door_open', undefined],
    ['', undefined]
  ])('%s is judged as %s', (code, verdict) => {
    expect(judgeEvent(condition, code)).toBe(verdict)
  })
})
