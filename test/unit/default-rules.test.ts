import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { describe, expect, it, onTestFinished } from 'vitest'
import { loadCatalogue } from '../../gateway/catalogue.ts'
import { parseDuration, roles } from '../../server/contract/common.ts'
import type { PartInput, RuleInput } from '../../server/contract/rules.ts'
import { compileRule } from '../../server/rules/compile-rule.ts'
import { loadDefaultRules } from '../../server/rules/load-rules.ts'
import { checkSuppression } from '../../server/rules/suppression.ts'

const catalogue = loadCatalogue()
const rules = loadDefaultRules()
const byId = new Map(rules.map((rule) => [rule.id, rule]))
const running = { metric: 'running', is: true }
const twoStages = (...stages: [object, object]) => ({ stages })

/** Every condition of a rule, however deep. */
function partsOf(part: PartInput & Pick<RuleInput, 'stages'>): PartInput[] {
  return [part, ...[part.stages, part.all, part.any, part.none].flatMap((parts) => (parts ?? []).flatMap(partsOf))]
}
const pumpsAndFan = ['booster_pump', 'fire_pump', 'jockey_pump', 'sump_pump', 'smoke_fan']

describe('the shipped rules', () => {
  it.each(rules.map((rule) => [rule.id, rule] as const))(
    '%s compiles, says what to do and where its figure is from',
    (id, rule) => {
      expect(compileRule(rule, 1, catalogue)).toMatchObject({ ok: true })
      expect(id.startsWith(`${rule.kind}.`)).toBe(true)
      expect(rule.title).toMatch(/^.{2,20}$/u)
      expect(rule.title_en).toMatch(/^[A-Z].{2,60}$/u)
      expect(rule.action.split('\n').length).toBeGreaterThanOrEqual(3)
      for (const [index, step] of rule.action.split('\n').entries())
        expect(step).toMatch(new RegExp(`^${index + 1}\\. .*。$`, 'u'))
      expect(rule.source).toBeTruthy()
      expect([rule.role].flat().every((role) => role && roles.includes(role))).toBe(true)
      expect([rule.for, rule.clear_for]).not.toContain(undefined)
    }
  )

  it('judge only limits that the metric can reach', () => {
    let judged = 0
    for (const { id, kind = '', ...rule } of rules) {
      for (const part of partsOf(rule)) {
        const spec = part.metric === undefined ? undefined : catalogue.get(kind)?.metrics[part.metric]
        for (const limit of [part.below, part.above]) {
          if (typeof limit !== 'number') continue
          judged++
          expect(limit, id).toBeGreaterThan(spec?.min ?? Number.NaN)
          expect(limit, id).toBeLessThan(spec?.max ?? Number.NaN)
        }
      }
    }
    expect(judged).toBeGreaterThan(60)
  })

  it('name only rules that there are, and never in a circle', () => {
    expect(checkSuppression(rules)).toEqual(new Map())
    const quieted = rules.filter((rule) => rule.suppressed_by?.includes('power_cabinet.mains_lost')).map(({ id }) => id)
    // domain.md §3, last line: offline, power_lost and low pressure below the cabinet that has lost its mains.
    expect(quieted).toEqual(
      expect.arrayContaining([
        ...[...catalogue.keys()].map((kind) => `${kind}.offline`),
        ...['fire_pump.power_lost', 'smoke_fan.power_lost', 'booster_pump.outlet_low', 'jockey_pump.network_low'],
        'fire_pressure_point.static_low'
      ])
    )
  })

  it('hold what must be reset on site: fire, overspeed, over-travel', () => {
    expect(
      rules
        .filter(({ latching }) => latching)
        .map(({ id }) => id)
        .toSorted()
    ).toEqual([
      'elevator.overspeed',
      'elevator.overspeed_derived',
      'elevator.overtravel_bottom',
      'elevator.overtravel_top',
      'escalator.esc_overspeed',
      'fire_alarm_panel.fire_alarm'
    ])
  })

  it('watch every kind for silence, at least 5 min and 3 samples, harder where lives hang on it', () => {
    const longer = new Map([
      ['environment', '15m'],
      ['fire_door', '15m'],
      ['leak_sensor', '3h']
    ])
    for (const { kind, fire } of catalogue.values()) {
      expect(byId.get(`${kind}.offline`), kind).toMatchObject({
        no_data: longer.get(kind) ?? '5m',
        severity: fire || kind === 'elevator' ? 'major' : 'minor'
      })
    }
  })

  it('watch the battery of every kind that may have one', () => {
    for (const { kind, metrics } of catalogue.values()) {
      const rule = byId.get(`${kind}.battery_low`)
      if (!metrics['battery']) expect(rule).toBeUndefined()
      else expect(rule, kind).toMatchObject({ below: 20, clear_above: 25, for: '1h', clear_for: '1h', severity: 'minor' })
    }
  })

  it('watch all pumps and fans alike, faults of fire equipment harder', () => {
    for (const kind of pumpsAndFan) {
      expect(byId.get(`${kind}.fault`), kind).toMatchObject({
        is: true,
        for: '2s',
        clear_for: '10s',
        severity: catalogue.get(kind)?.fire ? 'critical' : 'major'
      })
      expect(byId.get(`${kind}.overload`), kind).toMatchObject({ above: 110, clear_below: 105, for: '60s', clear_for: '30s' })
      expect(byId.get(`${kind}.underload`), kind).toMatchObject({
        all: [running, { metric: 'motor_load', below: 35, clear_above: 40 }],
        for: '30s',
        severity: 'minor'
      })
      expect(byId.get(`${kind}.vibration`), kind).toMatchObject({
        stages: [
          { above: 4.5, clear_below: 4, severity: 'minor' },
          { above: 7.1, clear_below: 6.4, for: '60s', severity: 'major' }
        ],
        for: '5m',
        clear_for: '5m'
      })
      expect(byId.get(`${kind}.bearing_temp`), kind).toMatchObject(
        twoStages({ above: 75, clear_below: 70, severity: 'minor' }, { above: 85, clear_below: 80, severity: 'major' })
      )
      expect(byId.get(`${kind}.motor_temp`), kind).toMatchObject(
        twoStages({ above: 80, clear_below: 75, severity: 'minor' }, { above: 95, clear_below: 90, severity: 'major' })
      )
      expect(byId.get(`${kind}.stuck`), kind).toMatchObject({ all: [running, { any: expect.anything() }], severity: 'info' })
    }
  })

  it.each([
    ['elevator', { critical: ['0s', '0s', ['engineer', 'guard']], major: ['10s', '60s', 'engineer'] }],
    ['escalator', { critical: ['0s', '10s', ['engineer', 'guard']], major: ['0s', '10s', ['engineer', 'guard']] }]
  ] as const)('have one for each critical and major event of the %s, and for no other', (kind, expected) => {
    const events = Object.entries(catalogue.get(kind)?.events ?? {})
    expect(events.length).toBeGreaterThan(10)
    for (const [code, event] of events) {
      const rule = byId.get(`${kind}.${code}`)
      if (event.class === 'minor' || event.class === 'info') {
        // The door's own row judges metrics.
        expect(rule?.event, code).toBeUndefined()
        continue
      }
      const [raise, clear, role] = expected[event.class]
      expect(rule, code).toMatchObject({
        event: [code],
        until: ['clear'],
        for: raise,
        clear_for: clear,
        severity: event.class,
        role
      })
    }
  })

  // domain.md §3: comparison, on / off, severity, role.
  it.each([
    ['booster_pump.outlet_low', { below: 0.25, clear_above: 0.28 }, '15s/30s', 'critical', 'engineer'],
    ['booster_pump.outlet_high', { above: 0.6, clear_below: 0.56 }, '15s/30s', 'major', 'engineer'],
    [
      'booster_pump.tank_low',
      twoStages({ below: 30, clear_above: 35, severity: 'minor' }, { below: 15, clear_above: 20, severity: 'critical' }),
      '60s/60s',
      undefined,
      'engineer'
    ],
    [
      'booster_pump.dry_run',
      { all: [running, { metric: 'inlet_pressure', below: 0.02, clear_above: 0.05 }] },
      '10s/60s',
      'critical',
      'engineer'
    ],
    [
      'booster_pump.water_quality',
      {
        any: [
          { below: 0.05, clear_above: 0.079 },
          { above: 1, clear_below: 0.8 }
        ]
      },
      '10m/10m',
      'major',
      'engineer'
    ],
    [
      'booster_pump.at_limit',
      { all: [{ metric: 'frequency', above: 49.49 }, { below: { metric: 'set_pressure', plus: -0.03 } }] },
      '10m/2m',
      'minor',
      'engineer'
    ],
    ['fire_pump.unexpected_run', { ...running, not_during: 'test' }, '2s/0s', 'critical', ['guard', 'engineer']],
    ['smoke_fan.unexpected_run', { ...running, not_during: 'test' }, '2s/0s', 'critical', ['guard', 'engineer']],
    [
      'fire_pump.start_failed',
      {
        all: [
          { metric: 'start_command', is: true },
          { metric: 'running', is: false }
        ]
      },
      '120s/0s',
      'critical',
      'engineer'
    ],
    [
      'smoke_fan.start_failed',
      {
        all: [
          { metric: 'start_command', is: true },
          { metric: 'running', is: false }
        ]
      },
      '30s/0s',
      'critical',
      'engineer'
    ],
    [
      'fire_pump.no_pressure',
      { all: [running, { metric: 'outlet_pressure', below: 0.3, clear_above: 0.35 }] },
      '30s/10s',
      'critical',
      'engineer'
    ],
    [
      'fire_pump.test_overdue',
      twoStages(
        {
          all: [
            { metric: 'running', is: false },
            { metric: 'control_mode', is: 'auto' }
          ],
          for: '7d'
        },
        { metric: 'running', is: false, for: '31d' }
      ),
      '7d/0s',
      'minor',
      'engineer'
    ],
    [
      'fire_pressure_point.static_high',
      { all: [{ is: 'hydrant' }, { above: 1, clear_below: 0.95 }] },
      '60s/60s',
      'minor',
      'engineer'
    ],
    [
      'fire_pressure_point.pressure_drop',
      { metric: 'static_pressure', falls: 0.05, within: '10m' },
      '0s/10m',
      'minor',
      'engineer'
    ],
    [
      'elevator.entrapment_derived',
      {
        all: [
          { metric: 'occupied', is: true },
          { metric: 'car_moving', is: false },
          { not: 'inspection' },
          { any: expect.anything() }
        ]
      },
      '60s/30s',
      'critical',
      ['engineer', 'guard']
    ],
    [
      'elevator.overspeed_derived',
      { abs: true, above: { attribute: 'rated_speed', times: 1.15 }, clear_below: { attribute: 'rated_speed', times: 1.05 } },
      '1s/60s',
      'critical',
      'engineer'
    ],
    [
      'elevator.door_held_open',
      {
        all: [
          { metric: 'door_closed', is: false },
          { metric: 'service_mode', is: 'normal' }
        ]
      },
      '3m/10s',
      'minor',
      'guard'
    ],
    [
      'elevator.maintenance_due',
      { ...twoStages({ above: 13, severity: 'info' }, { above: 15, severity: 'major' }), ticket: 'on' },
      '0s/0s',
      undefined,
      'engineer'
    ],
    [
      'escalator.handrail',
      {
        all: [
          running,
          {
            any: [
              { below: -15, clear_above: -10 },
              { below: -15, clear_above: -10 }
            ]
          }
        ]
      },
      '15s/30s',
      'major',
      'engineer'
    ],
    ['fire_alarm_panel.fire_alarm', { is: true, latching: true, not_during: 'test' }, '0s/0s', 'critical', ['guard', 'engineer']],
    ['fire_alarm_panel.isolated', { is: true }, '10m/0s', 'major', 'engineer'],
    ['fire_door.left_open', { all: [{ is: 'normally_closed' }, { metric: 'open', is: true }] }, '5m/10s', 'minor', 'guard'],
    [
      'fire_door.not_closed_in_fire',
      {
        all: [
          { metric: 'open', is: true },
          { is: true, equipment: { same: 'zone', kind: 'fire_alarm_panel' } }
        ]
      },
      '60s/0s',
      'critical',
      'guard'
    ],
    [
      'power_cabinet.voltage',
      { any: Array(6).fill(expect.objectContaining({ above: expect.any(Number), below: expect.any(Number) })) },
      '60s/60s',
      'major',
      'engineer'
    ],
    [
      'power_cabinet.phase_loss',
      { any: Array(3).fill({ all: [expect.objectContaining({ below: 154, clear_above: 187 }), { any: expect.anything() }] }) },
      '3s/30s',
      'critical',
      'engineer'
    ],
    [
      'power_cabinet.overcurrent',
      {
        stages: [
          { any: expect.anything(), for: '10m', severity: 'minor' },
          { any: expect.anything(), for: '60s', severity: 'major' }
        ]
      },
      '10m/5m',
      undefined,
      'engineer'
    ],
    ['booster_pump.tank_overflow', { above: 98, clear_below: 95 }, '60s/60s', 'major', 'engineer'],
    ['booster_pump.booster_starts', { above: 12, clear_below: 9 }, '0s/30m', 'minor', 'engineer'],
    ['fire_pump.not_auto', { not: 'auto' }, '5m/0s', 'critical', ['engineer', 'guard']],
    ['smoke_fan.power_lost', { is: false }, '10s/10s', 'critical', 'engineer'],
    ['jockey_pump.jockey_starts', { above: 15, clear_below: 11 }, '0s/1h', 'minor', 'engineer'],
    ['jockey_pump.network_low', { below: 0.3, clear_above: 0.33 }, '15s/30s', 'critical', 'engineer'],
    ['jockey_pump.long_run', { metric: 'running', is: true }, '10m/0s', 'minor', 'engineer'],
    [
      'fire_pressure_point.static_low',
      twoStages(
        { below: 0.15, clear_above: 0.17, severity: 'major' },
        {
          any: [
            { all: [{ is: 'hydrant' }, { below: 0.07, clear_above: 0.09 }] },
            { all: [{ is: 'sprinkler' }, { below: 0.1, clear_above: 0.12 }] }
          ],
          severity: 'critical'
        }
      ),
      '60s/60s',
      undefined,
      ['engineer', 'guard']
    ],
    [
      'fire_tank.level_low',
      twoStages({ below: 85, clear_above: 88, severity: 'major' }, { below: 60, clear_above: 65, severity: 'critical' }),
      '60s/60s',
      undefined,
      'engineer'
    ],
    [
      'fire_tank.frost',
      {
        any: [
          { metric: 'water_temp', below: 5, clear_above: 6 },
          { metric: 'room_temp', below: 5, clear_above: 6 }
        ]
      },
      '10m/10m',
      'major',
      'engineer'
    ],
    ['fire_tank.overflow', { above: 102, clear_below: 100 }, '60s/60s', 'minor', 'engineer'],
    [
      'sump_pump.level_high',
      twoStages(
        { above: 80, clear_below: 65, severity: 'major' },
        { metric: 'high_float', is: true, for: '5s', severity: 'critical' }
      ),
      '30s/60s',
      undefined,
      'engineer'
    ],
    [
      'sump_pump.not_draining',
      { all: [running, { none: [{ metric: 'level', falls: 5, within: '10m' }] }] },
      '10m/60s',
      'major',
      'engineer'
    ],
    ['sump_pump.sump_starts', { above: 6, clear_below: 5 }, '0s/1h', 'minor', 'engineer'],
    ['sump_pump.long_run', { metric: 'running', is: true }, '30m/0s', 'minor', 'engineer'],
    ['elevator.machine_room_temp', { above: 40, clear_below: 38, below: 5, clear_above: 6 }, '10m/10m', 'minor', 'engineer'],
    ['escalator.emergency_stop', { is: true }, '0s/10s', 'major', ['engineer', 'guard']],
    ['fire_alarm_panel.loop_fault', { is: true }, '30s/60s', 'critical', 'engineer'],
    ['fire_alarm_panel.mains_fault', { is: true }, '60s/60s', 'major', 'engineer'],
    ['fire_alarm_panel.battery_fault', { is: true }, '60s/60s', 'major', 'engineer'],
    ['fire_alarm_panel.fault', { is: true }, '30s/60s', 'major', 'engineer'],
    ['fire_alarm_panel.supervisory', { is: true }, '10s/60s', 'major', ['guard', 'engineer']],
    ['fire_alarm_panel.panel_manual', { is: 'manual' }, '10m/0s', 'major', 'guard'],
    ['power_cabinet.mains_lost', { is: false }, '5s/60s', 'critical', 'engineer'],
    [
      'power_cabinet.unbalance',
      twoStages({ above: 2, clear_below: 1.6, severity: 'minor' }, { above: 4, clear_below: 3.5, for: '60s', severity: 'major' }),
      '15m/5m',
      undefined,
      'engineer'
    ],
    ['power_cabinet.breaker_trip', { metric: 'breaker_closed', is: false }, '2s/0s', 'major', 'engineer'],
    [
      'power_cabinet.residual',
      twoStages({ above: 300, clear_below: 250, severity: 'major' }, { above: 500, clear_below: 450, severity: 'critical' }),
      '30s/60s',
      undefined,
      'engineer'
    ],
    [
      'power_cabinet.cable_temp',
      twoStages({ above: 70, clear_below: 65, severity: 'major' }, { above: 90, clear_below: 85, severity: 'critical' }),
      '60s/60s',
      undefined,
      'engineer'
    ],
    [
      'leak_sensor.leak',
      twoStages(
        { metric: 'leak', is: true, severity: 'major' },
        {
          all: [
            { metric: 'leak', is: true },
            {
              any: [
                { attribute: 'place', is: 'switch_room' },
                { attribute: 'place', is: 'lift_pit' }
              ]
            }
          ],
          severity: 'critical'
        }
      ),
      '5s/60s',
      undefined,
      ['engineer', 'guard']
    ],
    ['environment.smoke', { is: true }, '0s/60s', 'critical', 'guard'],
    [
      'environment.gas_lel',
      twoStages({ above: 10, clear_below: 8, severity: 'major' }, { above: 25, clear_below: 20, severity: 'critical' }),
      '10s/60s',
      undefined,
      ['guard', 'engineer']
    ],
    [
      'environment.co',
      twoStages(
        { above: 35, clear_below: 28, severity: 'minor' },
        { above: 100, clear_below: 80, for: '60s', severity: 'major' }
      ),
      '5m/5m',
      undefined,
      'engineer'
    ],
    ['environment.temperature', { above: 40, clear_below: 38, below: 5, clear_above: 6 }, '10m/10m', 'minor', 'engineer'],
    ['environment.humidity', { above: 85, clear_below: 80 }, '10m/10m', 'minor', 'engineer']
  ])('say %s as the domain does', (id, condition, delays, severity, role) => {
    const rule = byId.get(id)
    expect(rule).toMatchObject({ ...condition, role })
    expect(rule?.severity).toBe(severity)
    expect(`${rule?.for}/${rule?.clear_for}`).toBe(delays)
    expect(parseDuration(rule?.for ?? '')).toBeDefined()
  })
})

