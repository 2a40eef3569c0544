import { describe, expect, it } from 'vitest'
import type { Alarm } from '../../../server/alarms/alarm.ts'
import { consequenceMs, findFirstOut, isConsequenceOf } from '../../../server/alarms/first-out.ts'
import { createTopology } from '../../../server/alarms/topology.ts'
import { anAlarm } from '../../support/an-alarm.ts'
import { aHeader } from '../../support/rule-factories.ts'

const at = 10_000_000
const topology = createTopology([
  { id: 'main', feeds: ['cabinet'] },
  { id: 'cabinet', feeds: ['pump'] }
])
const cause = (fields: Partial<Alarm> = {}) =>
  anAlarm({ id: 'al_cause', rule: 'mains_lost', equipment: 'cabinet', raisedAt: at - 1000, ...fields })
const consequence = anAlarm({ id: 'al_new', rule: 'low', equipment: 'pump', raisedAt: at })
const suppressed = { ...consequence, header: aHeader({ suppressedBy: ['mains_lost'] }) }

function find(raised: Alarm, known: Alarm[], tickets = true) {
  const first = findFirstOut(raised, {
    topology,
    on: (equipment) => known.filter((alarm) => alarm.equipment === equipment),
    find: (id) => known.find((alarm) => alarm.id === id),
    hasTicket: () => tickets
  })
  return first && `${first.root.id} ${first.rule ?? '-'}`
}

describe('the first-out alarm', () => {
  const cases: [string, string | undefined, string | undefined][] = [
    ['is a grave one on what feeds it', find(consequence, [cause()]), 'al_cause -'],
    [
      'is one of just now, raised a little later by its own clock',
      find(consequence, [cause({ raisedAt: at + 2000 })]),
      'al_cause -'
    ],
    ['is not a minor one', find(consequence, [cause({ severity: 'minor' })]), undefined],
    ['is not one without a ticket', find(consequence, [cause()], false), undefined],
    ['is not one of long ago', find(consequence, [cause({ raisedAt: at - consequenceMs - 1 })]), undefined],
    ['is not one on what it feeds', find({ ...consequence, equipment: 'main' }, [cause()]), undefined],
    [
      'is one that ended just now',
      find(consequence, [cause({ state: 'normal', active: false, raisedAt: 0, clearedAt: at - consequenceMs })]),
      'al_cause -'
    ],
    [
      'is not one that ended long ago',
      find(consequence, [cause({ state: 'returned', active: false, clearedAt: at - consequenceMs - 1 })]),
      undefined
    ],
    ['is not a late one', find(consequence, [cause({ state: 'normal', late: true, active: false, clearedAt: at })]), undefined],
    ['is not a shelved one', find(consequence, [cause({ state: 'shelved' })]), undefined],
    ['is not one out of service', find(consequence, [cause({ state: 'out_of_service' })]), undefined],
    ['is not one in a flood', find(consequence, [cause({ state: 'suppressed', suppressedBy: 'flood' })]), undefined],
    [
      'is the earlier of two',
      find(consequence, [cause(), cause({ id: 'al_main', equipment: 'main', raisedAt: at - 5000 })]),
      'al_main -'
    ],
    [
      'is what its cause folds under, be that of long ago',
      find(consequence, [cause({ cause: 'al_main' }), cause({ id: 'al_main', equipment: 'main', raisedAt: 0 })]),
      'al_main -'
    ],
    [
      'is its cause itself when what that folded under is forgotten',
      find(consequence, [cause({ cause: 'al_gone' })]),
      'al_cause -'
    ],
    [
      'is one whose rule suppresses it, of whatever age',
      find(suppressed, [cause({ raisedAt: 0 })], false),
      'al_cause mains_lost'
    ],
    [
      'is one whose rule suppresses it, on the same equipment',
      find(suppressed, [cause({ equipment: 'pump', severity: 'info' })]),
      'al_cause mains_lost'
    ],
    ['is not its own rule', find({ ...consequence, header: aHeader({ suppressedBy: ['low'] }) }, [consequence]), undefined]
  ]
  for (const [name, found, expected] of cases) it(name, () => expect(found).toBe(expected))
})

describe('an earlier alarm', () => {
  const before = { ...consequence, raisedAt: at - 3000 }
  const cases: [string, boolean, boolean][] = [
    ['is a consequence of what feeds it', isConsequenceOf(before, cause(), topology), true],
    ['is none of a minor alarm', isConsequenceOf(before, cause({ severity: 'minor' }), topology), false],
    ['is none when it is over', isConsequenceOf({ ...before, active: false }, cause(), topology), false],
    ['is none when it folds already', isConsequenceOf({ ...before, cause: 'al_9' }, cause(), topology), false],
    ['is none when it is old', isConsequenceOf({ ...before, raisedAt: 0 }, cause(), topology), false],
    ['is one of any age of a rule that suppresses it', isConsequenceOf({ ...suppressed, raisedAt: 0 }, cause(), topology), true],
    ['is none of a suppressing rule elsewhere', isConsequenceOf(suppressed, cause({ equipment: 'lift' }), topology), false]
  ]
  for (const [name, is, expected] of cases) it(name, () => expect(is).toBe(expected))
})
