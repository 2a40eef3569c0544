/** 消防末端压力: the network's pressure less the height of the point. */
import { approach, round, wander } from '../signals.ts'
import { numberAttribute } from '../site.ts'
import type { Model, StepInput } from './model.ts'

type PointState = { pressure: number; drift: number; batteryDrift: number }

/** MPa per metre of water. */
const headPerMetre = 0.00981

function networkAt({ equipment, world }: StepInput): number {
  return Math.max(0, world.fireNetworkPressure - headPerMetre * numberAttribute(equipment, 'elevation', 10))
}

export const firePressurePoint: Model<PointState> = {
  kind: 'fire_pressure_point',
  sampling: { static_pressure: 60, point_type: 0, battery: 3600, rssi: 300 },
  faults: { pressure_low: 'a valve above is shut and the branch runs empty' },

  init(input) {
    return { pressure: networkAt(input), drift: 0, batteryDrift: 0 }
  },

  step(state, input) {
    const { dt, rng, faults } = input
    const shut = faults.has('pressure_low')
    return {
      state: {
        pressure: approach(state.pressure, shut ? 0.04 : networkAt(input), dt, shut ? 15 : 5),
        drift: wander(state.drift, dt, 1800, 0.0012, rng),
        batteryDrift: wander(state.batteryDrift, dt, 600, 2, rng)
      }
    }
  },

  values(state, { equipment, rng, day }) {
    return {
      static_pressure: round(Math.max(0, state.pressure + state.drift + rng.gauss(0.0006)), 3),
      point_type: equipment.attributes['point_type'] === 'sprinkler' ? 'sprinkler' : 'hydrant',
      // A cell of some four years, replaced in time.
      battery: 98 - (Math.floor(day / 30) % 40),
      rssi: Math.round(-78 + state.batteryDrift)
    }
  }
}
