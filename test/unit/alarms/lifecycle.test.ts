import { describe, expect, it } from 'vitest'
import type { Alarm } from '../../../server/alarms/alarm.ts'
import { type AlarmInput, acknowledge, applyChange, next } from '../../../server/alarms/lifecycle.ts'
import { type AlarmState, alarmStates } from '../../../server/contract/alarms.ts'
import type { AlarmCleared, AlarmRaised, RuleHeader } from '../../../server/rules/changes.ts'

const rule: RuleHeader = {
  id: 'booster_pump.outlet_low',
  version: 3,
  title: '供水压力低',
  action: '检查水泵与进水',
  severity: 'critical',
  roles: ['engineer'],
  ticket: true,
  metric: 'outlet_pressure',
  latching: false,
  suppressedBy: []
}
const raised = (episode: number): AlarmRaised => {
  return { type: 'raised', rule, equipment: 'pump-1', episode, raisedAt: episode + 5, value: 0.2, limit: 0.25 }
}
const cleared = (episode: number): AlarmCleared => {
  return { type: 'cleared', rule, equipment: 'pump-1', episode, clearedAt: episode + 60 }
}
/** The alarm after the given changes and acknowledgements, beginning without one. */
function alarmAfter(...inputs: (AlarmRaised | AlarmCleared | 'acknowledged')[]): Alarm {
  let alarm: Alarm | undefined
  for (const [index, input] of inputs.entries()) {
    if (input !== 'acknowledged') alarm = applyChange(alarm, input, `al_${index}`) ?? alarm
    else if (alarm) {
      const result = acknowledge(alarm, 'wang', 500)
      if (result.ok) alarm = result.alarm
    }
  }
  if (!alarm) throw new Error('no alarm came of it')
  return alarm
}

describe('the state table', () => {
  const inputs: AlarmInput[] = ['raised', 'cleared', 'acknowledged']
  const expected: Partial<Record<`${AlarmState} + ${AlarmInput}`, AlarmState>> = {
    'normal + raised': 'unacknowledged',
    'unacknowledged + raised': 'unacknowledged',
    'unacknowledged + cleared': 'returned',
    'unacknowledged + acknowledged': 'acknowledged',
    'acknowledged + raised': 'unacknowledged',
    'acknowledged + cleared': 'normal',
    'returned + raised': 'unacknowledged',
    'returned + acknowledged': 'normal'
  }
  for (const state of alarmStates) {
    for (const input of inputs) {
      const to = expected[`${state} + ${input}`]
      it(to ? `makes ${state} ${to} when ${input}` : `has no step for ${state} when ${input}`, () => {
        expect(next(state, input)).toBe(to)
      })
    }
  }
})

describe('applyChange', () => {
  it('makes a new alarm of the first raise', () => {
    expect(applyChange(undefined, raised(100), 'al_new')).toEqual({
      id: 'al_new',
      rule: rule.id,
      ruleVersion: 3,
      equipment: 'pump-1',
      title: '供水压力低',
      severity: 'critical',
      state: 'unacknowledged',
      active: true,
      episode: 100,
      raisedAt: 105,
      clearedAt: null,
      acknowledgedAt: null,
      acknowledgedBy: null,
      occurrences: 1,
      value: 0.2,
      limit: 0.25,
      late: false,
      ticket: null
    })
  })

  it('keeps an alarm that cleared before anyone acknowledged it, inactive', () => {
    expect(alarmAfter(raised(100), cleared(100))).toMatchObject({ state: 'returned', active: false, clearedAt: 160 })
  })

  it('ends an acknowledged alarm when it clears', () => {
    expect(alarmAfter(raised(100), 'acknowledged', cleared(100))).toMatchObject({ state: 'normal', active: false })
  })

  it('raises a returned alarm again as the same alarm with one more occurrence', () => {
    const alarm = alarmAfter(raised(100), cleared(100), raised(200))
    expect(alarm).toMatchObject({ id: 'al_0', state: 'unacknowledged', active: true, occurrences: 2, episode: 200 })
    expect(alarm).toMatchObject({ raisedAt: 205, clearedAt: null })
  })

  it('asks for a new acknowledgement when an acknowledged alarm raises again', () => {
    const alarm = alarmAfter(raised(100), 'acknowledged', raised(200))
    expect(alarm).toMatchObject({
      id: 'al_0',
      state: 'unacknowledged',
      occurrences: 2,
      acknowledgedAt: null,
      acknowledgedBy: null
    })
  })

  it('makes a new alarm of a raise after one that is over', () => {
    const alarm = alarmAfter(raised(100), 'acknowledged', cleared(100), raised(200))
    expect(alarm).toMatchObject({ id: 'al_3', occurrences: 1, ticket: null })
  })

  const before = alarmAfter(raised(100), cleared(100), raised(200))
  const repeats = [
    { name: 'a raise of the same episode', alarm: before, change: raised(200) },
    { name: 'a raise of an older episode', alarm: before, change: raised(100) },
    { name: 'a clear of an older episode', alarm: before, change: cleared(100) },
    { name: 'a second clear', alarm: alarmAfter(raised(100), cleared(100)), change: cleared(100) },
    {
      name: 'a raise of an episode that is over',
      alarm: alarmAfter(raised(100), cleared(100), 'acknowledged'),
      change: raised(100)
    },
    { name: 'a clear of what never raised', alarm: undefined, change: cleared(100) }
  ]
  for (const { name, alarm, change } of repeats) {
    it(`changes nothing for ${name}`, () => expect(applyChange(alarm, change, 'al_new')).toBeUndefined())
  }
})

describe('acknowledge', () => {
  it('notes who and when', () => {
    const result = acknowledge(alarmAfter(raised(100)), 'wang', 500)
    expect(result).toMatchObject({
      ok: true,
      alarm: { state: 'acknowledged', active: true, acknowledgedAt: 500, acknowledgedBy: 'wang' }
    })
  })

  it('ends an alarm that has returned', () => {
    expect(acknowledge(alarmAfter(raised(100), cleared(100)), 'wang', 500)).toMatchObject({
      ok: true,
      alarm: { state: 'normal' }
    })
  })

  const refused = alarmStates.filter((state) => state !== 'unacknowledged' && state !== 'returned')
  for (const state of refused) {
    it(`is refused with a reason when the alarm is ${state}`, () => {
      const result = acknowledge({ ...alarmAfter(raised(100)), state }, 'wang', 500)
      expect(result).toEqual({ ok: false, reason: expect.stringMatching(/already|over|cannot/) })
    })
  }
})
