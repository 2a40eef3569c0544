import { describe, expect, it } from 'vitest'
import { type AlarmInput, next, whyRefused } from '../../../server/alarms/lifecycle.ts'
import { type AlarmState, alarmEventTypes, alarmStates } from '../../../server/contract/alarms.ts'
import { anAlarm } from '../../support/an-alarm.ts'

/** The whole table, but for what holds and latches decide: those follow below. */
const expected: Partial<Record<`${AlarmState} + ${AlarmInput}`, AlarmState>> = {
  'normal + raised': 'unacknowledged',
  'unacknowledged + raised': 'unacknowledged',
  'unacknowledged + staged': 'unacknowledged',
  'unacknowledged + cleared': 'returned',
  'unacknowledged + acknowledged': 'acknowledged',
  'unacknowledged + shelved': 'shelved',
  'unacknowledged + suppressed': 'suppressed',
  'unacknowledged + out_of_service': 'out_of_service',
  'acknowledged + raised': 'unacknowledged',
  'acknowledged + staged': 'unacknowledged',
  'acknowledged + cleared': 'normal',
  'acknowledged + shelved': 'shelved',
  'acknowledged + suppressed': 'suppressed',
  'acknowledged + out_of_service': 'out_of_service',
  'returned + raised': 'unacknowledged',
  'returned + acknowledged': 'normal',
  'returned + shelved': 'shelved',
  'returned + out_of_service': 'out_of_service',
  'latched + raised': 'unacknowledged',
  'latched + reset': 'normal',
  'shelved + raised': 'shelved',
  'shelved + staged': 'shelved',
  'shelved + cleared': 'shelved',
  'shelved + shelved': 'shelved',
  'shelved + unshelved': 'unacknowledged',
  'shelved + shelf_expired': 'unacknowledged',
  'shelved + suppressed': 'shelved',
  'shelved + released': 'shelved',
  'shelved + out_of_service': 'out_of_service',
  'suppressed + raised': 'suppressed',
  'suppressed + staged': 'suppressed',
  'suppressed + cleared': 'suppressed',
  'suppressed + shelved': 'shelved',
  'suppressed + suppressed': 'suppressed',
  'suppressed + released': 'unacknowledged',
  'suppressed + out_of_service': 'out_of_service',
  'out_of_service + raised': 'out_of_service',
  'out_of_service + staged': 'out_of_service',
  'out_of_service + cleared': 'out_of_service',
  'out_of_service + shelf_expired': 'out_of_service',
  'out_of_service + suppressed': 'out_of_service',
  'out_of_service + released': 'out_of_service',
  'out_of_service + back_in_service': 'unacknowledged'
}

const tellingOnly: readonly string[] = ['raised_again', 'linked', 'corrected']
const inputs = alarmEventTypes.filter((type): type is AlarmInput => !tellingOnly.includes(type))

describe('the state table', () => {
  for (const state of alarmStates) {
    for (const input of inputs) {
      const to = expected[`${state} + ${input}`]
      it(to ? `makes ${state} ${to} when ${input}` : `has no step for ${state} when ${input}`, () => {
        expect(next(state, input, anAlarm())).toBe(to)
      })
    }
  }
})

describe('a latching alarm', () => {
  const latching = anAlarm({ latching: true, active: false, acknowledgedAt: 200 })
  const ends: [AlarmState, AlarmInput, AlarmState][] = [
    ['acknowledged', 'cleared', 'latched'],
    ['returned', 'acknowledged', 'latched'],
    ['unacknowledged', 'cleared', 'returned'],
    ['shelved', 'shelf_expired', 'latched'],
    ['shelved', 'unshelved', 'latched'],
    ['suppressed', 'released', 'normal'],
    ['out_of_service', 'back_in_service', 'normal'],
    ['latched', 'reset', 'normal']
  ]
  for (const [state, input, to] of ends) {
    it(`is ${to} when its condition is over and it is ${input} while ${state}`, () => {
      expect(next(state, input, latching)).toBe(to)
    })
  }
})

describe('state by condition, when a hold ends', () => {
  const holdEnds: [AlarmState, AlarmInput][] = [
    ['shelved', 'shelf_expired'],
    ['shelved', 'unshelved'],
    ['suppressed', 'released'],
    ['out_of_service', 'back_in_service']
  ]
  const facts = [
    { name: 'the condition is present', facts: { active: true }, to: 'unacknowledged' },
    { name: 'this raise was acknowledged', facts: { active: true, acknowledgedAt: 200 }, to: 'acknowledged' },
    { name: 'the condition is over', facts: { active: false }, to: 'normal' },
    { name: 'a shelf still runs', facts: { active: true, shelvedUntil: 900 }, to: 'shelved' },
    { name: 'a shelf runs over nothing', facts: { active: false, shelvedUntil: 900 }, to: 'shelved' },
    { name: 'it is suppressed as well', facts: { active: true, suppressedBy: 'flood' }, to: 'suppressed' }
  ] as const
  for (const [state, input] of holdEnds) {
    for (const { name, facts: given, to } of facts) {
      it(`makes ${state} ${to} on ${input} when ${name}`, () => expect(next(state, input, anAlarm(given))).toBe(to))
    }
  }
})

describe('a refusal', () => {
  for (const state of alarmStates) {
    for (const input of ['acknowledged', 'shelved', 'unshelved', 'reset'] as const) {
      if (expected[`${state} + ${input}`]) continue
      it(`says why an alarm that is ${state} cannot be ${input}`, () => {
        expect(whyRefused(state, input)).toMatch(/^.+(already|over|cannot|must).+\.$/)
      })
    }
  }
})
