import { describe, expect, it } from 'vitest'
import { loadCatalogue, type MetricSpec } from '../../gateway/catalogue.ts'
import type { RuleInput } from '../../server/contract/rules.ts'
import type { FieldFault } from '../../server/errors.ts'
import { compileRule } from '../../server/rules/compile-rule.ts'
import { parseRule } from '../../server/rules/parse-rule.ts'
import type { Condition, Node, Rule } from '../../server/rules/rule.ts'
import { checkSuppression } from '../../server/rules/suppression.ts'

const catalogue = loadCatalogue()
const header = { id: 'r', title: '标题', action: '处理', severity: 'major' } as const
const pump = { ...header, kind: 'booster_pump' } as const

function compiled(input: RuleInput, metrics?: Record<string, MetricSpec>): Rule {
  const result = compileRule(input, 3, catalogue, metrics)
  if (!result.ok) throw new Error(JSON.stringify(result.errors))
  return result.rule
}

function tree(root: Node): Condition {
  return { type: 'tree', root }
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
        metric: 'outlet_pressure',
        latching: false,
        suppressedBy: [],
        clearForMs: 30_000
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

/** A part that is fine beside others. */
const runs = { metric: 'running', is: true } as const
const own = { target: null } as const
const panels = { same: 'zone', kind: 'fire_alarm_panel' } as const

describe('a condition of more than one value', () => {
  it.each<[string, RuleInput, Condition]>([
    [
      'a limit after an attribute',
      { ...pump, metric: 'motor_current', above: { attribute: 'rated_current', times: 1.1 } },
      tree({
        type: 'limit',
        ...own,
        metric: 'motor_current',
        above: { raise: { from: 'attribute', name: 'rated_current', times: 1.1, plus: 0 }, clear: null },
        abs: false
      })
    ],
    [
      'a limit after a metric, its clear limit too',
      {
        ...pump,
        metric: 'outlet_pressure',
        below: { metric: 'set_pressure', plus: -0.08 },
        clear_above: { metric: 'set_pressure', plus: -0.05 }
      },
      tree({
        type: 'limit',
        ...own,
        metric: 'outlet_pressure',
        below: {
          raise: { from: 'metric', name: 'set_pressure', times: 1, plus: -0.08 },
          clear: { from: 'metric', name: 'set_pressure', times: 1, plus: -0.05 }
        },
        abs: false
      })
    ],
    [
      'a fall',
      { ...pump, metric: 'outlet_pressure', falls: 0.05, within: '10m' },
      tree({ type: 'move', ...own, metric: 'outlet_pressure', direction: 'falls', by: 0.05, withinMs: 600_000 })
    ],
    [
      'a window',
      { ...pump, metric: 'outlet_pressure', fn: 'avg', over: '5m', below: 0.3 },
      tree({
        type: 'window',
        ...own,
        metric: 'outlet_pressure',
        fn: 'avg',
        overMs: 300_000,
        below: { raise: 0.3, clear: null },
        abs: false
      })
    ],
    [
      'a count of words',
      { ...pump, metric: 'control_mode', fn: 'count', over: '1h', above: 10 },
      expect.objectContaining({ root: expect.objectContaining({ fn: 'count' }) })
    ],
    [
      'a frozen value',
      { ...pump, metric: 'outlet_pressure', stuck: '24h' },
      tree({ type: 'stuck', ...own, metric: 'outlet_pressure', stuckMs: 86_400_000 })
    ],
    [
      'parts in parts, of others too',
      {
        ...header,
        kind: 'fire_door',
        all: [{ metric: 'open', is: true }, { any: [{ metric: 'fire_alarm', is: true, equipment: panels }] }]
      },
      tree({
        type: 'all',
        parts: [
          { type: 'equals', ...own, metric: 'open', value: true, negate: false },
          { type: 'any', parts: [{ type: 'equals', target: panels, metric: 'fire_alarm', value: true, negate: false }] }
        ]
      })
    ],
    [
      'one value beside a test flag',
      { ...header, kind: 'fire_alarm_panel', metric: 'fire_alarm', is: true, not_during: 'test' },
      tree({ type: 'equals', ...own, metric: 'fire_alarm', value: true, negate: false })
    ]
  ])('may be %s', (_what, input, condition) => {
    expect(compiled(input).condition).toEqual(condition)
  })

  it('may rise in stages, each with what it does not say from the rule', () => {
    const rule = compiled({
      ...pump,
      severity: undefined,
      for: '60s',
      stages: [
        { metric: 'vibration', above: 4.5, for: '5m', severity: 'info' },
        { metric: 'vibration', above: 7.1, clear_for: '2m', severity: 'major' }
      ]
    })
    expect(rule.header).toMatchObject({ severity: 'info', metric: 'vibration', ticket: false })
    expect(rule.condition).toMatchObject({
      type: 'stages',
      stages: [
        { severity: 'info', ticket: false, forMs: 300_000, clearForMs: 300_000, condition: { type: 'limit' } },
        { severity: 'major', ticket: true, forMs: 60_000, clearForMs: 120_000 }
      ]
    })
  })

  it('may follow an attribute that its one equipment has', () => {
    const input = { ...header, equipment: 'pump-1', metric: 'motor_current', above: { attribute: 'rated_current' } } as const
    const metrics = catalogue.get('booster_pump')?.metrics
    const site = (attributes: Record<string, string | number>) => ({ attributesOf: () => attributes })
    const errorsOf = (attributes: Record<string, string | number>) => {
      const result = compileRule(input, 1, catalogue, metrics, site(attributes))
      return result.ok ? [] : result.errors
    }
    expect(errorsOf({ rated_current: 32 })).toEqual([])
    expect(errorsOf({ power: 32 })).toEqual([{ field: 'above', message: 'unknown attribute rated_current of pump-1' }])
    expect(errorsOf({ rated_current: '32 A' })).toEqual([
      { field: 'above', message: 'attribute rated_current of pump-1 is no number' }
    ])
  })

  it('takes a clear limit that equals the limit for one that is left out', () => {
    expect(compiled({ ...pump, metric: 'flow', above: 0, clear_below: 0 }).condition).toMatchObject({
      above: { raise: 0, clear: null }
    })
  })

  it('carries what the alarm does with it into its header', () => {
    const rule = compiled({ ...pump, metric: 'fault', is: true, latching: true, suppressed_by: ['power_cabinet.mains_lost'] })
    expect(rule.header).toMatchObject({ latching: true, suppressedBy: ['power_cabinet.mains_lost'] })
  })

  it.each<[string, RuleInput, string, string]>([
    ['a fall without its time', { ...pump, metric: 'flow', falls: 1 }, 'within', 'longer than 0'],
    ['a fall within no time', { ...pump, metric: 'flow', falls: 1, within: '0s' }, 'within', 'longer than 0'],
    ['a fall of a flag', { ...pump, metric: 'fault', falls: 1, within: '1m' }, 'falls', 'fault is a boolean'],
    ['time without a fall', { ...pump, metric: 'flow', below: 1, within: '1m' }, 'within', 'only with falls or rises'],
    ['a fall and a rise', { ...pump, metric: 'flow', falls: 1, rises: 1, within: '1m' }, 'rises', 'exactly one condition'],
    ['a window without its span', { ...pump, metric: 'flow', fn: 'avg', below: 1 }, 'over', 'longer than 0'],
    ['a window without a limit', { ...pump, metric: 'flow', fn: 'avg', over: '5m' }, 'below', 'expected below or above'],
    ['an average of words', { ...pump, metric: 'control_mode', fn: 'avg', over: '5m', below: 1 }, 'fn', 'expected count'],
    ['a span without a window', { ...pump, metric: 'flow', below: 1, over: '5m' }, 'over', 'only with fn'],
    ['a value frozen for no time', { ...pump, metric: 'flow', stuck: '0s' }, 'stuck', 'longer than 0'],
    [
      'a limit after an unknown metric',
      { ...pump, metric: 'flow', above: { metric: 'colour' } },
      'above',
      'unknown metric colour'
    ],
    ['a limit after a flag', { ...pump, metric: 'flow', above: { metric: 'running' } }, 'above', 'running is a boolean'],
    [
      'a clear limit on the wrong side of the same metric',
      {
        ...pump,
        metric: 'flow',
        below: { metric: 'inlet_pressure', plus: -0.1 },
        clear_above: { metric: 'inlet_pressure', plus: -0.2 }
      },
      'clear_above',
      'must not be less'
    ],
    [
      'an unknown metric in a part',
      { ...pump, all: [runs, { metric: 'colour', below: 1 }] },
      'all.1.metric',
      'unknown metric colour'
    ],
    ['a part without a condition', { ...pump, any: [runs, { metric: 'flow' }] }, 'any.1.condition', 'missing'],
    ['a metric beside parts', { ...pump, metric: 'flow', all: [runs] }, 'metric', 'belongs into a part of all'],
    ['parts beside a limit', { ...pump, metric: 'flow', below: 1, all: [runs] }, 'all', 'exactly one condition'],
    ['an event part that never ends', { ...pump, all: [runs, { event: 'x' }] }, 'all.1.until', 'must last until something'],
    [
      'a part of an unknown kind',
      { ...pump, any: [{ metric: 'flow', below: 1, equipment: { same: 'zone', kind: 'pump' } }] },
      'any.0.equipment.kind',
      'unknown kind pump'
    ],
    [
      'a metric that the other kind has not',
      { ...pump, any: [{ metric: 'flow', below: 1, equipment: panels }] },
      'any.0.metric',
      'unknown metric flow of fire_alarm_panel'
    ],
    ['no stage', { ...pump, stages: [] }, 'stages', 'one stage or more'],
    [
      'stages that do not rise',
      {
        ...pump,
        stages: [
          { metric: 'flow', above: 1, severity: 'major' },
          { metric: 'flow', above: 2, severity: 'minor' }
        ]
      },
      'stages.1.severity',
      'expected major or worse, mildest first'
    ],
    [
      'a stage with a faulty condition',
      { ...pump, stages: [{ metric: 'flow', below: 2, clear_above: 1, severity: 'major' }] },
      'stages.0.clear_above',
      'must not be less'
    ],
    [
      'a condition beside stages',
      { ...pump, metric: 'flow', stages: [{ metric: 'flow', above: 1 }] },
      'metric',
      'belongs into a stage'
    ],
    ['no severity', { ...pump, severity: undefined, metric: 'flow', above: 1 }, 'severity', 'missing: expected one of critical'],
    ['a rule that quiets itself', { ...pump, metric: 'flow', above: 1, suppressed_by: ['r'] }, 'suppressed_by', 'itself']
  ])('is refused with %s', (_what, input, field, message) => {
    expect(faults(input)).toContainEqual({ field, message: expect.stringContaining(message) })
  })

  it('is refused with a part of equipment that is not there', () => {
    const input = { ...pump, any: [{ ...runs, equipment: 'pump-9' }] }
    const result = compileRule(input, 1, catalogue, undefined, { metricsOf: () => undefined })
    expect(result).toEqual({ ok: false, errors: [{ field: 'any.0.equipment', message: 'unknown equipment pump-9' }] })
  })
})

describe('what is no rule at all', () => {
  it.each<[string, Record<string, unknown>, string, string]>([
    ['an unknown word', { metric: 'flow', bellow: 1 }, 'bellow', 'unknown field'],
    ['no 处置措施', { metric: 'flow', below: 1, action: undefined }, 'action', 'expected string'],
    [
      'a limit after two things',
      { metric: 'flow', below: { metric: 'a', attribute: 'b' } },
      'below',
      'expected a metric or an attribute'
    ],
    ['a fall upwards', { metric: 'flow', falls: -1, within: '1m' }, 'falls', 'expected number to be >0'],
    ['an unknown function', { metric: 'flow', fn: 'mean', over: '1m' }, 'fn', 'expected one of'],
    ['an unknown word deep inside', { all: [{ any: [{ metric: 'flow', bellow: 1 }] }] }, 'all.0.any.0.bellow', 'unknown field']
  ])('is refused by field: %s', (_what, condition, field, message) => {
    expect(parseRule({ ...pump, ...condition })).toMatchObject({
      ok: false,
      errors: [{ field, message: expect.stringContaining(message) }]
    })
  })
})

describe('rules that quiet each other', () => {
  it('are refused for unknown names and circles, each by its id', () => {
    const faulty = checkSuppression([
      { id: 'a', suppressed_by: ['b'] },
      { id: 'b', suppressed_by: ['c'] },
      { id: 'c', suppressed_by: ['a'] },
      { id: 'd', suppressed_by: ['a', 'ghost'] },
      { id: 'e' }
    ])
    expect([...faulty]).toEqual([
      ['a', [{ field: 'suppressed_by', message: 'goes in a circle: a → b → c → a' }]],
      ['b', [{ field: 'suppressed_by', message: 'goes in a circle: b → c → a → b' }]],
      ['c', [{ field: 'suppressed_by', message: 'goes in a circle: c → a → b → c' }]],
      ['d', [{ field: 'suppressed_by', message: 'unknown rule ghost' }]]
    ])
  })
})

describe('a rule by learned baselines', () => {
  const odd: RuleInput = { ...pump, severity: 'minor', anomaly: { metrics: ['motor_power', 'flow'] } }

  it('judges at medium sensitivity what lasts 30 min, as an alarm of its own kind, unless it says otherwise', () => {
    expect(compiled(odd)).toMatchObject({
      header: { kind: 'anomaly', severity: 'minor', metric: 'motor_power', ticket: true },
      condition: { type: 'anomaly', metrics: ['motor_power', 'flow'], sensitivity: 'medium' },
      forMs: 1_800_000,
      clearForMs: 1_800_000
    })
    expect(compiled({ ...odd, for: '1h', clear_for: '2h', anomaly: { metrics: ['flow'], sensitivity: 'high' } })).toMatchObject({
      condition: { sensitivity: 'high' },
      forMs: 3_600_000,
      clearForMs: 7_200_000
    })
  })

  it.each<[string, RuleInput, string, string]>([
    ['a severity above P3', { ...odd, severity: 'major' }, 'severity', 'P3 at most'],
    ['a critical one', { ...odd, severity: 'critical' }, 'severity', 'P3 at most'],
    ['an unknown metric', { ...odd, anomaly: { metrics: ['level'] } }, 'anomaly.metrics.0', 'unknown metric level'],
    ['a boolean', { ...odd, anomaly: { metrics: ['flow', 'running'] } }, 'anomaly.metrics.1', 'expected a number'],
    ['a counter', { ...odd, anomaly: { metrics: ['run_hours'] } }, 'anomaly.metrics.0', 'expected a number'],
    ['a metric named twice', { ...odd, anomaly: { metrics: ['flow', 'flow'] } }, 'anomaly.metrics.1', 'named twice'],
    ['a second condition', { ...odd, metric: 'flow', below: 3 }, 'below', 'does not go with anomaly'],
    ['latching', { ...odd, latching: true }, 'latching', 'does not go with anomaly'],
    ['a test window', { ...odd, not_during: 'test' }, 'not_during', 'does not go with anomaly']
  ])('refuses %s', (_what, input, field, message) => {
    expect(faults(input)).toContainEqual({ field, message: expect.stringContaining(message) })
  })

  it.each([
    [{ metrics: [] }, 'anomaly.metrics'],
    [{ metrics: ['flow'], sensitivity: 'extreme' }, 'anomaly.sensitivity'],
    ['flow', 'anomaly']
  ])('is refused when written as %j', (anomaly, field) => {
    const parsed = parseRule({ ...odd, anomaly })
    expect(parsed.ok ? [] : parsed.errors.map((fault) => fault.field)).toContain(field)
  })
})
