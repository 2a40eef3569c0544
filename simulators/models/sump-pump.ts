/** 潜污泵: a pit that fills and is pumped out, a saw-tooth of 10–60 min (domain sheet §2). */
import { clamp, dailyCurve, round, wander } from '../signals.ts'
import type { Model } from './model.ts'
import { initMotor, type MotorState, motorFaults, motorSampling, motorValues, stepMotor } from './motor.ts'

type SumpState = { motor: MotorState; level: number; draining: boolean; inflowDrift: number }

const startLevel = 55
const stopLevel = 14
const floatLevel = 85
/** % per second while pumping. */
const pumping = 0.28

/** % of the pit per minute: waste water follows the water the building uses. */
const inflowOfDay = dailyCurve([
  [0, 1.1],
  [3, 1],
  [6, 1.3],
  [7.5, 2.6],
  [9, 1.9],
  [12, 2.2],
  [15, 1.5],
  [18, 2.1],
  [20, 2.7],
  [23, 1.6],
  [24, 1.1]
])

export const sumpPump: Model<SumpState> = {
  kind: 'sump_pump',
  sampling: { ...motorSampling, level: 10, high_float: 0 },
  faults: {
    ...motorFaults,
    blocked: 'the pump runs, nothing leaves the pit, the level rises',
    flooding: 'more water comes than the pump can lift'
  },

  init(input) {
    return {
      motor: initMotor(input, { load: 0, dutyPerHour: 0.16, startsPerHour: 4 }),
      level: input.rng.between(stopLevel, startLevel),
      draining: false,
      inflowDrift: 0
    }
  },

  step(state, input) {
    const { hour, dt, rng, faults } = input
    const wanted = state.level >= startLevel || (state.draining && state.level > stopLevel)
    const motor = stepMotor(state.motor, { wanted, speed: 1, torque: 0.7 }, input)
    const inflowDrift = wander(state.inflowDrift, dt, 900, 0.12, rng)
    const rain = faults.has('flooding') ? 60 : faults.has('blocked') ? 25 : 0
    const inflow = (inflowOfDay(hour) * clamp(1 + inflowDrift, 0.75, 1.3) + rain) / 60
    const outflow = motor.running && !faults.has('blocked') ? pumping : 0
    return {
      state: { motor, level: clamp(state.level + (inflow - outflow) * dt, 0, 105), draining: wanted, inflowDrift }
    }
  },

  values(state, input) {
    return {
      ...motorValues(state.motor, input),
      level: round(clamp(state.level + input.rng.gauss(0.15), 0, 120), 1),
      high_float: state.level >= floatLevel
    }
  }
}
