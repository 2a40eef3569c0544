import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { describe, expect, it, onTestFinished } from 'vitest'
import { loadCatalogue, type MetricSpec } from '../../gateway/catalogue.ts'

const catalogue = loadCatalogue()
const kinds = [...catalogue.values()]
const everyMetric = kinds.flatMap(({ kind, metrics }) =>
  Object.entries(metrics).map(([name, spec]): [string, MetricSpec] => [`${kind}.${name}`, spec])
)

function metric(path: string): MetricSpec | undefined {
  const [kind = '', name = ''] = path.split('.')
  return catalogue.get(kind)?.metrics[name]
}

describe('the shipped catalogue', () => {
  it('has the fourteen kinds and custom', () => {
    expect([...catalogue.keys()].sort()).toEqual(
      [
        'booster_pump',
        'fire_pump',
        'jockey_pump',
        'sump_pump',
        'smoke_fan',
        'fire_pressure_point',
        'fire_tank',
        'elevator',
        'escalator',
        'fire_alarm_panel',
        'fire_door',
        'power_cabinet',
        'leak_sensor',
        'environment',
        'custom'
      ].sort()
    )
    expect(catalogue.get('custom')?.metrics).toEqual({})
  })

  it('knows which kinds are fire equipment', () => {
    expect(kinds.filter((kind) => kind.fire).map((kind) => kind.kind)).toEqual([
      'fire_alarm_panel',
      'fire_door',
      'fire_pressure_point',
      'fire_pump',
      'fire_tank',
      'jockey_pump',
      'smoke_fan'
    ])
  })

  it('names every kind, metric, word and event in Chinese and English', () => {
    const named = [
      ...kinds,
      ...everyMetric.map(([, spec]) => spec),
      ...everyMetric.flatMap(([, spec]) => Object.values(spec.words ?? {})),
      ...kinds.flatMap((kind) => Object.values(kind.events ?? {}))
    ]
    for (const { zh, en } of named) {
      expect(zh).toMatch(/\p{Script=Han}/u)
      expect(en).toMatch(/^[\x20-\x7e]+$/)
    }
  })

  it('gives every number a unit and a plausible range that holds its normal range', () => {
    const numbers = everyMetric.filter(([, { type }]) => type === 'number' || type === 'counter')
    expect(numbers.length).toBeGreaterThan(100)
    for (const [path, { unit, min, max, normal }] of numbers) {
      expect(unit, path).toBeTypeOf('string')
      expect(min, path).toBeLessThan(max ?? Number.NaN)
      if (!normal || 'is' in normal) continue
      expect(normal.min ?? min, path).toBeGreaterThanOrEqual(min ?? Number.NaN)
      expect(normal.max ?? max, path).toBeLessThanOrEqual(max ?? Number.NaN)
    }
  })

  it('lets every kind but custom add battery and signal strength', () => {
    for (const { kind, metrics } of kinds.filter((each) => each.kind !== 'custom')) {
      expect(metrics['battery'], kind).toMatchObject({ unit: '%', min: 0, max: 100, sample: 3600 })
      expect(metrics['rssi'], kind).toMatchObject({ unit: 'dB[mW]', normal: { min: -110, max: -50 }, min: -150, max: 0 })
    }
  })

  it('gives pumps and fans what they have in common', () => {
    for (const kind of ['booster_pump', 'fire_pump', 'jockey_pump', 'sump_pump', 'smoke_fan']) {
      expect(metric(`${kind}.vibration`), kind).toMatchObject({
        unit: 'mm/s',
        normal: { max: 2.8 },
        min: 0,
        max: 100,
        sample: 60
      })
      expect(metric(`${kind}.motor_load`), kind).toMatchObject({ unit: '%', min: 0, max: 800, sample: 10 })
      expect(Object.keys(metric(`${kind}.control_mode`)?.words ?? {}), kind).toEqual(['auto', 'manual', 'off'])
    }
  })

  // Figures of domain.md §2: type, unit, plausible minimum and maximum, sampling period.
  it.each([
    ['booster_pump.outlet_pressure', 'number', 'MPa', 0, 2.5, 5],
    ['booster_pump.inlet_pressure', 'number', 'MPa', -0.1, 1.6, 10],
    ['booster_pump.turbidity', 'number', '{NTU}', 0, 100, 300],
    ['booster_pump.ph', 'number', '[pH]', 0, 14, 300],
    ['booster_pump.start_count', 'counter', '1', 0, 1e7, 300],
    ['fire_pump.outlet_pressure', 'number', 'MPa', 0, 4, 10],
    ['jockey_pump.network_pressure', 'number', 'MPa', 0, 4, 10],
    ['sump_pump.level', 'number', '%', 0, 120, 10],
    ['smoke_fan.stair_pressure', 'number', 'Pa', -500, 1000, 60],
    ['fire_pressure_point.static_pressure', 'number', 'MPa', 0, 4, 60],
    ['fire_tank.water_temp', 'number', 'Cel', -40, 60, 300],
    ['elevator.floor', 'number', '1', -10, 200, undefined],
    ['elevator.car_speed', 'number', 'm/s', -12, 12, 60],
    ['elevator.trip_count', 'counter', '1', 0, 1e9, 300],
    ['elevator.days_since_maintenance', 'number', 'd', 0, 3650, 86400],
    ['escalator.step_speed', 'number', 'm/s', -2, 2, 5],
    ['escalator.handrail_speed_left', 'number', '%', -100, 100, 10],
    ['fire_alarm_panel.isolated_count', 'number', '1', 0, 10000, 300],
    ['power_cabinet.voltage_ab', 'number', 'V', 0, 1000, 10],
    ['power_cabinet.voltage_c', 'number', 'V', 0, 500, 10],
    ['power_cabinet.energy', 'counter', 'kW.h', 0, 1e10, 60],
    ['power_cabinet.line_frequency', 'number', 'Hz', 40, 60, 60],
    ['environment.gas_lel', 'number', '%{LEL}', 0, 100, 60],
    ['environment.noise', 'number', 'dB[SPL]', 20, 140, 300]
  ])('gives %s as a %s in %s from %d to %d', (path, type, unit, min, max, sample) => {
    expect(metric(path)).toMatchObject({ type, unit, min, max })
    expect(metric(path)?.sample).toBe(sample)
  })

  it('leaves the sampling period out for what reports on change only', () => {
    for (const path of [
      'sump_pump.high_float',
      'fire_pump.start_command',
      'elevator.door_closed',
      'power_cabinet.mains_present'
    ]) {
      expect(metric(path), path).toBeDefined()
      expect(metric(path), path).not.toHaveProperty('sample')
    }
  })

  it('knows the lift modes and event classes of GB/T 24476', () => {
    const words = Object.keys(metric('elevator.service_mode')?.words ?? {})
    expect(words).toEqual([
      'out_of_service',
      'normal',
      'inspection',
      'fire_return',
      'firefighter',
      'emergency_power',
      'earthquake',
      'unknown'
    ])
    const events = catalogue.get('elevator')?.events ?? {}
    const critical = Object.keys(events).filter((code) => events[code]?.class === 'critical')
    expect(critical.sort()).toEqual([
      'alarm_button',
      'brake_fault',
      'door_open_running',
      'entrapment',
      'overspeed',
      'overtravel_bottom',
      'overtravel_top',
      'unintended_movement'
    ])
    expect(catalogue.get('escalator')?.events?.['esc_reversal']).toEqual({
      zh: '非操纵逆转',
      en: 'Unintended reversal',
      class: 'critical'
    })
  })
})

