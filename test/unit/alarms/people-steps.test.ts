import { describe, expect, it } from 'vitest'
import { acknowledge, isFireAlarm, type Outcome, reset, shelve, unshelve } from '../../../server/alarms/people-steps.ts'
import { anAlarm } from '../../support/an-alarm.ts'
import { aHeader } from '../../support/rule-factories.ts'

const at = { by: 'wang', now: 500 }

function taken(outcome: Outcome) {
  if (!outcome.ok) throw new Error(outcome.reason)
  return outcome
}

describe('acknowledge', () => {
  it('notes who, when, why and under which version of the rule', () => {
    const { alarm, events } = taken(acknowledge(anAlarm(), { ...at, note: '已派人' }))
    expect(alarm).toMatchObject({ state: 'acknowledged', active: true, acknowledgedAt: 500, acknowledgedBy: 'wang' })
    expect(events).toEqual([
      { at: 500, type: 'acknowledged', state: 'acknowledged', actor: 'wang', ruleVersion: 1, detail: { note: '已派人' } }
    ])
  })

  it('ends an alarm that has returned', () => {
    expect(taken(acknowledge(anAlarm({ state: 'returned', active: false }), at)).alarm.state).toBe('normal')
  })
})

describe('shelve', () => {
  const wish = { ...at, reason: '等配件', until: 9000 }
  it('notes the reason and until when, and again when it is shelved anew', () => {
    const once = taken(shelve(anAlarm(), wish)).alarm
    expect(once).toMatchObject({ state: 'shelved', shelvedUntil: 9000, shelvedReason: '等配件' })
    const { alarm, events } = taken(shelve(once, { ...wish, until: 9500 }))
    expect(alarm).toMatchObject({ state: 'shelved', shelvedUntil: 9500 })
    expect(events).toMatchObject([{ type: 'shelved', actor: 'wang', detail: { reason: '等配件', until: 9500 } }])
  })

  it('takes the alarm back as its condition is', () => {
    const { alarm } = taken(shelve(anAlarm(), wish))
    expect(taken(unshelve(alarm, at)).alarm).toMatchObject({ state: 'unacknowledged', shelvedUntil: null, shelvedReason: null })
    expect(taken(unshelve({ ...alarm, active: false }, at)).alarm).toMatchObject({ state: 'normal' })
  })

  const fire = [
    { name: 'of the shipped rule', header: aHeader({ id: 'fire_alarm_panel.fire_alarm', metric: 'fire_alarm' }), is: true },
    { name: 'of a site rule on that metric', header: aHeader({ id: 'tower-fire', metric: 'fire_alarm' }), is: true },
    { name: 'of the shipped rule id, whatever it judges', header: aHeader({ id: 'fire_alarm_panel.fire_alarm' }), is: true },
    { name: 'of a panel fault', header: aHeader({ id: 'fire_alarm_panel.fault', metric: 'fault' }), is: false }
  ]
  for (const { name, header, is } of fire) {
    it(`${is ? 'refuses' : 'takes'} an alarm ${name}`, () => {
      const alarm = anAlarm({ header })
      expect(isFireAlarm(alarm)).toBe(is)
      expect(shelve(alarm, wish).ok).toBe(!is)
    })
  }
})

describe('refusals', () => {
  const refused: [string, Outcome, RegExp][] = [
    ['a second acknowledgement', acknowledge(anAlarm({ state: 'acknowledged' }), at), /already/],
    ['acknowledging what is shelved', acknowledge(anAlarm({ state: 'shelved' }), at), /cannot/],
    ['unshelving what is not shelved', unshelve(anAlarm(), at), /not shelved/],
    ['unshelving while out of service', unshelve(anAlarm({ state: 'out_of_service', shelvedUntil: 9000 }), at), /cannot/],
    ['resetting what is active', reset(anAlarm({ latching: true }), at), /still active/],
    [
      'resetting before it is acknowledged',
      reset(anAlarm({ state: 'returned', active: false, latching: true }), at),
      /acknowledged/
    ]
  ]
  for (const [name, outcome, reason] of refused) {
    it(`meet ${name}`, () => expect(outcome).toEqual({ ok: false, reason: expect.stringMatching(reason) }))
  }
})

describe('reset', () => {
  it('ends a latched alarm', () => {
    const { alarm, events } = taken(
      reset(anAlarm({ state: 'latched', active: false, latching: true }), { ...at, note: '现场复位' })
    )
    expect(alarm.state).toBe('normal')
    expect(events).toMatchObject([{ type: 'reset', actor: 'wang', detail: { note: '现场复位' } }])
  })
})
