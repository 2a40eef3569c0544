/** 配电柜: three phases whose load follows the compound's day (domain sheet §2.5). */
import { approach, clamp, dailyCurve, round, wander } from '../signals.ts'
import { numberAttribute } from '../site.ts'
import { counterAt, type Model, type StepInput, type Values } from './model.ts'
import { type ByPhase, byPhase, lineVoltages, neutralCurrent, type Phase, phases, unbalance } from './three-phase.ts'

type CabinetState = {
  /** Share of the breaker's rated current, and what each phase has more or less of it. */
  load: number
  loadDrift: number
  share: ByPhase
  /** V above or below nominal: of the network, and of each phase. */
  supplyDrift: number
  phaseDrift: ByPhase
  frequencyDrift: number
  residual: number
  cableTemp: number
  energy: number
}

/** Share of the breaker: homes at breakfast and in the evening, little at night. */
const loadOfDay = dailyCurve([
  [0, 0.24],
  [4, 0.17],
  [6, 0.24],
  [7.5, 0.42],
  [9, 0.34],
  [12, 0.43],
  [15, 0.35],
  [18, 0.5],
  [20, 0.58],
  [22, 0.45],
  [24, 0.24]
])

/** 220 V nominal; transformers of housing stand a little above it. */
const phaseVoltage = 226
const powerFactor = 0.95
/** mA of a healthy network of some hundred flats. */
const usualResidual = 85
const roomTemperature = 24
/** Busbar rise at rated current, K (engineering default); it goes with the square of the load. */
const fullLoadRise = 45
/** kW.h an hour and ampere of the breaker, above the model's own mean, so that a restart never shows less. */
const energyPerAmpereHour = 0.275
/** What each phase usually carries more or less than the mean. */
const usualShare: ByPhase = { a: 0.04, b: -0.05, c: 0.01 }

function breakerOf({ equipment }: StepInput): number {
  return numberAttribute(equipment, 'rated_current', 400)
}

/** Mains, or the breaker behind the meter, is gone: nothing flows. */
function isDead({ faults }: StepInput): boolean {
  return faults.has('mains_lost') || faults.has('breaker_trip')
}

function voltagesOf(state: CabinetState, { faults }: StepInput): ByPhase {
  if (faults.has('mains_lost')) return { a: 0, b: 0, c: 0 }
  const sag = (faults.has('undervoltage') ? -36 : 0) - 6 * state.load + state.supplyDrift
  const at = (phase: Phase) => phaseVoltage + sag + state.phaseDrift[phase]
  // What is left on a lost phase comes back through the loads of the others.
  return { a: at('a'), b: at('b') - (faults.has('unbalance') ? 40 : 0), c: faults.has('phase_loss') ? 60 : at('c') }
}

function currentsOf(state: CabinetState, input: StepInput): ByPhase {
  const amperes = breakerOf(input) * state.load
  const at = (phase: Phase) => Math.max(0, amperes * (1 + state.share[phase]))
  return { a: at('a'), b: at('b'), c: input.faults.has('phase_loss') ? 0 : at('c') }
}

/** kW of the three phases. */
function powerOf(state: CabinetState, input: StepInput): number {
  const volts = voltagesOf(state, input)
  const amperes = currentsOf(state, input)
  return (phases.reduce((sum, phase) => sum + volts[phase] * amperes[phase], 0) * powerFactor) / 1000
}

function electricValues(state: CabinetState, input: StepInput): Values {
  const { rng, faults } = input
  const voltages = voltagesOf(state, input)
  const current = currentsOf(state, input)
  const { ab, bc, ca } = lineVoltages(voltages)
  const flows = current.a > 0
  return {
    voltage_a: round(voltages.a, 1),
    voltage_b: round(voltages.b, 1),
    voltage_c: round(voltages.c, 1),
    voltage_ab: round(ab, 1),
    voltage_bc: round(bc, 1),
    voltage_ca: round(ca, 1),
    voltage_unbalance: round(unbalance([ab, bc, ca]), 2),
    current_a: round(current.a, 1),
    current_b: round(current.b, 1),
    current_c: round(current.c, 1),
    current_n: round(neutralCurrent(current), 1),
    active_power: round(powerOf(state, input), 2),
    // A meter without voltage knows no frequency, one without current no power factor.
    ...(flows && { power_factor: round(clamp(powerFactor + rng.gauss(0.003), 0.92, 0.99), 3) }),
    ...(!faults.has('mains_lost') && { line_frequency: round(50 + state.frequencyDrift, 2) })
  }
}

