import { beforeAll, describe, expect, it } from 'vitest'
import { loadCatalogue } from '../../../gateway/catalogue.ts'
import { loadPhysics } from '../../../server/trust/physics.ts'
import { createSensorTrust } from '../../../server/trust/sensor-trust.ts'
import { demoSite, mondayMidnight, simulatedReadings } from '../../support/simulated-readings.ts'

const hour = 3_600_000
/** `TRUST_DAYS=7` is the week of the README; the gate takes a day. */
const healthyHours = 24 * Number(process.env['TRUST_DAYS'] ?? 1) + 1
const faultyHours = 3

const physics = loadPhysics(loadCatalogue())
const kindOf = (id: string) => demoSite.equipment.find((equipment) => equipment.id === id)?.kind

/** What is done to which sensor, and what it has to be called. */
const injected: [fault: string, equipment: string, alarm: string][] = [
  ['stuck.outlet_pressure', 'pump-1', 'sensor.stuck.outlet_pressure'],
  ['stuck.motor_power', 'pump-2', 'sensor.stuck.motor_power'],
  ['stuck.voltage_a', 'cabinet-1', 'sensor.stuck.voltage_a'],
  ['stuck.temperature', 'env-1', 'sensor.stuck.temperature'],
  ['stuck.level', 'sump-1', 'sensor.stuck.level'],
  ['stuck.network_pressure', 'jockey-1', 'sensor.stuck.network_pressure'],
  ['stuck.machine_room_temp', 'lift-1', 'sensor.stuck.machine_room_temp'],
  ['stuck.static_pressure', 'fire-point-1', 'sensor.stuck.static_pressure'],
  ['flat.flow', 'pump-1', 'sensor.flat.flow'],
  ['flat.voltage_b', 'cabinet-1', 'sensor.flat.voltage_b'],
  ['flat.static_pressure', 'fire-point-2', 'sensor.flat.static_pressure'],
  ['flat.suction_pressure', 'fire-pump-1', 'sensor.flat.suction_pressure'],
  ['hum.inlet_pressure', 'pump-1', 'sensor.flat.inlet_pressure'],
  ['hum.vibration', 'pump-2', 'sensor.flat.vibration'],
  ['hum.voltage_c', 'cabinet-1', 'sensor.flat.voltage_c'],
  ['jump.motor_current', 'pump-1', 'sensor.jumping.motor_current'],
  ['jump.outlet_pressure', 'pump-2', 'sensor.jumping.outlet_pressure'],
  ['jump.voltage_ab', 'cabinet-1', 'sensor.jumping.voltage_ab'],
  ['jump.bearing_temp', 'pump-1', 'sensor.jumping.bearing_temp'],
  ['jump.static_pressure', 'fire-point-3', 'sensor.jumping.static_pressure'],
  ['impossible.tank_level', 'pump-1', 'sensor.implausible.tank_level'],
  ['impossible.bearing_temp', 'pump-2', 'sensor.implausible.bearing_temp'],
  ['impossible.run_hours', 'pump-2', 'sensor.implausible.run_hours'],
  ['impossible.energy', 'cabinet-1', 'sensor.implausible.energy'],
  ['impossible.motor_current', 'fire-pump-1', 'sensor.implausible.motor_current'],
  ['skew', 'lift-2', 'sensor.skewed'],
  ['skew', 'leak-1', 'sensor.skewed']
]

type Named = { alarm: string; equipment: string; afterHours: number }

describe('on the sample site', () => {
  const named: Named[] = []
  const kinds = new Set<string>()

  beforeAll(() => {
    const trust = createSensorTrust({ physics, kindOf, nameOf: (_equipment, metric) => metric })
    const faults = injected.map(([name, equipment]) => ({ name, equipment, delay: healthyHours * hour }))
    for (const { now, readings } of simulatedReadings({ hours: healthyHours + faultyHours, faults })) {
      for (const reading of readings) kinds.add(kindOf(reading.equipment) ?? '')
      for (const { type, rule, equipment } of trust.judge(readings)) {
        if (type === 'raised') named.push({ alarm: rule.id, equipment, afterHours: (now - mondayMidnight) / hour - healthyHours })
      }
    }
  })

  it('calls no sensor of a healthy day in question, of any simulated kind', () => {
    expect(kinds.size).toBe(new Set(demoSite.equipment.map(({ kind }) => kind)).size)
    expect(named.filter(({ afterHours }) => afterHours < 0)).toEqual([])
  })

  it.each(injected)('calls %s on %s %s', (_fault, equipment, alarm) => {
    expect(named).toContainEqual({ alarm, equipment, afterHours: expect.any(Number) })
  })

  it('calls nothing else in question', () => {
    const expected = new Set(injected.map(([, equipment, alarm]) => `${alarm} ${equipment}`))
    expect(named.filter(({ alarm, equipment }) => !expected.has(`${alarm} ${equipment}`))).toEqual([])
  })
})
