import { describe, expect, it } from 'vitest'
import type { Alarm, Step } from '../../../server/alarms/alarm.ts'
import {
  clear,
  correct,
  endTest,
  type Holds,
  noHolds,
  raise,
  recordLate,
  stage
} from '../../../server/alarms/changes-to-alarms.ts'
import { acknowledge } from '../../../server/alarms/people-steps.ts'
import type { AlarmCleared, AlarmRaised, AlarmStaged } from '../../../server/rules/changes.ts'
import { anAlarm } from '../../support/an-alarm.ts'
import { aHeader } from '../../support/rule-factories.ts'

const now = 1000
const rule = aHeader({ version: 3 })
const raised = (episode: number): AlarmRaised => {
  return { type: 'raised', rule, equipment: 'pump-1', episode, raisedAt: episode + 5, value: 0.2, limit: 0.25 }
}
const cleared = (episode: number): AlarmCleared => {
  return { type: 'cleared', rule, equipment: 'pump-1', episode, clearedAt: episode + 60 }
}
const staged = (episode: number, severity: 'minor' | 'major' | 'critical'): AlarmStaged => {
  return { type: 'staged', rule: { ...rule, severity }, equipment: 'pump-1', episode, at: episode + 20, value: 0.1, limit: 0.15 }
}
const rise = (newest: Alarm | undefined, episode: number, holds: Partial<Holds> = {}, id = 'al_new') =>
  raise(newest, raised(episode), { id, now, holds: { ...noHolds, ...holds } })

/** The alarm after the given changes and acknowledgements, beginning without one. */
function alarmAfter(...inputs: (AlarmRaised | AlarmCleared | 'acknowledged')[]): Alarm {
  let alarm: Alarm | undefined
  for (const [index, input] of inputs.entries()) {
    if (input === 'acknowledged') {
      const result = alarm && acknowledge(alarm, { by: 'wang', now: 500 })
      if (result?.ok) alarm = result.alarm
    } else {
      const given = { id: `al_${index}`, now, holds: noHolds }
      alarm = (input.type === 'raised' ? raise(alarm, input, given) : clear(alarm, input, now))?.alarm ?? alarm
    }
  }
  if (!alarm) throw new Error('no alarm came of it')
  return alarm
}
const types = (step: Step | undefined) => step?.events.map((event) => event.type)

