import { describe, expect, it } from 'vitest'
import { loadCatalogue, type MetricSpec } from '../../gateway/catalogue.ts'
import type { RuleInput } from '../../server/contract/rules.ts'
import type { FieldFault } from '../../server/errors.ts'
import { compileRule } from '../../server/rules/compile-rule.ts'
import { parseRule } from '../../server/rules/parse-rule.ts'
import type { Rule } from '../../server/rules/rule.ts'

const catalogue = loadCatalogue()
const header = { id: 'r', title: '标题', action: '处理', severity: 'major' } as const
const pump = { ...header, kind: 'booster_pump' } as const

function compiled(input: RuleInput, metrics?: Record<string, MetricSpec>): Rule {
  const result = compileRule(input, 3, catalogue, metrics)
  if (!result.ok) throw new Error(JSON.stringify(result.errors))
  return result.rule
}

function faults(input: RuleInput, metrics?: Record<string, MetricSpec>): FieldFault[] {
  const result = compileRule(input, 1, catalogue, metrics)
  return result.ok ? [] : result.errors
}

describe('a good rule', () => {
  it('carries its limits, durations in ms and header', () => {
    const rule = compiled({
      ...pump,
      metric: 'outlet_pressure',
      below: 0.25,
      clear_above: 0.28,
      for: '15s',
      clear_for: '30s',
      role: ['engineer', 'guard']
    })
    expect(rule).toEqual({
      header: {
        id: 'r',
        version: 3,
        title: '标题',
        action: '处理',
        severity: 'major',
        roles: ['engineer', 'guard'],
        ticket: true,
        metric: 'outlet_pressure'
      },
      scope: { kind: 'booster_pump' },
      condition: { type: 'limit', metric: 'outlet_pressure', below: { raise: 0.25, clear: 0.28 }, abs: false },
      forMs: 15_000,
      clearForMs: 30_000
    })
  })

  it('gets the defaults of what was left out', () => {
    const rule = compiled({ ...pump, metric: 'outlet_pressure', above: 0.6 })
    expect(rule).toMatchObject({ forMs: 0, clearForMs: 0, header: { roles: ['engineer'], ticket: true } })
    expect(rule.condition).toEqual({ type: 'limit', metric: 'outlet_pressure', above: { raise: 0.6, clear: null }, abs: false })
  })

  it('clears as late as it raises when only `for` is given', () => {
    expect(compiled({ ...pump, metric: 'flow', above: 1, for: '2m' })).toMatchObject({ forMs: 120_000, clearForMs: 120_000 })
  })

  it('opens no ticket for info unless told so', () => {
    const info = { ...pump, severity: 'info', metric: 'flow', above: 1 } as const
    expect(compiled(info).header.ticket).toBe(false)
    expect(compiled({ ...info, ticket: 'on' }).header.ticket).toBe(true)
    expect(compiled({ ...info, severity: 'critical', ticket: 'off' }).header.ticket).toBe(false)
  })

  it.each<[string, RuleInput, Rule['condition']]>([
    [
      'both sides at once',
      { ...header, kind: 'environment', metric: 'temperature', above: 40, clear_below: 38, below: 5, clear_above: 6 },
      { type: 'limit', metric: 'temperature', below: { raise: 5, clear: 6 }, above: { raise: 40, clear: 38 }, abs: false }
    ],
    [
      'a magnitude',
      { ...header, kind: 'elevator', metric: 'car_speed', above: 2.8, abs: true },
      { type: 'limit', metric: 'car_speed', above: { raise: 2.8, clear: null }, abs: true }
    ],
    ['a limit on a counter', { ...pump, metric: 'run_hours', above: 5000 }, expect.objectContaining({ metric: 'run_hours' })],
    ['a flag', { ...pump, metric: 'fault', is: true }, { type: 'equals', metric: 'fault', value: true, negate: false }],
    [
      'a word',
      { ...pump, metric: 'control_mode', not: 'auto' },
      { type: 'equals', metric: 'control_mode', value: 'auto', negate: true }
    ],
    ['silence of everything', { ...pump, no_data: '5m' }, { type: 'no_data', metric: null, silenceMs: 300_000 }],
    [
      'silence of one metric',
      { ...pump, metric: 'flow', no_data: '1h' },
      { type: 'no_data', metric: 'flow', silenceMs: 3_600_000 }
    ],
    ['one event', { ...header, kind: 'elevator', event: 'entrapment' }, { type: 'event', codes: ['entrapment'], until: [] }],
    [
      'events until others, unknown codes too',
      { ...header, kind: 'elevator', event: ['entrapment', 'local_17'], until: 'clear' },
      { type: 'event', codes: ['entrapment', 'local_17'], until: ['clear'] }
    ]
  ])('may judge %s', (_what, input, condition) => {
    expect(compiled(input).condition).toEqual(condition)
  })

  it('may stand on one equipment, with the metrics that one has', () => {
    const oil: MetricSpec = { type: 'number', unit: 'Cel', zh: '油温', en: 'Oil temperature' }
    const rule = compiled({ ...header, equipment: 'pump-1', metric: 'oil_temp', above: 80 }, { oil_temp: oil })
    expect(rule.scope).toEqual({ equipment: 'pump-1' })
  })

  it('may name a metric that the site added to a kind', () => {
    const state: MetricSpec = { type: 'string', zh: '状态', en: 'State' }
    expect(compiled({ ...header, kind: 'custom', metric: 'state', is: 'any word' }, { state }).scope).toEqual({ kind: 'custom' })
  })
})

