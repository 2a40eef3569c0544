/** 生活水泵组: a frequency-driven set that holds the outlet pressure while the building draws water. */
import { approach, clamp, dailyCurve, round, wander } from '../signals.ts'
import { numberAttribute } from '../site.ts'
import type { Model, StepInput } from './model.ts'
import { initMotor, isAvailable, type MotorState, motorFaults, motorSampling, motorValues, stepMotor } from './motor.ts'

type BoosterState = {
  motor: MotorState
  /** Hz. */
  frequency: number
  /** MPa. */
  pressure: number
  lastError: number
  inlet: number
  inletDrift: number
  /** m³/h. */
  flow: number
  /** Share by which demand differs from the daily curve. */
  demandDrift: number
  tankLevel: number
  filling: boolean
  chlorineDrift: number
  turbidityDrift: number
  phDrift: number
}

/** Share of rated flow: low 00–05, peaks 06:30–08:30 and 18:00–22:30 (domain sheet §2). */
const demandOfDay = dailyCurve([
  [0, 0.12],
  [1.5, 0.07],
  [5, 0.08],
  [6, 0.22],
  [6.5, 0.58],
  [7.4, 0.8],
  [8.5, 0.58],
  [9.5, 0.36],
  [12, 0.46],
  [14, 0.3],
  [17, 0.4],
  [18, 0.58],
  [19.6, 0.84],
  [21, 0.72],
  [22.5, 0.55],
  [23.3, 0.26],
  [24, 0.12]
])

const inletUsual = 0.15
const refillBelow = 65
const refillUntil = 90

/** Drop along the pipes at rated flow, MPa. */
const pipeLoss = 0.22
/** Head at 50 Hz and no flow above the set pressure, MPa. */
const headReserve = 0.18

/** Hz at which the set just holds its pressure. */
function steadyFrequency(set: number, share: number): number {
  return 50 * Math.sqrt(Math.max(0, set + pipeLoss * share ** 2 - inletUsual) / (set + headReserve))
}

/** Demand as a share of rated flow at set pressure, leaks included. */
function demandShare(state: BoosterState, { hour, faults }: StepInput): number {
  const usual = demandOfDay(hour) * (1 + state.demandDrift)
  const slowLeak = Math.min(1, (faults.get('slow_leak') ?? 0) / 1200) * 2.6
  const seep = 0.06 * Math.min(1, (faults.get('seep') ?? 0) / 86_400)
  return Math.max(0.03, usual) + seep + (faults.has('burst') ? 2.8 : 0) + slowLeak
}

