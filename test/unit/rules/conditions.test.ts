/** Every condition as steps of a day: what is read, and what the rule says to it. */
import { describe, expect, it } from 'vitest'
import { dayOf, engineUnder, type RuleText, type Step, take } from '../../support/rule-day.ts'

const minute = 60
const hour = 60 * minute

function nameOf(rule: RuleText, steps: readonly Step[]): string {
  const shown = steps.map(
    ([at, read, more]) =>
      `${at}s ${[read && JSON.stringify(read), more && JSON.stringify(more)].filter(Boolean).join(' ') || 'tick'}`
  )
  const { id: _id, title: _title, ...condition } = rule
  return `${JSON.stringify(condition)}: ${shown.length > 6 ? [...shown.slice(0, 5), '…'].join(', ') : shown.join(', ')}`.replaceAll(
    '"',
    ''
  )
}

/** Readings of one metric, every so many seconds. */
const every = (period: number, metric: string, ...values: (number | boolean)[]): Step[] =>
  values.map((value, index) => [index * period, { [metric]: value }])

type Day = [rule: RuleText, steps: Step[], said: string[]]

function describeDays(what: string, days: Day[]): void {
  describe(what, () => {
    it.each(days.map((day) => [nameOf(day[0], day[1]), ...day] as const))('%s', (_name, rule, steps, said) => {
      expect(dayOf([rule], steps)).toEqual(said)
    })
  })
}

const current = { metric: 'motor_current', above: { attribute: 'rated_current', times: 1.1 } } as const
const belowSet = { metric: 'outlet_pressure', below: { metric: 'set_pressure', plus: -0.08 } } as const
const dry = {
  all: [
    { metric: 'running', is: true },
    { metric: 'inlet_pressure', below: 0.02, clear_above: 0.05 }
  ]
}
const water = {
  any: [
    { metric: 'residual_chlorine', below: 0.05, clear_above: 0.08 },
    { metric: 'turbidity', above: 1, clear_below: 0.8 }
  ]
}
const inFire: RuleText = {
  kind: 'fire_door',
  all: [
    { metric: 'open', is: true },
    { metric: 'fire_alarm', is: true, equipment: { same: 'zone', kind: 'fire_alarm_panel' } }
  ]
}

describeDays('a limit after an attribute', [
  [
    current,
    [
      [0, { motor_current: 35.2 }],
      [1, { motor_current: 35.3 }],
      [2, { motor_current: 35 }]
    ],
    ['raised 1>1', 'cleared 1>2']
  ],
  // pump-2 does not say what it is rated at.
  [current, [[0, { motor_current: 900 }, { of: 'pump-2' }], [9]], []]
])

describeDays('a limit after a metric', [
  [
    belowSet,
    [
      [0, { set_pressure: 0.4 }],
      [1, { outlet_pressure: 0.32 }],
      [2, { outlet_pressure: 0.31 }]
    ],
    ['raised 2>2']
  ],
  // Never told, or told so long ago that it says nothing any more: 3 of 300 s.
  [belowSet, [[0, { outlet_pressure: 0.01 }]], []],
  [
    belowSet,
    [
      [0, { set_pressure: 0.4 }],
      [899, { outlet_pressure: 0.31 }]
    ],
    ['raised 899>899']
  ],
  [
    belowSet,
    [
      [0, { set_pressure: 0.4 }],
      [900, { outlet_pressure: 0.31 }]
    ],
    []
  ],
  // The limit moves, the value does not.
  [
    belowSet,
    [
      [0, { set_pressure: 0.4, outlet_pressure: 0.4 }],
      [1, { set_pressure: 0.6 }]
    ],
    ['raised 1>1']
  ],
  // Both come in one message: the old limit is not held against the new value.
  [
    belowSet,
    [
      [0, { set_pressure: 0.6, outlet_pressure: 0.6 }],
      [1, { outlet_pressure: 0.4, set_pressure: 0.4 }]
    ],
    []
  ]
])

