import { describe, expect, it } from 'vitest'
import { checkFault, createFaultSchedule, parseFault, withDependants } from '../../../simulators/faults.ts'
import { faultsOf, lineFaults } from '../../../simulators/models/registry.ts'
import { loadScenario, scenarioFaults, scenarioNames } from '../../../simulators/scenario.ts'
import { demoSite, midnight, runJudged } from './judged-plant.ts'

/** Fault, equipment, the rule it must raise (and to which stage), and within how many seconds. */
const raising: [string, string, string, number][] = [
  ['burst', 'pump-1', 'booster_pump.outlet_low', 25],
  ['burst', 'pump-2', 'booster_pump.outlet_low', 25],
  ['pump_trip', 'pump-1', 'booster_pump.fault', 8],
  ['pump_trip', 'pump-1', 'booster_pump.outlet_low', 60],
  ['dry_run', 'pump-2', 'booster_pump.outlet_low', 40],
  ['dry_run', 'pump-2', 'booster_pump.dry_run', 60],
  ['slow_leak', 'pump-1', 'booster_pump.outlet_low', 1500],
  ['tank_low', 'pump-1', 'booster_pump.tank_low', 150],
  ['tank_low', 'pump-1', 'booster_pump.tank_low critical', 240],
  ['tank_overflow', 'pump-2', 'booster_pump.tank_overflow', 180],
  ['overload', 'pump-1', 'booster_pump.overload', 80],
  ['bearing_hot', 'pump-1', 'booster_pump.bearing_temp major', 400],
  ['vibration', 'pump-2', 'booster_pump.vibration major', 90],
  ['power_loss', 'fire-pump-1', 'fire_pump.power_lost', 20],
  ['pump_trip', 'fire-pump-1', 'fire_pump.fault', 8],
  ['not_auto', 'fire-pump-1', 'fire_pump.not_auto', 310],
  ['pump_trip', 'jockey-1', 'jockey_pump.fault', 8],
  ['burst', 'jockey-1', 'jockey_pump.network_low', 60],
  ['burst', 'jockey-1', 'jockey_pump.long_run', 700],
  ['slow_leak', 'jockey-1', 'jockey_pump.jockey_starts', 4000],
  ['pressure_low', 'fire-point-1', 'fire_pressure_point.static_low', 120],
  ['blocked', 'sump-1', 'sump_pump.level_high critical', 300],
  ['flooding', 'sump-1', 'sump_pump.level_high', 200],
  ['pump_trip', 'sump-1', 'sump_pump.fault', 8],
  ['entrapment', 'lift-1', 'elevator.entrapment', 3],
  ['alarm_button', 'lift-2', 'elevator.alarm_button', 3],
  ['overspeed', 'lift-3', 'elevator.overspeed', 3],
  ['door_close_fault', 'lift-3', 'elevator.door_close_fault', 15],
  ['hot_machine_room', 'lift-1', 'elevator.machine_room_temp', 920],
  ['fire_alarm', 'panel-1', 'fire_alarm_panel.fire_alarm', 4],
  ['loop_fault', 'panel-1', 'fire_alarm_panel.loop_fault', 36],
  ['mains_fault', 'panel-1', 'fire_alarm_panel.mains_fault', 66],
  ['battery_fault', 'panel-1', 'fire_alarm_panel.battery_fault', 66],
  ['point_fault', 'panel-1', 'fire_alarm_panel.fault', 36],
  ['supervisory', 'panel-1', 'fire_alarm_panel.supervisory', 16],
  ['panel_manual', 'panel-1', 'fire_alarm_panel.panel_manual', 610],
  ['mains_lost', 'cabinet-1', 'power_cabinet.mains_lost', 10],
  ['residual_current', 'cabinet-1', 'power_cabinet.residual', 45],
  ['residual_current', 'cabinet-1', 'power_cabinet.residual critical', 50],
  ['cable_hot', 'cabinet-1', 'power_cabinet.cable_temp', 300],
  ['cable_hot', 'cabinet-1', 'power_cabinet.cable_temp critical', 420],
  ['unbalance', 'cabinet-1', 'power_cabinet.unbalance major', 90],
  ['phase_loss', 'cabinet-1', 'power_cabinet.unbalance major', 90],
  ['leak', 'leak-1', 'leak_sensor.leak', 10],
  ['battery_low', 'leak-1', 'leak_sensor.battery_low', 3680],
  ['smoke', 'env-1', 'environment.smoke', 4],
  ['gas_leak', 'env-1', 'environment.gas_lel', 60],
  ['gas_leak', 'env-1', 'environment.gas_lel critical', 90],
  ['co_high', 'env-1', 'environment.co', 360],
  ['co_high', 'env-1', 'environment.co major', 180],
  ['high_temperature', 'env-1', 'environment.temperature', 960],
  ['frost', 'env-1', 'environment.temperature', 1000],
  ['damp', 'env-1', 'environment.humidity', 960],
  ['silent', 'fire-point-2', 'fire_pressure_point.offline', 370]
]
const start = midnight + 10 * 3_600_000