describe('faulty default rules', () => {
  it('are refused with every fault at once, file and rule named', () => {
    const folder = mkdtempSync(join(tmpdir(), 'wuxun-rules-'))
    onTestFinished(() => rmSync(folder, { recursive: true }))
    const head = 'title: 题, action: 做, severity: major'
    writeFileSync(
      join(folder, 'sump_pump.yaml'),
      [
        `- { id: sump_pump.a, kind: sump_pump, metric: level, above: 80, source: ED, ${head} }`,
        `- { id: sump_pump.a, kind: sump_pump, metric: level, above: 80, source: ED, ${head} }`,
        `- { id: other, kind: fire_pump, metric: level, above: 80, ${head} }`,
        `- { id: sump_pump.c, kind: sump_pump, stages: [], ${head} }`,
        '- { id: sump_pump.d, metric: level, above: 80 }'
      ].join('\n')
    )
    writeFileSync(join(folder, 'torn.yaml'), 'a: [')
    writeFileSync(join(folder, 'map.yaml'), 'rules: []')
    const load = () => loadDefaultRules(pathToFileURL(`${folder}/`))
    expect(load).toThrow('sump_pump.yaml: sump_pump.a: id: used twice')
    expect(load).toThrow("sump_pump.yaml: other: kind: expected the file's name, sump_pump")
    expect(load).toThrow('sump_pump.yaml: other: id: expected to begin with sump_pump.')
    expect(load).toThrow('sump_pump.yaml: other: source: missing')
    expect(load).toThrow('sump_pump.yaml: sump_pump.c: stages: ')
    expect(load).toThrow('sump_pump.yaml: sump_pump.d: title: ')
    expect(load).toThrow('torn.yaml: ')
    expect(load).toThrow('map.yaml: expected a list of rules')
  })
})