describeDays('a fall or rise', [
  [
    { metric: 'outlet_pressure', falls: 0.05, within: '10m' },
    [...every(minute, 'outlet_pressure', 0.35, 0.33, 0.31, 0.3, 0.29)],
    ['raised 240>240']
  ],
  // By exactly as much is not more.
  [{ metric: 'outlet_pressure', falls: 0.05, within: '10m' }, every(minute, 'outlet_pressure', 0.35, 0.3), []],
  // Ten minutes later to the second is within, a second more is not.
  [
    { metric: 'outlet_pressure', falls: 0.05, within: '10m' },
    [
      [0, { outlet_pressure: 0.5 }],
      [600, { outlet_pressure: 0.4 }]
    ],
    ['raised 600>600']
  ],
  [
    { metric: 'outlet_pressure', falls: 0.05, within: '10m' },
    [
      [0, { outlet_pressure: 0.5 }],
      [601, { outlet_pressure: 0.4 }]
    ],
    []
  ],
  // The highest counts, not the first; and it is over when the height is out of sight.
  [
    { metric: 'outlet_pressure', falls: 0.05, within: '2m' },
    every(minute, 'outlet_pressure', 0.3, 0.4, 0.34, 0.34, 0.34),
    ['raised 120>120', 'cleared 120>240']
  ],
  [
    { metric: 'outlet_pressure', falls: 0.05, within: '2m', clear_for: '2m' },
    every(minute, 'outlet_pressure', 0.4, 0.3, 0.3, 0.3, 0.3, 0.3),
    ['raised 60>60', 'cleared 60>300']
  ],
  [
    { metric: 'outlet_pressure', rises: 0.1, within: '5m' },
    every(minute, 'outlet_pressure', 0.3, 0.2, 0.25, 0.31),
    ['raised 180>180']
  ]
])

const over = (fn: 'avg' | 'min' | 'max' | 'sum' | 'count' | 'stddev', limits: object): RuleText => ({
  metric: 'flow',
  fn,
  over: '1m',
  ...limits
})
describeDays('a window', [
  [over('avg', { below: 2 }), every(20, 'flow', 3, 2, 1, 1), ['raised 60>60']],
  // The reading of a minute ago has just left.
  [over('avg', { above: 5 }), every(30, 'flow', 1, 9, 2), ['raised 60>60']],
  [over('min', { above: 1 }), every(30, 'flow', 1, 2, 2), ['raised 60>60']],
  [over('max', { below: 2, clear_above: 3 }), every(30, 'flow', 2, 1, 1, 2, 4), ['raised 60>60', 'cleared 60>120']],
  [over('sum', { above: 5 }), every(20, 'flow', 2, 2, 2, 0), ['raised 40>40', 'cleared 40>60']],
  [over('count', { above: 2 }), every(20, 'flow', 0, 0, 0, 0), ['raised 40>40']],
  [over('stddev', { above: 1 }), every(20, 'flow', 5, 5, 9), ['raised 40>40']],
  [{ metric: 'running', fn: 'avg', over: '1m', above: 0.5 }, every(20, 'running', false, true, true), ['raised 40>40']],
  // What reports on change slides out although nothing comes.
  [
    { kind: 'elevator', metric: 'door_closed', fn: 'count', over: '1m', above: 2, clear_for: '0s' },
    [...every(10, 'door_closed', true, false, true).map(([at, read]): Step => [at, read, { of: 'lift-1' }]), [59], [60]],
    ['lift-1 raised 20>20', 'lift-1 cleared 20>60']
  ]
])

describeDays('a frozen value', [
  [
    { metric: 'outlet_pressure', stuck: '1h' },
    every(20 * minute, 'outlet_pressure', 0.4, 0.4, 0.4, 0.4, 0.41),
    ['raised 3600>3600', 'cleared 3600>4800']
  ],
  [{ metric: 'outlet_pressure', stuck: '1h' }, every(20 * minute, 'outlet_pressure', 0.4, 0.4, 0.4, 0.41, 0.4), []],
  // Silence is no stillness.
  [{ metric: 'outlet_pressure', stuck: '1h' }, [[0, { outlet_pressure: 0.4 }], [10, { outlet_pressure: 0.4 }], [2 * hour]], []],
  [
    {
      all: [
        { metric: 'running', is: true },
        { metric: 'outlet_pressure', stuck: '1h' }
      ]
    },
    [
      [0, { running: false, outlet_pressure: 0.4 }],
      [3500, { running: false, outlet_pressure: 0.4 }],
      [3600, { running: false, outlet_pressure: 0.4 }],
      [3700, { running: true, outlet_pressure: 0.4 }]
    ],
    ['raised 3700>3700']
  ]
])

