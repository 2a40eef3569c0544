/** 水浸: a cable on the floor that is dry, and a cell that lasts for years. */
import { wander } from '../signals.ts'
import type { Model } from './model.ts'

type LeakState = { radioDrift: number }

export const leakSensor: Model<LeakState> = {
  kind: 'leak_sensor',
  sampling: { battery: 3600, rssi: 300 },
  faults: {
    leak: 'water reaches the cable',
    cable_fault: 'the cable is cut',
    battery_low: 'the cell is nearly empty'
  },

  init() {
    return { radioDrift: 0 }
  },

  step(state, { dt, rng }) {
    return { state: { radioDrift: wander(state.radioDrift, dt, 600, 2, rng) } }
  },

  values(state, { faults, day }) {
    return {
      leak: faults.has('leak'),
      cable_fault: faults.has('cable_fault'),
      // A cell of some four years, replaced in time.
      battery: faults.has('battery_low') ? 12 : 97 - (Math.floor(day / 30) % 40),
      rssi: Math.round(-84 + state.radioDrift)
    }
  }
}