describe('a faulty catalogue', () => {
  it('is refused with every fault of every file at once', () => {
    const folder = mkdtempSync(join(tmpdir(), 'wuxun-catalogue-'))
    onTestFinished(() => rmSync(folder, { recursive: true }))
    const name = 'zh: 名, en: Name'
    writeFileSync(join(folder, '_base.yaml'), `metrics: { ok: { type: boolean, ${name}, min: 0 } }`)
    writeFileSync(
      join(folder, 'fan.yaml'),
      `kind: fan\n${name.replace(', ', '\n')}\nfire: false\nextends: [base, nothing]\nmetrics:\n` +
        `  speed: { type: number, ${name}, unit: Hz, min: 0, max: 50, normal: { max: 60 } }\n` +
        `  mode: { type: string, ${name} }\n  colour: { type: boolean, ${name}, color: red }\n`
    )
    writeFileSync(join(folder, 'pump.yaml'), `kind: fire_pump\n${name.replace(', ', '\n')}\nfire: true\nmetrics: {}\n`)
    writeFileSync(join(folder, 'torn.yaml'), 'kind: [')
    const load = () => loadCatalogue(pathToFileURL(`${folder}/`))
    expect(load).toThrow('_base.yaml: metrics.ok: min and max: a boolean has none')
    expect(load).toThrow('fan.yaml: metrics.speed: normal: not a value this metric can have')
    expect(load).toThrow('fan.yaml: metrics.mode: words: expected for type string, and only there')
    expect(load).toThrow('fan.yaml: metrics.colour: Unrecognized key: "color"')
    expect(load).toThrow("pump.yaml: kind: expected the file's name, found fire_pump")
    expect(load).toThrow('torn.yaml: ')
  })

  it('is refused when its folder is empty', () => {
    const folder = mkdtempSync(join(tmpdir(), 'wuxun-catalogue-'))
    onTestFinished(() => rmSync(folder, { recursive: true }))
    expect(() => loadCatalogue(pathToFileURL(`${folder}/`))).toThrow('no *.yaml file')
  })
})