describe('a raise', () => {
  it('makes a new alarm, and writes down what raised it', () => {
    const step = rise(undefined, 100)
    expect(step?.alarm).toEqual(anAlarm({ id: 'al_new', header: rule }))
    expect(step?.events).toEqual([
      {
        at: now,
        type: 'raised',
        state: 'unacknowledged',
        actor: null,
        ruleVersion: 3,
        detail: { episode: 100, raisedAt: 105, value: 0.2, limit: 0.25, severity: 'critical', late: false }
      }
    ])
  })

  it('of a returned alarm is the same alarm with one more occurrence', () => {
    const alarm = alarmAfter(raised(100), cleared(100), raised(200))
    expect(alarm).toMatchObject({ id: 'al_0', state: 'unacknowledged', active: true, occurrences: 2, episode: 200 })
    expect(alarm).toMatchObject({ raisedAt: 205, clearedAt: null })
  })

  it('asks for a new acknowledgement', () => {
    const step = rise(alarmAfter(raised(100), 'acknowledged'), 200)
    expect(step?.alarm).toMatchObject({ id: 'al_0', state: 'unacknowledged', acknowledgedAt: null, acknowledgedBy: null })
    expect(types(step)).toEqual(['raised_again'])
  })

  it('after an alarm that is over is a new one', () => {
    const alarm = alarmAfter(raised(100), 'acknowledged', cleared(100), raised(200))
    expect(alarm).toMatchObject({ id: 'al_3', occurrences: 1, ticket: null })
  })

  it('of a latched alarm is the same alarm', () => {
    const latched = anAlarm({ state: 'latched', active: false, latching: true })
    expect(rise(latched, 200)?.alarm).toMatchObject({ id: 'al_1', state: 'unacknowledged', occurrences: 2 })
  })

  const held: { name: string; holds: Partial<Holds>; state: string; events: string[] }[] = [
    {
      name: 'of equipment out of service',
      holds: { outOfService: true },
      state: 'out_of_service',
      events: ['raised', 'out_of_service']
    },
    { name: 'in a test window', holds: { suppressedBy: 'test' }, state: 'suppressed', events: ['raised', 'suppressed'] },
    {
      name: 'below a rule that suppresses it',
      holds: { suppressedBy: 'power_cabinet.mains_lost', cause: 'al_9' },
      state: 'suppressed',
      events: ['raised', 'suppressed', 'linked']
    },
    { name: 'that folds', holds: { cause: 'al_9' }, state: 'unacknowledged', events: ['raised', 'linked'] },
    {
      name: 'in a flood on equipment out of service',
      holds: { suppressedBy: 'flood', outOfService: true },
      state: 'out_of_service',
      events: ['raised', 'suppressed', 'out_of_service']
    }
  ]
  for (const { name, holds, state, events } of held) {
    it(`${name} is ${state} from its first entry on`, () => {
      const step = rise(undefined, 100, holds)
      expect(step?.alarm).toMatchObject({
        state,
        active: true,
        suppressedBy: holds.suppressedBy ?? null,
        cause: holds.cause ?? null
      })
      expect(step?.events[0]?.state).toBe(state)
      expect(types(step)).toEqual(events)
    })
  }

  it('while shelved counts, and stays shelved', () => {
    const shelved = anAlarm({ state: 'shelved', active: false, shelvedUntil: 9000, shelvedReason: '等配件', acknowledgedAt: 300 })
    const step = rise(shelved, 200)
    expect(step?.alarm).toMatchObject({ id: 'al_1', state: 'shelved', active: true, occurrences: 2, shelvedUntil: 9000 })
    expect(step?.alarm.acknowledgedAt).toBeNull()
    expect(types(step)).toEqual(['raised_again'])
  })

  it('while suppressed already writes down no second suppression', () => {
    const suppressed = anAlarm({ state: 'suppressed', suppressedBy: 'flood' })
    expect(types(rise(suppressed, 200, { suppressedBy: 'flood' }))).toEqual(['raised_again'])
  })
})

describe('a clear', () => {
  it('before anyone acknowledged it keeps the alarm, inactive', () => {
    expect(alarmAfter(raised(100), cleared(100))).toMatchObject({ state: 'returned', active: false, clearedAt: 160 })
  })

  it('ends an acknowledged alarm', () => {
    expect(alarmAfter(raised(100), 'acknowledged', cleared(100))).toMatchObject({ state: 'normal', active: false })
  })

  it('inside the test window that suppressed it ends the alarm at once', () => {
    const step = clear(anAlarm({ state: 'suppressed', suppressedBy: 'test' }), cleared(100), now)
    expect(step?.alarm).toMatchObject({ state: 'normal', suppressedBy: null, active: false })
    expect(step?.events).toMatchObject([{ type: 'cleared', state: 'normal', detail: { clearedAt: 160 } }])
  })

  it('while suppressed by anything else waits for the end of that', () => {
    expect(clear(anAlarm({ state: 'suppressed', suppressedBy: 'flood' }), cleared(100), now)?.alarm).toMatchObject({
      state: 'suppressed',
      active: false
    })
  })
})

describe('what was stored before', () => {
  const before = alarmAfter(raised(100), cleared(100), raised(200))
  const over = alarmAfter(raised(100), cleared(100), 'acknowledged')
  const repeats: [string, Step | undefined][] = [
    ['a raise of the same episode', rise(before, 200)],
    ['a raise of an older episode', rise(before, 100)],
    ['a raise of an episode that is over', rise(over, 100)],
    ['a clear of an older episode', clear(before, cleared(100), now)],
    ['a second clear', clear(alarmAfter(raised(100), cleared(100)), cleared(100), now)],
    ['a clear of what never raised', clear(undefined, cleared(100), now)],
    ['a stage it stands at', stage(before, staged(200, 'critical'), now)],
    ['a stage of an older episode', stage({ ...before, severity: 'minor' }, staged(100, 'critical'), now)],
    ['a stage of an alarm that is over', stage({ ...over, severity: 'minor' }, staged(100, 'critical'), now)],
    ['the end of a test that suppressed nothing', endTest(before, { ...staged(200, 'major'), type: 'released' }, now)]
  ]
  for (const [name, step] of repeats) it(`changes nothing: ${name}`, () => expect(step).toBeUndefined())
})