describe('a bad rule is refused by field', () => {
  it.each<[string, RuleInput, string, string]>([
    ['no condition', { ...pump, metric: 'flow' }, 'condition', 'missing: expected one of below'],
    [
      'two conditions',
      { ...pump, metric: 'flow', below: 1, no_data: '5m' },
      'no_data',
      'exactly one condition, found below, no_data'
    ],
    ['is and not', { ...pump, metric: 'fault', is: true, not: false }, 'not', 'exactly one condition, found is, not'],
    ['a limit without metric', { ...pump, below: 1 }, 'metric', 'missing'],
    ['an unknown metric', { ...pump, metric: 'colour', below: 1 }, 'metric', 'unknown metric colour of booster_pump'],
    ['a metric from Object', { ...pump, metric: 'constructor', below: 1 }, 'metric', 'unknown metric constructor'],
    ['neither kind nor equipment', { ...header, metric: 'flow', below: 1 }, 'kind', 'expected kind or equipment'],
    ['both kind and equipment', { ...pump, equipment: 'pump-1', metric: 'flow', below: 1 }, 'equipment', 'not both'],
    ['an unknown kind', { ...header, kind: 'pump', metric: 'flow', below: 1 }, 'kind', 'unknown kind pump: expected one of'],
    ['unknown equipment', { ...header, equipment: 'pump-9', metric: 'flow', below: 1 }, 'equipment', 'unknown equipment pump-9'],
    ['a limit on a flag', { ...pump, metric: 'fault', above: 1 }, 'above', 'fault is a boolean: expected is or not'],
    ['a limit on words', { ...pump, metric: 'control_mode', below: 1 }, 'below', 'control_mode is a string'],
    ['equality of a number', { ...pump, metric: 'flow', is: true }, 'is', 'flow is a number: expected below or above'],
    ['a word for a flag', { ...pump, metric: 'fault', is: 'yes' }, 'is', 'expected true or false'],
    ['a flag for a word', { ...pump, metric: 'control_mode', not: true }, 'not', 'expected a word'],
    ['an unknown word', { ...pump, metric: 'control_mode', is: 'remote' }, 'is', 'expected one of auto, manual, off'],
    ['a clear limit below below', { ...pump, metric: 'flow', below: 2, clear_above: 1 }, 'clear_above', 'not be less'],
    ['a clear limit above above', { ...pump, metric: 'flow', above: 2, clear_below: 3 }, 'clear_below', 'not be greater'],
    ['a clear limit on the other side', { ...pump, metric: 'flow', below: 2, clear_below: 1 }, 'clear_below', 'only with above'],
    ['abs without a limit', { ...pump, metric: 'fault', is: true, abs: true }, 'abs', 'only with below or above'],
    ['a negative magnitude', { ...pump, metric: 'flow', above: -1, abs: true }, 'abs', 'no negative limit'],
    ['sides that meet', { ...pump, metric: 'flow', below: 5, above: 5 }, 'below', 'must leave room under above'],
    [
      'clear limits that cross',
      { ...pump, metric: 'flow', below: 1, clear_above: 6, above: 9, clear_below: 5 },
      'below',
      'leave room'
    ],
    ['no silence at all', { ...pump, no_data: '0s' }, 'no_data', 'longer than 0'],
    ['an event with a metric', { ...pump, event: 'x', metric: 'flow' }, 'metric', 'an event has no metric'],
    ['until without event', { ...pump, metric: 'flow', below: 1, until: 'clear' }, 'until', 'only with event'],
    ['one code on both sides', { ...pump, event: ['a', 'b'], until: 'b' }, 'until', 'b cannot both raise and clear'],
    ['an empty code', { ...pump, event: '' }, 'event', 'one or more event codes'],
    ['no duration', { ...pump, metric: 'flow', below: 1, for: 'soon' }, 'for', 'expected a duration'],
    ['no clear duration', { ...pump, metric: 'flow', below: 1, clear_for: '1' }, 'clear_for', 'expected a duration']
  ])('%s', (_what, input, field, message) => {
    expect(faults(input)).toContainEqual({ field, message: expect.stringContaining(message) })
  })

  it('says all that is wrong, not the first thing only', () => {
    const fields = faults({ ...header, kind: 'pump', below: 1, until: 'clear', for: 'soon' }).map(({ field }) => field)
    expect(fields).toEqual(['kind', 'until', 'metric', 'for'])
  })
})

describe('what this version cannot judge', () => {
  it.each<[string, Record<string, unknown>, FieldFault]>([
    ['stages', { stages: [] }, { field: 'stages', message: 'not supported yet: stages' }],
    ['rates', { metric: 'flow', falls: 1 }, { field: 'falls', message: 'not supported yet: falls' }],
    ['latching', { metric: 'fault', is: true, latching: true }, { field: 'latching', message: 'not supported yet: latching' }],
    [
      'a limit after an attribute',
      { metric: 'motor_current', above: { attribute: 'rated_current', times: 1.1 } },
      { field: 'above', message: 'not supported yet: above.attribute' }
    ],
    [
      'a limit after a metric',
      { metric: 'outlet_pressure', below: { metric: 'set_pressure', plus: -0.08 } },
      { field: 'below', message: 'not supported yet: below.metric' }
    ]
  ])('is said by name: %s', (_what, condition, fault) => {
    const raw = { ...pump, ...condition }
    expect(parseRule(raw)).toEqual({ ok: false, errors: [fault] })
    expect(faults(raw as RuleInput)).toEqual([fault])
  })

  it('is told apart from what is plainly unknown', () => {
    expect(parseRule({ ...pump, metric: 'flow', bellow: 1 })).toMatchObject({
      ok: false,
      errors: [{ message: 'Unrecognized key: "bellow"' }]
    })
  })
})