describe('faults', () => {
  it.each(raising)('%s on %s raises %s within %i s', (name, equipment, rule, seconds) => {
    const { raised, risen } = runJudged({
      startAt: start,
      seconds: seconds + 2,
      mode: 'live',
      faults: [{ name, equipment, delay: 2000 }]
    })
    const [id, severity] = rule.split(' ')
    const said = severity === undefined ? raised : risen.filter((each) => each.endsWith(severity))
    expect(said.map((each) => each.split(' ').slice(0, 2))).toContainEqual([id, equipment])
  })

  it('that end let the plant recover and the alarm clear', () => {
    const { changes } = runJudged({
      startAt: start,
      seconds: 240,
      mode: 'live',
      faults: [
        { name: 'burst', equipment: 'pump-1', delay: 10_000, duration: 60_000 },
        { name: 'entrapment', equipment: 'lift-1', delay: 10_000, duration: 60_000 }
      ]
    })
    expect(changes.map(({ type, rule }) => `${type} ${rule.id}`)).toEqual([
      'raised elevator.entrapment',
      'raised booster_pump.outlet_low',
      'cleared elevator.entrapment',
      'raised elevator.entrapment_derived',
      'cleared booster_pump.outlet_low',
      'cleared elevator.entrapment_derived'
    ])
  })

  it('chatter at the limit raises nothing', () => {
    const faults = [{ name: 'chatter', equipment: 'pump-1', delay: 0 }]
    const { raised, sent } = runJudged({ startAt: start, seconds: 300, mode: 'live', faults })
    expect(sent.some(({ sample }) => Number(sample.values['outlet_pressure']) < 0.25)).toBe(true)
    expect(raised).toEqual([])
  })

  it('a stuck sensor sends the same values again', () => {
    const faults = [{ name: 'stuck', equipment: 'pump-1', delay: 0 }]
    const { sent } = runJudged({ startAt: start, seconds: 300, mode: 'live', faults })
    const pressures = sent
      .filter(({ equipment }) => equipment === 'pump-1')
      .flatMap(({ sample }) => sample.values['outlet_pressure'] ?? [])
    expect(pressures.length).toBeGreaterThan(3)
    expect(new Set(pressures).size).toBe(1)
  })

  it('are active from their delay until their duration is over', () => {
    const schedule = createFaultSchedule()
    schedule.add({ name: 'burst', equipment: 'pump-1', delay: 1000, duration: 2000 }, 100_000)
    expect([100_999, 101_000, 102_999, 103_000].map((t) => schedule.active('pump-1', t).has('burst'))).toEqual([
      false,
      true,
      true,
      false
    ])
    expect(schedule.active('pump-1', 102_000).get('burst')).toBe(1)
    expect(schedule.active('pump-2', 102_000).size).toBe(0)
  })

  it.each([
    ['burst:pump-1', { name: 'burst', equipment: 'pump-1', delay: 0 }],
    ['burst:pump-1:10s', { name: 'burst', equipment: 'pump-1', delay: 10_000 }],
    ['burst:pump-1:10s:5m', { name: 'burst', equipment: 'pump-1', delay: 10_000, duration: 300_000 }]
  ])('are read from %s', (text, plan) => {
    expect(parseFault(text)).toEqual(plan)
  })

  it.each(['burst', 'burst:', 'burst:pump-1:soon', 'burst:pump-1:1s:2s:3s'])('are refused when written as %s', (text) => {
    expect(() => parseFault(text)).toThrow(/--fault/)
  })

  it('are refused for equipment or machines that do not know them', () => {
    expect(() => checkFault({ name: 'burst', equipment: 'pump-9', delay: 0 }, demoSite)).toThrow('no equipment "pump-9"')
    expect(() => checkFault({ name: 'entrapment', equipment: 'pump-1', delay: 0 }, demoSite)).toThrow('booster_pump knows only')
  })

  it('of the line are known to every kind', () => {
    for (const { kind } of demoSite.equipment)
      expect(Object.keys(faultsOf(kind) ?? {})).toEqual(expect.arrayContaining(Object.keys(lineFaults)))
  })
})

function playScenario(name: string, seconds: number) {
  return runJudged({ startAt: start, seconds, mode: 'live', faults: scenarioFaults(loadScenario(name)) })
}

describe('shipped scenarios', () => {
  it('exist', () => {
    expect(scenarioNames()).toEqual(expect.arrayContaining(['slow-leak', 'dry-run', 'entrapment', 'sensor-silent', 'chatter']))
  })

  it('take the supply from everything that is fed, each in its own way', () => {
    const plans = scenarioFaults(loadScenario('mains-loss')).flatMap((plan) => withDependants(plan, demoSite))
    const played = plans.map(({ name, equipment }) => `${name} ${equipment}`)
    expect(played).toEqual(expect.arrayContaining(['mains_lost cabinet-1', 'power_loss pump-1', 'mains_lost lift-3']))
    expect(new Set(plans.map(({ delay, duration }) => `${delay} ${duration}`))).toEqual(new Set(['20000 300000']))
    for (const plan of plans) expect(() => checkFault(plan, demoSite)).not.toThrow()
  })

  it.each(scenarioNames())('%s fits the sample site', (name) => {
    for (const plan of scenarioFaults(loadScenario(name))) expect(() => checkFault(plan, demoSite)).not.toThrow()
  })

  it('alarm-flood raises more than ten alarms in ten minutes', () => {
    const { raised } = playScenario('alarm-flood', 300)
    expect(raised.length).toBeGreaterThan(10)
    expect(new Set(raised).size).toBe(raised.length)
  })

  it('alarm-chatter raises one alarm three times in a minute, and again', () => {
    const { changes, raised } = playScenario('alarm-chatter', 130)
    expect(new Set(raised)).toEqual(new Set(['elevator.alarm_button lift-2']))
    const at = changes.flatMap((change) => (change.type === 'raised' ? [(change.raisedAt - start) / 1000] : []))
    expect(at).toEqual([10, 22, 34, 46, 58, 90, 102, 114])
  })

  it('name what there is when asked for another', () => {
    expect(() => loadScenario('nothing-of-ours')).toThrow(/there are .*chatter/)
  })
})