describeDays('all', [
  [
    dry,
    [
      [0, { running: true, inlet_pressure: 0.01 }],
      [1, { running: false, inlet_pressure: 0.01 }]
    ],
    ['raised 0>0', 'cleared 0>1']
  ],
  // All of a message is known before it is judged.
  [
    dry,
    [
      [0, { running: false, inlet_pressure: 0.01 }],
      [1, { running: true, inlet_pressure: 0.3 }]
    ],
    []
  ],
  [{ ...dry, for: '10s' }, [[0, { running: true }], [5, { inlet_pressure: 0 }], [14.999], [15]], ['raised 5>15']],
  [
    { ...dry, for: '10s' },
    [[0, { running: true, inlet_pressure: 0 }], [5, { inlet_pressure: 0.03 }], [6, { inlet_pressure: 0 }], [16]],
    ['raised 6>16']
  ],
  // One of them never said, or not fresh any more: 3 of 10 s, at least 5 min.
  [
    dry,
    [
      [0, { inlet_pressure: 0 }],
      [100, { inlet_pressure: 0 }]
    ],
    []
  ],
  [
    dry,
    [
      [0, { running: true }],
      [299, { inlet_pressure: 0 }]
    ],
    ['raised 299>299']
  ],
  [
    dry,
    [
      [0, { running: true }],
      [300, { inlet_pressure: 0 }]
    ],
    []
  ],
  // Unknown is not clear: the alarm keeps its state.
  [
    dry,
    [
      [0, { running: true, inlet_pressure: 0 }],
      [300, { inlet_pressure: 0.4 }],
      [301, { running: true }]
    ],
    ['raised 0>0', 'cleared 0>301']
  ],
  // But it is no breach either: a delay that runs ends.
  [
    { ...dry, for: '6m' },
    [
      [0, { running: true, inlet_pressure: 0 }],
      [310, { inlet_pressure: 0.4 }],
      [320, { running: true, inlet_pressure: 0 }],
      [679],
      [680]
    ],
    ['raised 320>680']
  ],
  // A delay that runs goes on in silence.
  [{ ...dry, for: '10m' }, [[0, { running: true, inlet_pressure: 0 }], [600]], ['raised 0>600']],
  // What was sent late is judged by the device's clock, and said when it turns out to last.
  [
    { ...dry, for: '10s' },
    [...[0, 5, 10].map((at): Step => [at, { running: true, inlet_pressure: 0 }, { after: 2 * hour }]), [2 * hour + 20]],
    ['raised 0>10']
  ],
  [
    dry,
    [
      [0, { running: true }, { after: 2 * hour }],
      [400, { inlet_pressure: 0 }, { after: 2 * hour }]
    ],
    []
  ]
])

describeDays('any', [
  [
    water,
    [
      [0, { turbidity: 1.1 }],
      [60, { turbidity: 0.9 }],
      [120, { turbidity: 0.7 }]
    ],
    ['raised 0>0', 'cleared 0>120']
  ],
  // Clear needs both known, as far as there are both.
  [
    water,
    [
      [0, { turbidity: 1.1, residual_chlorine: 0.5 }],
      [900, { turbidity: 0.7 }],
      [960, { residual_chlorine: 0.5 }]
    ],
    ['raised 0>0', 'cleared 0>960']
  ],
  [
    water,
    [
      [0, { turbidity: 1.1, residual_chlorine: 0.5 }],
      [60, { turbidity: 0.7 }]
    ],
    ['raised 0>0', 'cleared 0>60']
  ],
  [
    water,
    [
      [0, { turbidity: 1.1, residual_chlorine: 0.01 }],
      [60, { turbidity: 0.1 }],
      [120, { residual_chlorine: 0.09 }]
    ],
    ['raised 0>0', 'cleared 0>120']
  ],
  [water, [[0, { turbidity: 0.1, residual_chlorine: 0.06 }]], []]
])

describeDays('none', [
  [
    { none: [{ metric: 'running', is: true }] },
    [
      [0, { running: true }],
      [1, { running: false }],
      [2, { running: true }]
    ],
    ['raised 1>1', 'cleared 1>2']
  ],
  [
    { none: [{ metric: 'flow', above: 1, clear_below: 0.5 }] },
    [
      [0, { flow: 0.4 }],
      [1, { flow: 0.7 }],
      [2, { flow: 2 }]
    ],
    ['raised 0>0', 'cleared 0>2']
  ]
])

