/** 环境: the air of a room or a garage; cars bring carbon monoxide, dust and noise at the peaks. */
import { approach, clamp, dailyCurve, round, wander } from '../signals.ts'
import type { Model, StepInput } from './model.ts'

type AirState = {
  temperature: number
  humidity: number
  gas: number
  co: number
  co2: number
  pm25: number
  noise: number
}

/** Share of the day's heaviest traffic: people leave in the morning and come home in the evening. */
const trafficOfDay = dailyCurve([
  [0, 0.05],
  [5, 0.03],
  [6.5, 0.4],
  [8, 1],
  [9.5, 0.45],
  [12, 0.5],
  [15, 0.35],
  [17.5, 0.85],
  [18.5, 1],
  [21, 0.4],
  [24, 0.05]
])

/** Degrees over the day, below ground: hardly more than a breath. */
const warmthOfDay = dailyCurve([
  [0, -0.8],
  [6, -1.4],
  [15, 1.4],
  [20, 0.6],
  [24, -0.8]
])

/** What the air tends to. Figures of a ventilated basement are engineering defaults. */
function targetOf({ hour, faults }: StepInput): AirState {
  const traffic = trafficOfDay(hour)
  const usual = 21 + warmthOfDay(hour)
  const warmer = 4 * Math.min(1, (faults.get('cooling_weak') ?? 0) / 43_200)
  return {
    temperature: faults.has('high_temperature') ? 47 : faults.has('frost') ? 1 : usual + warmer,
    humidity: faults.has('damp') ? 94 : 62 - 2 * warmthOfDay(hour),
    gas: faults.has('gas_leak') ? 34 : 0.4,
    co: faults.has('co_high') ? 140 : 1 + 4.5 * traffic,
    co2: 430 + 260 * traffic,
    pm25: 18 + 22 * traffic,
    noise: 42 + 13 * traffic
  }
}

/** Seconds: temperature, humidity and the gases of a fault come within minutes, so that a drill does not drag on. */
const tau: AirState = { temperature: 120, humidity: 120, gas: 20, co: 40, co2: 300, pm25: 300, noise: 30 }
/** Standard deviation of what comes and goes around the target. */
const sigma: AirState = { temperature: 0.2, humidity: 0.8, gas: 0.1, co: 0.4, co2: 15, pm25: 3, noise: 1.8 }

export const environment: Model<AirState> = {
  kind: 'environment',
  sampling: { temperature: 300, humidity: 300, gas_lel: 60, co: 60, co2: 300, pm25: 300, noise: 300 },
  faults: {
    smoke: 'the smoke detector answers',
    high_temperature: 'the ventilation fails and the room heats up to 47 °C',
    frost: 'a door stays open in winter, the room cools down to 1 °C',
    cooling_weak: 'the cooling loses refrigerant: 4 K warmer within twelve hours, below every limit',
    damp: 'humidity rises to 94 %',
    gas_leak: 'combustible gas collects, 34 %LEL',
    co_high: 'a car idles, carbon monoxide rises to 140 ppm'
  },

  init(input) {
    return targetOf(input)
  },

  step(state, input) {
    const { dt, rng } = input
    const target = targetOf(input)
    const next = (name: keyof AirState) =>
      approach(state[name], target[name], dt, tau[name]) + wander(0, dt, tau[name], sigma[name], rng)
    return {
      state: {
        temperature: next('temperature'),
        humidity: next('humidity'),
        gas: next('gas'),
        co: next('co'),
        co2: next('co2'),
        pm25: next('pm25'),
        noise: next('noise')
      }
    }
  },

  values(state, { faults }) {
    return {
      temperature: round(state.temperature, 1),
      humidity: round(clamp(state.humidity, 0, 100), 1),
      smoke: faults.has('smoke'),
      gas_lel: round(Math.max(0, state.gas), 1),
      co: round(Math.max(0, state.co), 1),
      co2: round(Math.max(0, state.co2), 0),
      pm25: round(Math.max(0, state.pm25), 0),
      noise: round(state.noise, 1)
    }
  }
}
