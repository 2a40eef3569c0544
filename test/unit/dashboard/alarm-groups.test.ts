import { describe, expect, it } from 'vitest'
import { groupByCause } from '../../../dashboard/src/features/alarms/alarm-groups.ts'
import type { AlarmItem } from '../../../server/contract/alarms.ts'

function alarm(id: string, cause: string | null): AlarmItem {
  return {
    id,
    cause,
    rule: 'low',
    ruleVersion: 1,
    equipment: id,
    title: id,
    severity: 'critical',
    state: 'unacknowledged',
    active: true,
    raisedAt: '2026-01-01T00:00:00.000Z',
    clearedAt: null,
    acknowledgedAt: null,
    acknowledgedBy: null,
    occurrences: 1,
    value: null,
    limit: null,
    late: false,
    ticket: null,
    kind: 'equipment',
    latching: false,
    linked: 0,
    shelvedUntil: null,
    shelvedReason: null,
    suppressedBy: null,
    labels: []
  }
}

const cases: [name: string, alarms: [id: string, cause: string | null][], groups: Record<string, string[]>][] = [
  [
    'leaves alarms without a cause apart',
    [
      ['a', null],
      ['b', null]
    ],
    { a: [], b: [] }
  ],
  [
    'folds consequences under their cause, whatever the order',
    [
      ['b', 'a'],
      ['a', null],
      ['c', 'a']
    ],
    { a: ['b', 'c'] }
  ],
  ['lets a consequence stand whose cause is not listed', [['b', 'gone']], { b: [] }],
  [
    'folds a chain under its first',
    [
      ['c', 'b'],
      ['b', 'a'],
      ['a', null]
    ],
    { a: ['c', 'b'] }
  ],
  [
    'folds a chain under the first that is listed',
    [
      ['c', 'b'],
      ['b', 'gone']
    ],
    { b: ['c'] }
  ],
  [
    'loses neither of two that name each other',
    [
      ['a', 'b'],
      ['b', 'a']
    ],
    { a: [], b: [] }
  ]
]

describe('grouping by cause', () => {
  it.each(cases)('%s', (_name, alarms, groups) => {
    const found = groupByCause(alarms.map(([id, cause]) => alarm(id, cause)))
    expect(Object.fromEntries(found.map((group) => [group.alarm.id, group.consequences.map(({ id }) => id)]))).toEqual(groups)
  })
})
