/** 消防泵: stands by in automatic, turns slowly for its daily check, and runs only when it must. */
import { approach, round, wander } from '../signals.ts'
import type { Model, StepInput } from './model.ts'
import { initMotor, isAvailable, type MotorState, motorFaults, motorSampling, motorValues, stepMotor } from './motor.ts'

type FirePumpState = { motor: MotorState; outlet: number; suctionDrift: number }

/** Low-speed check 低频巡检, daily for 3 min: the panel turns the pump without building pressure. */
const check = { hour: 9.5, hours: 3 / 60, frequency: 8 }

function isChecking({ hour }: StepInput): boolean {
  return hour >= check.hour && hour < check.hour + check.hours
}

function isCommanded({ faults }: StepInput): boolean {
  return faults.has('unexpected_run') || faults.has('start_failed') || faults.has('no_pressure')
}

export const firePump: Model<FirePumpState> = {
  kind: 'fire_pump',
  sampling: {
    ...motorSampling,
    frequency: 10,
    outlet_pressure: 10,
    suction_pressure: 30,
    start_command: 0,
    low_speed_check: 0
  },
  faults: {
    ...motorFaults,
    unexpected_run: 'the pump starts without a fire or a test',
    start_failed: 'a start command comes and the pump does not run',
    no_pressure: 'the pump runs and builds no pressure'
  },

  init(input) {
    return {
      motor: initMotor(input, { load: 0, dutyPerHour: 0.004, startsPerHour: 0.006 }),
      outlet: input.world.fireNetworkPressure,
      suctionDrift: 0
    }
  },

  step(state, input) {
    const { dt, rng, faults, world } = input
    const wanted = isCommanded(input) && !faults.has('start_failed')
    const dry = faults.has('no_pressure')
    const motor = stepMotor(state.motor, { wanted, speed: 1, torque: dry ? 0.25 : 0.8 }, input)
    const target = dry ? 0.08 : motor.running ? 0.82 : world.fireNetworkPressure
    return {
      state: {
        motor,
        outlet: approach(state.outlet, target, dt, 5),
        suctionDrift: wander(state.suctionDrift, dt, 1800, 0.003, rng)
      },
      world: { firePumpRunning: motor.running && !dry }
    }
  },

  values(state, input) {
    const { rng } = input
    const checking = isChecking(input) && isAvailable(input) && !state.motor.running
    return {
      ...motorValues(state.motor, input),
      frequency: state.motor.running ? 50 : checking ? check.frequency : 0,
      outlet_pressure: round(Math.max(0, state.outlet + rng.gauss(0.0008)), 3),
      suction_pressure: round(0.06 + state.suctionDrift + rng.gauss(0.0005), 3),
      start_command: isCommanded(input),
      low_speed_check: checking
    }
  }
}