describeDays('parts that look at other equipment', [
  [
    inFire,
    [
      [0, { open: true }, { of: 'door-1' }],
      [1, { fire_alarm: false }, { of: 'panel-1' }],
      [2, { fire_alarm: true }, { of: 'panel-3' }],
      [3, { fire_alarm: true }, { of: 'panel-2' }],
      [4, { open: false }, { of: 'door-1' }]
    ],
    ['door-1 raised 3>3', 'door-1 cleared 3>4']
  ],
  // door-2 is in no zone: nothing is known of a fire there.
  [
    inFire,
    [
      [0, { open: true }, { of: 'door-2' }],
      [1, { fire_alarm: true }, { of: 'panel-1' }]
    ],
    []
  ],
  [
    { any: [{ metric: 'flow', above: 5, equipment: 'pump-2' }], equipment: 'pump-1', kind: undefined },
    [
      [0, { flow: 9 }],
      [1, { flow: 9 }, { of: 'pump-2' }]
    ],
    ['raised 1>1']
  ]
])

const entrapment: RuleText = {
  kind: 'elevator',
  all: [
    { metric: 'occupied', is: true },
    {
      any: [
        { metric: 'in_door_zone', is: false },
        {
          all: [
            { metric: 'door_closed', is: true },
            { event: ['door_open_fault'], until: ['clear'] }
          ]
        }
      ]
    }
  ]
}
const lift = { of: 'lift-1' }
describeDays('an event beside metrics', [
  [
    entrapment,
    [
      [0, { occupied: true, in_door_zone: true, door_closed: true }, lift],
      [5, undefined, { ...lift, say: 'door_open_fault' }],
      [9, undefined, { ...lift, say: 'clear' }]
    ],
    ['lift-1 raised 5>5', 'lift-1 cleared 5>9']
  ],
  [entrapment, [[0, { occupied: true, in_door_zone: false, door_closed: true }, lift]], ['lift-1 raised 0>0']],
  // What reports on change holds as long as its equipment is there.
  [
    entrapment,
    [
      [0, { occupied: true, in_door_zone: true, door_closed: true }, lift],
      [200, { car_speed: 0 }, lift],
      [400, { car_speed: 0 }, lift],
      [500, { in_door_zone: false }, lift]
    ],
    ['lift-1 raised 500>500']
  ],
  [
    entrapment,
    [
      [0, { occupied: true, in_door_zone: true, door_closed: true }, lift],
      [300, undefined, { ...lift, online: false }],
      [301, undefined, { of: 'lift-1', say: 'door_open_fault' }]
    ],
    ['lift-1 raised 301>301']
  ]
])

describeDays('silence beside metrics', [
  [
    {
      all: [
        { metric: 'running', is: true },
        { metric: 'flow', no_data: '1m' }
      ]
    },
    [[0, { running: true, flow: 3 }], [30, { running: true }], [59], [60], [70, { flow: 3 }]],
    ['raised 60>60', 'cleared 60>70']
  ],
  // Never heard of is unknown.
  [
    {
      all: [
        { metric: 'running', is: true },
        { metric: 'flow', no_data: '1m' }
      ]
    },
    [[0, { running: true }], [100]],
    []
  ]
])

