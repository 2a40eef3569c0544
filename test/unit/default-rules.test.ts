import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { describe, expect, it, onTestFinished } from 'vitest'
import { loadCatalogue } from '../../gateway/catalogue.ts'
import { parseDuration, roles } from '../../server/contract/common.ts'
import { compileRule } from '../../server/rules/compile-rule.ts'
import { loadDefaultRules } from '../../server/rules/load-rules.ts'

const catalogue = loadCatalogue()
const rules = loadDefaultRules()
const byId = new Map(rules.map((rule) => [rule.id, rule]))
const pumpsAndFan = ['booster_pump', 'fire_pump', 'jockey_pump', 'sump_pump', 'smoke_fan']

describe('the shipped rules', () => {
  it.each(rules.map((rule) => [rule.id, rule] as const))(
    '%s compiles, says what to do and where its figure is from',
    (id, rule) => {
      expect(compileRule(rule, 1, catalogue)).toMatchObject({ ok: true })
      expect(id.startsWith(`${rule.kind}.`)).toBe(true)
      expect(rule.title).toMatch(/^.{2,20}$/u)
      expect(rule.action.split('\n').length).toBeGreaterThanOrEqual(3)
      for (const [index, step] of rule.action.split('\n').entries())
        expect(step).toMatch(new RegExp(`^${index + 1}\\. .*。$`, 'u'))
      expect(rule.source).toBeTruthy()
      expect([rule.role].flat().every((role) => role && roles.includes(role))).toBe(true)
      expect([rule.for, rule.clear_for]).not.toContain(undefined)
    }
  )

  it('judge only limits that the metric can reach', () => {
    for (const rule of rules) {
      const spec = rule.metric === undefined ? undefined : catalogue.get(rule.kind ?? '')?.metrics[rule.metric]
      for (const limit of [rule.below, rule.above]) {
        if (limit === undefined) continue
        expect(limit, rule.id).toBeGreaterThan(spec?.min ?? Number.NaN)
        expect(limit, rule.id).toBeLessThan(spec?.max ?? Number.NaN)
      }
    }
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
      expect(byId.get(`${kind}.vibration`), kind).toMatchObject({ above: 4.5, clear_below: 4, for: '5m', clear_for: '5m' })
      expect(byId.get(`${kind}.vibration_major`), kind).toMatchObject({
        above: 7.1,
        clear_below: 6.4,
        for: '60s',
        clear_for: '5m'
      })
      expect(byId.get(`${kind}.bearing_temp`), kind).toMatchObject({ above: 75, clear_below: 70, severity: 'minor' })
      expect(byId.get(`${kind}.motor_temp_major`), kind).toMatchObject({ above: 95, clear_below: 90, severity: 'major' })
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
        expect(rule, code).toBeUndefined()
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
    ['booster_pump.tank_low', { below: 30, clear_above: 35 }, '60s/60s', 'minor', 'engineer'],
    ['booster_pump.tank_low_critical', { below: 15, clear_above: 20 }, '60s/60s', 'critical', 'engineer'],
    ['booster_pump.tank_overflow', { above: 98, clear_below: 95 }, '60s/60s', 'major', 'engineer'],
    ['booster_pump.booster_starts', { above: 12, clear_below: 9 }, '0s/30m', 'minor', 'engineer'],
    ['fire_pump.not_auto', { not: 'auto' }, '5m/0s', 'critical', ['engineer', 'guard']],
    ['smoke_fan.power_lost', { is: false }, '10s/10s', 'critical', 'engineer'],
    ['jockey_pump.jockey_starts', { above: 15, clear_below: 11 }, '0s/1h', 'minor', 'engineer'],
    ['jockey_pump.network_low', { below: 0.3, clear_above: 0.33 }, '15s/30s', 'critical', 'engineer'],
    ['jockey_pump.long_run', { metric: 'running', is: true }, '10m/0s', 'minor', 'engineer'],
    ['fire_pressure_point.static_low', { below: 0.15, clear_above: 0.17 }, '60s/60s', 'major', ['engineer', 'guard']],
    ['fire_tank.level_low', { below: 85, clear_above: 88 }, '60s/60s', 'major', 'engineer'],
    ['fire_tank.level_very_low', { below: 60, clear_above: 65 }, '60s/60s', 'critical', 'engineer'],
    ['fire_tank.overflow', { above: 102, clear_below: 100 }, '60s/60s', 'minor', 'engineer'],
    ['sump_pump.level_high', { above: 80, clear_below: 65 }, '30s/60s', 'major', 'engineer'],
    ['sump_pump.high_float', { is: true }, '5s/60s', 'critical', 'engineer'],
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
    ['power_cabinet.unbalance', { above: 2, clear_below: 1.6 }, '15m/5m', 'minor', 'engineer'],
    ['power_cabinet.unbalance_major', { above: 4, clear_below: 3.5 }, '60s/5m', 'major', 'engineer'],
    ['power_cabinet.residual', { above: 300, clear_below: 250 }, '30s/60s', 'major', 'engineer'],
    ['power_cabinet.residual_critical', { above: 500, clear_below: 450 }, '30s/60s', 'critical', 'engineer'],
    ['power_cabinet.cable_temp', { above: 70, clear_below: 65 }, '60s/60s', 'major', 'engineer'],
    ['power_cabinet.cable_temp_critical', { above: 90, clear_below: 85 }, '60s/60s', 'critical', 'engineer'],
    ['leak_sensor.leak', { is: true }, '5s/60s', 'major', ['engineer', 'guard']],
    ['environment.smoke', { is: true }, '0s/60s', 'critical', 'guard'],
    ['environment.gas_lel', { above: 10, clear_below: 8 }, '10s/60s', 'major', ['guard', 'engineer']],
    ['environment.gas_lel_critical', { above: 25, clear_below: 20 }, '10s/60s', 'critical', ['guard', 'engineer']],
    ['environment.co', { above: 35, clear_below: 28 }, '5m/5m', 'minor', 'engineer'],
    ['environment.co_major', { above: 100, clear_below: 80 }, '60s/5m', 'major', 'engineer'],
    ['environment.temperature', { above: 40, clear_below: 38, below: 5, clear_above: 6 }, '10m/10m', 'minor', 'engineer'],
    ['environment.humidity', { above: 85, clear_below: 80 }, '10m/10m', 'minor', 'engineer']
  ])('say %s as the domain does', (id, condition, delays, severity, role) => {
    const rule = byId.get(id)
    expect(rule).toMatchObject({ ...condition, severity, role })
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