export const boosterPump: Model<BoosterState> = {
  kind: 'booster_pump',
  sampling: {
    ...motorSampling,
    frequency: 10,
    outlet_pressure: 5,
    set_pressure: 300,
    inlet_pressure: 10,
    flow: 10,
    tank_level: 30,
    residual_chlorine: 300,
    turbidity: 300,
    ph: 300
  },
  faults: {
    ...motorFaults,
    burst: 'a pipe bursts: outlet pressure falls within seconds',
    seep: 'a leak behind the meter grows within a day to 6 % of rated flow, below every limit',
    impeller_clogged: 'the impeller clogs within six hours: 15 % less head at the same speed, below every limit',
    slow_leak: 'a leak grows over 20 min until the set cannot hold its pressure',
    dry_run: 'no water at the inlet: pressure and current fall',
    tank_low: 'the tank loses 1 % a second',
    tank_overflow: 'the fill valve sticks open',
    chatter: 'outlet pressure dances around 0.25 MPa',
    water_quality: 'chlorine falls and turbidity rises'
  },

  init(input) {
    const set = numberAttribute(input.equipment, 'set_pressure', 0.42)
    return {
      motor: initMotor(input, { load: 0.6, dutyPerHour: 1, startsPerHour: 0.05 }),
      frequency: clamp(steadyFrequency(set, demandOfDay(input.hour)), 25, 50),
      pressure: set,
      lastError: 0,
      inlet: inletUsual,
      inletDrift: 0,
      flow: 10,
      demandDrift: 0,
      tankLevel: input.rng.between(70, 88),
      filling: false,
      chlorineDrift: 0,
      turbidityDrift: 0,
      phDrift: 0
    }
  },

  step(state, input) {
    const { equipment, dt, rng, faults } = input
    const set = numberAttribute(equipment, 'set_pressure', 0.42)
    const ratedFlow = numberAttribute(equipment, 'rated_flow', 36)
    const dry = faults.has('dry_run') || state.tankLevel < 4
    const running = isAvailable(input)

    const inletDrift = wander(state.inletDrift, dt, 600, 0.006, rng)
    const usualInlet = inletUsual + inletDrift - 0.02 * (state.flow / ratedFlow) ** 2
    const inlet = approach(state.inlet, dry ? 0.004 : usualInlet, dt, dry ? 2 : 10)

    // PI control of the outlet pressure in its incremental form: no wind-up at 25 and 50 Hz.
    const error = set - state.pressure
    const correction = 14 * (error - state.lastError) + 9 * error * dt
    const frequency = running ? clamp((state.motor.running ? state.frequency : 25) + correction, 25, 50) : 0

    // Affinity laws: head goes with the square of speed, and falls with the square of flow; what the
    // building draws goes with the root of pressure. The two meet at `balance`.
    const share = demandShare(state, input)
    const clogged = 0.15 * Math.min(1, (faults.get('impeller_clogged') ?? 0) / 21_600)
    const head = running ? (set + headReserve) * (frequency / 50) ** 2 * (dry ? 0.08 : 1 - clogged) : 0
    const balance = (inlet + head) / (1 + (pipeLoss * share ** 2) / set)
    const pressure = approach(state.pressure, balance, dt, running ? 2 : 8)
    const flow = dry ? 0 : share * ratedFlow * Math.sqrt(Math.max(0, pressure) / set)

    const capacity = numberAttribute(equipment, 'tank_volume', 30)
    const filling = faults.has('tank_low')
      ? false
      : state.tankLevel < refillBelow || (state.filling && state.tankLevel < refillUntil)
    const inflow = filling ? ratedFlow * 1.35 : 0
    let tankLevel = state.tankLevel + (((inflow - Math.min(flow, ratedFlow)) * dt) / 3600 / capacity) * 100
    if (faults.has('tank_low')) tankLevel = approach(tankLevel, 8, dt, 25)
    if (faults.has('tank_overflow')) tankLevel = approach(tankLevel, 101, dt, 20)

    return {
      state: {
        motor: stepMotor(
          state.motor,
          { wanted: true, speed: frequency / 50, torque: dry ? 0.1 : 0.42 + 0.58 * Math.min(1.1, flow / ratedFlow) },
          input
        ),
        frequency,
        pressure,
        lastError: error,
        inlet,
        inletDrift,
        flow,
        demandDrift: wander(state.demandDrift, dt, 90, 0.1, rng),
        tankLevel: clamp(tankLevel, 0, 101),
        filling,
        chlorineDrift: wander(state.chlorineDrift, dt, 7200, 0.04, rng),
        turbidityDrift: wander(state.turbidityDrift, dt, 3600, 0.03, rng),
        phDrift: wander(state.phDrift, dt, 7200, 0.06, rng)
      }
    }
  },

  values(state, input) {
    const { equipment, rng, faults } = input
    const spoiled = faults.has('water_quality')
    // Swings of 4 s on either side: each breach is shorter than any on-delay.
    const dance = 0.25 + (Math.floor((faults.get('chatter') ?? 0) / 4) % 2 === 0 ? -0.012 : 0.012)
    return {
      ...motorValues(state.motor, input),
      frequency: round(state.frequency, 1),
      outlet_pressure: round(Math.max(0, (faults.has('chatter') ? dance : state.pressure) + rng.gauss(0.002)), 3),
      set_pressure: numberAttribute(equipment, 'set_pressure', 0.42),
      inlet_pressure: round(Math.max(-0.1, state.inlet + rng.gauss(0.001)), 3),
      flow: round(Math.max(0, state.flow * (1 + rng.gauss(0.01))), 1),
      tank_level: round(clamp(state.tankLevel + rng.gauss(0.08), 0, 120), 1),
      residual_chlorine: round(spoiled ? 0.02 : Math.max(0.12, 0.32 + state.chlorineDrift), 3),
      turbidity: round(spoiled ? 1.6 : Math.max(0.05, 0.28 + state.turbidityDrift), 3),
      ph: round(7.4 + clamp(state.phDrift, -0.4, 0.4), 2)
    }
  }
}