const tank: RuleText = {
  severity: undefined,
  stages: [
    { metric: 'tank_level', below: 30, clear_above: 35, for: '1m', severity: 'minor' },
    { metric: 'tank_level', below: 15, clear_above: 20, for: '30s', severity: 'critical' }
  ]
}
describeDays('stages', [
  [
    tank,
    [
      [0, { tank_level: 25 }],
      [60],
      [100, { tank_level: 10 }],
      [130],
      [200, { tank_level: 25 }],
      [260],
      [300, { tank_level: 40 }],
      [360]
    ],
    ['raised 0>60 minor', 'staged 0>130 critical', 'staged 0>230 minor', 'cleared 0>360']
  ],
  // The worst speaks first when it is there first, and the mildest then adds nothing; it ends last.
  [
    tank,
    [[0, { tank_level: 10 }], [30], [60], [100, { tank_level: 40 }], [160]],
    ['raised 0>30 critical', 'staged 0>130 minor', 'cleared 0>160']
  ],
  // At the highest active stage: down when that one ends, up again with it.
  [
    tank,
    [[0, { tank_level: 10 }], [60], [70, { tank_level: 25 }], [100], [110, { tank_level: 10 }], [140]],
    ['raised 0>30 critical', 'staged 0>100 minor', 'staged 0>140 critical']
  ],
  // All at once, at the worst.
  [
    {
      stages: [
        { metric: 'flow', above: 1, severity: 'minor' },
        { metric: 'flow', above: 2, severity: 'critical' }
      ]
    },
    [
      [5, { flow: 3 }],
      [6, { flow: 0 }]
    ],
    ['raised 5>5 critical', 'cleared 5>6']
  ],
  [
    {
      stages: [
        { metric: 'flow', above: 1, severity: 'minor', for: '5s' },
        { metric: 'flow', above: 2, severity: 'critical', for: '5s' }
      ]
    },
    [[5, { flow: 3 }], [20]],
    ['raised 5>10 critical']
  ]
])

const fire: RuleText = { kind: 'fire_alarm_panel', metric: 'fire_alarm', is: true, not_during: 'test' }
const panel = { of: 'panel-1' }
describeDays('a rule that is quiet during a test', [
  [fire, [[0, { test_mode: false, fire_alarm: true }, panel]], ['panel-1 raised 0>0']],
  // In whatever order the message has it.
  [
    fire,
    [
      [0, { fire_alarm: true, test_mode: true }, panel],
      [9, { fire_alarm: false }, panel]
    ],
    ['panel-1 raised 0>0 (test)', 'panel-1 cleared 0>9']
  ],
  [
    fire,
    [
      [0, { fire_alarm: true, test_mode: true }, panel],
      [9, { test_mode: false }, panel]
    ],
    ['panel-1 raised 0>0 (test)', 'panel-1 released 0>9']
  ],
  [
    fire,
    [
      [0, { fire_alarm: true, test_mode: true }, panel],
      [9, { test_mode: false, fire_alarm: false }, panel]
    ],
    ['panel-1 raised 0>0 (test)', 'panel-1 cleared 0>9']
  ],
  // A flag that is not fresh any more says nothing.
  [
    fire,
    [[0, { test_mode: true }, panel], [299, { fire_alarm: true }, panel], [299.999], [300]],
    ['panel-1 raised 299>299 (test)', 'panel-1 released 299>300']
  ],
  [
    fire,
    [
      [0, { test_mode: true }, panel],
      [300, { fire_alarm: true }, panel]
    ],
    ['panel-1 raised 300>300']
  ],
  // An alarm that spoke before the test goes on.
  [
    fire,
    [
      [0, { fire_alarm: true }, panel],
      [1, { test_mode: true }, panel],
      [2, { test_mode: false }, panel]
    ],
    ['panel-1 raised 0>0']
  ],
  [
    { kind: 'fire_pump', metric: 'running', is: true, not_during: 'test', for: '2s' },
    [[0, { running: true }, { of: 'fire-1' }], [1, { low_speed_check: true }, { of: 'fire-1' }], [2]],
    ['fire-1 raised 0>2 (test)']
  ]
])

describe('what a rule says of its alarm', () => {
  it('is the value and limit of the part that breaks', () => {
    const engine = engineUnder([dry])
    expect(take(engine, [0, { running: true, inlet_pressure: 0.01 }])).toMatchObject([{ value: 0.01, limit: 0.02 }])
  })

  it('is where a fall should have ended', () => {
    const engine = engineUnder([{ metric: 'outlet_pressure', falls: 0.05, within: '10m' }])
    take(engine, [0, { outlet_pressure: 0.4 }])
    expect(take(engine, [1, { outlet_pressure: 0.3 }])).toMatchObject([{ value: 0.3, limit: 0.35 }])
  })

  it('is of the stage it has come to', () => {
    const engine = engineUnder([tank])
    take(engine, [0, { tank_level: 25 }])
    take(engine, [60])
    take(engine, [100, { tank_level: 10 }])
    expect(take(engine, [130])).toMatchObject([{ rule: { severity: 'critical', ticket: true }, value: 10, limit: 15 }])
  })
})
