/** 稳压泵: keeps the fire network between start and stop pressure; the network leaks a little (domain sheet §2). */
import { approach, clamp, round, wander } from '../signals.ts'
import { numberAttribute } from '../site.ts'
import type { Model } from './model.ts'
import { initMotor, isAvailable, type MotorState, motorFaults, motorSampling, motorValues, stepMotor } from './motor.ts'

type JockeyState = { motor: MotorState; pressure: number; leakDrift: number; running: boolean }

const firePumpPressure = 0.8
/** MPa an hour: the domain sheet's 0.005–0.02. */
const leak = { usual: 0.0115, least: 0.005, most: 0.02 }

export const jockeyPump: Model<JockeyState> = {
  kind: 'jockey_pump',
  sampling: { ...motorSampling, network_pressure: 10, start_pressure: 3600, stop_pressure: 3600 },
  faults: {
    ...motorFaults,
    slow_leak: 'the network leaks: more than 15 starts an hour',
    burst: 'a main bursts: the jockey pump runs on and cannot hold the pressure'
  },

  init(input) {
    return {
      motor: initMotor(input, { load: 0, dutyPerHour: 0.02, startsPerHour: 0.4 }),
      // Full: a simulator started anew never shows a sudden loss.
      pressure: numberAttribute(input.equipment, 'stop_pressure', 0.52),
      leakDrift: 0,
      running: false
    }
  },

  step(state, input) {
    const { equipment, dt, rng, faults, world } = input
    const start = numberAttribute(equipment, 'start_pressure', 0.45)
    const stop = numberAttribute(equipment, 'stop_pressure', 0.52)
    const wanted = state.pressure <= start || (state.running && state.pressure < stop)
    const running = wanted && isAvailable(input)
    const leakDrift = wander(state.leakDrift, dt, 7200, 0.003, rng)
    const loss = faults.has('slow_leak') ? 1.8 : clamp(leak.usual + leakDrift, leak.least, leak.most)
    let pressure = state.pressure - (loss * dt) / 3600 + (running ? 0.0016 * dt : 0)
    if (faults.has('burst')) pressure = approach(pressure, 0.12, dt, 12)
    else if (world.firePumpRunning) pressure = approach(pressure, firePumpPressure, dt, 6)
    else if (pressure > stop + 0.02) pressure = approach(pressure, stop, dt, 30)
    return {
      state: {
        motor: stepMotor(state.motor, { wanted, speed: 1, torque: 0.72 }, input),
        pressure: Math.max(0, pressure),
        leakDrift,
        running
      },
      world: { fireNetworkPressure: Math.max(0, pressure) }
    }
  },

  values(state, input) {
    const { equipment, rng } = input
    return {
      ...motorValues(state.motor, input),
      network_pressure: round(Math.max(0, state.pressure + rng.gauss(0.0008)), 3),
      start_pressure: numberAttribute(equipment, 'start_pressure', 0.45),
      stop_pressure: numberAttribute(equipment, 'stop_pressure', 0.52)
    }
  }
}