export const powerCabinet: Model<CabinetState> = {
  kind: 'power_cabinet',
  sampling: {
    ...Object.fromEntries(['ab', 'bc', 'ca', ...phases].map((name) => [`voltage_${name}`, 10])),
    ...Object.fromEntries([...phases, 'n'].map((name) => [`current_${name}`, 10])),
    voltage_unbalance: 60,
    active_power: 60,
    energy: 60,
    power_factor: 60,
    line_frequency: 60,
    residual_current: 10,
    cable_temp: 60
  },
  faults: {
    mains_lost: 'the supply fails',
    breaker_trip: 'the breaker trips, nothing flows',
    residual_current: 'an insulation fault leaks 650 mA',
    terminal_loose: 'a terminal works loose: within a day a third more heat, below every limit',
    cable_hot: 'a loose terminal heats the busbar within minutes',
    phase_loss: 'phase C is lost',
    unbalance: 'phase B sags by 40 V',
    undervoltage: 'all phases sag below 198 V',
    overcurrent: 'the load rises to 105 % of the breaker'
  },

  init(input) {
    const load = loadOfDay(input.hour)
    return {
      load,
      loadDrift: 0,
      share: usualShare,
      supplyDrift: 0,
      phaseDrift: byPhase(() => 0),
      frequencyDrift: 0,
      residual: usualResidual,
      cableTemp: roomTemperature + fullLoadRise * load ** 2,
      energy: counterAt(input.t, energyPerAmpereHour * breakerOf(input))
    }
  },

  step(state, input) {
    const { hour, dt, rng, faults } = input
    const loadDrift = wander(state.loadDrift, dt, 600, 0.05, rng)
    const wanted = faults.has('overcurrent') ? 1.05 : loadOfDay(hour) * clamp(1 + loadDrift, 0.85, 1.15)
    const load = isDead(input) ? 0 : approach(state.load, wanted, dt, 15)
    const residual = isDead(input) ? 0 : faults.has('residual_current') ? 650 : usualResidual
    const hot = faults.has('cable_hot')
    const loose = Math.min(1, (faults.get('terminal_loose') ?? 0) / 86_400)
    const temperature = hot ? 105 : roomTemperature + fullLoadRise * load ** 2 * (1 + loose / 3)
    return {
      state: {
        load,
        loadDrift,
        share: byPhase((phase) => usualShare[phase] + wander(state.share[phase] - usualShare[phase], dt, 1200, 0.03, rng)),
        supplyDrift: clamp(wander(state.supplyDrift, dt, 1800, 1.2, rng), -4, 4),
        phaseDrift: byPhase((phase) => wander(state.phaseDrift[phase], dt, 900, 0.4, rng)),
        frequencyDrift: clamp(wander(state.frequencyDrift, dt, 60, 0.015, rng), -0.08, 0.08),
        residual: approach(state.residual, residual, dt, 4),
        cableTemp: approach(state.cableTemp, temperature, dt, hot ? 120 : 1200),
        energy: state.energy + (powerOf({ ...state, load }, input) * dt) / 3600
      }
    }
  },

  values(state, input) {
    const { rng, faults } = input
    return {
      ...electricValues(state, input),
      energy: round(state.energy, 1),
      residual_current: round(Math.max(0, state.residual + rng.gauss(1.5)), 0),
      cable_temp: round(state.cableTemp + rng.gauss(0.1), 1),
      breaker_closed: !faults.has('breaker_trip'),
      mains_present: !faults.has('mains_lost')
    }
  }
}