describe('a higher stage', () => {
  it('raises the severity, asks anew, and shows the limit of that stage', () => {
    const minor = anAlarm({ severity: 'minor', state: 'acknowledged', acknowledgedAt: 300, acknowledgedBy: 'wang' })
    const step = stage(minor, staged(100, 'critical'), now)
    expect(step?.alarm).toMatchObject({
      severity: 'critical',
      state: 'unacknowledged',
      value: 0.1,
      limit: 0.15,
      acknowledgedBy: null
    })
    expect(step?.events).toMatchObject([{ type: 'staged', detail: { from: 'minor', severity: 'critical', limit: 0.15 } }])
  })

  it('that is lower is followed, and asks nobody', () => {
    const seen = anAlarm({ severity: 'major', state: 'acknowledged', acknowledgedAt: 300, acknowledgedBy: 'wang' })
    const step = stage(seen, staged(100, 'minor'), now)
    expect(step?.alarm).toMatchObject({ severity: 'minor', state: 'acknowledged', acknowledgedBy: 'wang', limit: 0.15 })
    expect(step?.events).toMatchObject([{ type: 'staged', detail: { from: 'major', severity: 'minor' } }])
  })

  it('of a shelved alarm stays shelved', () => {
    const shelved = anAlarm({ severity: 'minor', state: 'shelved', shelvedUntil: 9000 })
    expect(stage(shelved, staged(100, 'major'), now)?.alarm).toMatchObject({ state: 'shelved', severity: 'major' })
  })
})

describe('the end of a test window', () => {
  it('makes an alarm speak whose condition still holds', () => {
    const step = endTest(
      anAlarm({ state: 'suppressed', suppressedBy: 'test' }),
      { ...staged(100, 'critical'), type: 'released' },
      now
    )
    expect(step?.alarm).toMatchObject({ state: 'unacknowledged', suppressedBy: null })
    expect(step?.events).toMatchObject([{ type: 'released', state: 'unacknowledged', detail: { by: 'test' } }])
  })
})

describe('a late episode', () => {
  it('is on record and asks for nothing; its clear only tells when it was over', () => {
    const { alarm, events } = recordLate(raised(50), { id: 'al_l', now })
    expect(alarm).toMatchObject({ id: 'al_l', late: true, state: 'normal', active: false, episode: 50, clearedAt: null })
    expect(events).toMatchObject([{ type: 'raised', state: 'normal', detail: { late: true } }])
    expect(clear(alarm, cleared(50), now)?.alarm).toMatchObject({ late: true, state: 'normal', clearedAt: 110 })
  })
})

describe('a correction', () => {
  const was = { raisedAt: 105, clearedAt: null }
  const corrected = (now: { episode: number; raisedAt: number; clearedAt: number | null } | null, episode = 100) =>
    ({ type: 'corrected', rule, equipment: 'pump-1', episode, was, now }) as const

  it('changes the times of the episode it speaks of', () => {
    const step = correct(anAlarm(), corrected({ episode: 90, raisedAt: 95, clearedAt: null }), now)
    expect(step?.alarm).toMatchObject({ episode: 90, raisedAt: 95, clearedAt: null, active: true, state: 'unacknowledged' })
    expect(step?.events).toMatchObject([{ type: 'corrected', detail: { episode: 100, was, now: { episode: 90 } } }])
  })

  it('that ends the episode is like a clear: a person still has to see it', () => {
    const step = correct(anAlarm(), corrected({ episode: 100, raisedAt: 105, clearedAt: 150 }), now)
    expect(step?.alarm).toMatchObject({ active: false, clearedAt: 150, state: 'returned' })
  })

  it('that finds there was no episode leaves the alarm on record', () => {
    expect(correct(anAlarm(), corrected(null), now)?.alarm).toMatchObject({ active: false, clearedAt: 105, state: 'returned' })
  })

  it('of an episode before the newest one changes its history only', () => {
    const alarm = anAlarm({ episode: 300, raisedAt: 305 })
    const step = correct(alarm, corrected({ episode: 90, raisedAt: 95, clearedAt: 150 }), now)
    expect(step?.alarm).toEqual(alarm)
    expect(types(step)).toEqual(['corrected'])
  })
})
