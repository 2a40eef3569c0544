import { describe, expect, it } from 'vitest'
import { differences } from '../../../dashboard/src/features/rules/differences.ts'
import { joinDuration, splitDuration } from '../../../dashboard/src/lib/rules/durations.ts'
import { limitsOn } from '../../../dashboard/src/lib/rules/limits-on.ts'
import {
  type Condition,
  type ConditionKind,
  conditionKinds,
  emptyCondition,
  kindOf,
  lacksMetric,
  metricsIn,
  patchOf,
  type RuleBody,
  sameJson,
  withCondition
} from '../../../dashboard/src/lib/rules/rule-body.ts'

const rule: RuleBody = {
  id: 'low',
  title: '压力低',
  action: '检查',
  kind: 'booster_pump',
  metric: 'outlet_pressure',
  below: 0.25,
  clear_above: 0.28,
  for: '15s',
  severity: 'critical'
}

const kinds: [ConditionKind, Condition][] = [
  ['limit', { metric: 'm', below: 1 }],
  ['limit', { metric: 'm', above: { attribute: 'rated_current', times: 1.1 } }],
  ['aggregate', { metric: 'm', fn: 'avg', over: '5m', below: 1 }],
  ['rate', { metric: 'm', falls: 1, within: '10m' }],
  ['equals', { metric: 'm', is: false }],
  ['equals', { metric: 'm', not: 'auto' }],
  ['no_data', { no_data: '5m' }],
  ['stuck', { metric: 'm', stuck: '24h' }],
  ['event', { event: ['entrapment'] }],
  ['all', { all: [{ metric: 'm', is: true }] }],
  ['any', { any: [{ metric: 'm', is: true }] }],
  ['none', { none: [{ metric: 'm', is: true }] }],
  ['stages', { stages: [{ metric: 'm', below: 1 }] }],
  ['other', { metric: 'm' }]
]

describe('the kind of a condition', () => {
  it.each(kinds)('%s: %j', (kind, condition) => expect(kindOf(condition)).toBe(kind))

  it.each(conditionKinds.filter((kind) => kind !== 'other'))('a new %s is one', (kind) => {
    expect(kindOf(emptyCondition(kind, 'm'))).toBe(kind)
  })
})

describe('a condition without its metric', () => {
  it.each<[Condition, boolean]>([
    [{ above: 0 }, true],
    [{ fn: 'avg', over: '5m', above: 0 }, true],
    [{ stages: [{ metric: 'm', above: 0 }, { above: 1 }] }, true],
    [{ all: [{ any: [{ is: true }] }] }, true],
    [{ metric: 'm', above: 0 }, false],
    [{ no_data: '5m' }, false],
    [{ event: ['entrapment'] }, false],
    [{ all: [{ metric: 'm', is: true }, { attribute: 'place', is: 'lift_pit' } as Condition] }, false]
  ])('%j: %s', (condition, lacks) => expect(lacksMetric(condition)).toBe(lacks))
})

describe('a changed rule', () => {
  const patches: [name: string, after: RuleBody, patch: object][] = [
    ['sends nothing when nothing changed', { ...rule }, {}],
    ['sends only what changed', { ...rule, below: 0.3 }, { below: 0.3 }],
    ['sends null for what is gone', withCondition(rule, { metric: 'outlet_pressure', below: 0.25 }), { clear_above: null }],
    [
      'replaces its condition by another kind of it',
      withCondition(rule, { stages: [{ metric: 'outlet_pressure', below: 0.2 }] }),
      { metric: null, below: null, clear_above: null, stages: [{ metric: 'outlet_pressure', below: 0.2 }] }
    ]
  ]
  it.each(patches)('%s', (_name, after, patch) => expect(patchOf(rule, after)).toEqual(patch))

  it('keeps the order of the fields that stay', () => {
    const after = withCondition(rule, { metric: 'outlet_pressure', below: 0.3, clear_above: 0.32 })
    expect(Object.keys(after)).toEqual(Object.keys(rule))
  })

  it('is the same whatever the order of its fields', () => {
    expect(sameJson({ a: 1, b: { c: 2, d: 3 } }, { b: { d: 3, c: 2 }, a: 1 })).toBe(true)
    expect(sameJson({ a: [1, 2] }, { a: [2, 1] })).toBe(false)
  })

  it('tells a nested difference where it is', () => {
    const before = { stages: [{ below: 1 }, { below: 2 }], role: 'guard' }
    const after = { stages: [{ below: 1 }, { below: 3 }], source: 'GB' }
    expect(differences(before, after)).toEqual([
      { field: 'stages.1.below', before: '2', after: '3' },
      { field: 'role', before: 'guard' },
      { field: 'source', after: 'GB' }
    ])
  })
})

const durations: [text: string, split: object | undefined][] = [
  ['15s', { count: 15, unit: 's' }],
  ['24h', { count: 24, unit: 'h' }],
  ['1w', { count: 7, unit: 'd' }],
  ['500ms', { count: 0.5, unit: 's' }],
  ['soon', undefined]
]

describe('durations', () => {
  it.each(durations)('%s', (text, split) => expect(splitDuration(text)).toEqual(split))

  it('are written in whole numbers', () => {
    expect(joinDuration({ count: 0.5, unit: 'm' })).toBe('30s')
    expect(joinDuration({ count: 0.5, unit: 's' })).toBe('500ms')
    expect(joinDuration({ count: 5, unit: 'm' })).toBe('5m')
  })
})

describe('the limits of a rule on a metric', () => {
  it('are those of its stages, each with its severity', () => {
    const staged = withCondition(rule, {
      stages: [
        { metric: 'level', below: 30, severity: 'minor' },
        { metric: 'level', below: 15 }
      ]
    })
    expect(limitsOn(staged, 'level')).toEqual([
      { side: 'below', value: 30, severity: 'minor' },
      { side: 'below', value: 15, severity: 'critical' }
    ])
  })

  it('are not those of a mean, of another equipment, or of another value', () => {
    const mean = withCondition(rule, { metric: 'level', fn: 'avg', over: '5m', below: 1 })
    const other = withCondition(rule, { all: [{ metric: 'level', below: 1, equipment: 'tank-2' }] })
    const relative = withCondition(rule, { metric: 'level', below: { attribute: 'set', plus: -1 } })
    for (const each of [mean, other, relative]) expect(limitsOn(each, 'level')).toEqual([])
  })
})

it('names the metrics of its own equipment, in order', () => {
  const parts = [
    { metric: 'running', is: true },
    { metric: 'level', below: 1, equipment: 'tank-2' },
    { any: [{ metric: 'flow', above: 1 }] }
  ]
  expect(metricsIn({ all: parts })).toEqual(['running', 'flow'])
})
