/**
 * What a signal model is: a pure step from one second to the next. History and live
 * values come from the same step, so a trend has no seam where the two meet.
 */
import { createRandom, hashText, type Random } from '../random.ts'
import type { SimulatedEquipment } from '../site.ts'

export type Value = number | boolean | string
export type Values = Record<string, Value>
/** Goes out on the `event` topic. */
export type SimulatedEvent = { code: string }

/** What equipment of one site shares with each other, e.g. the fire water network. */
export type World = {
  /** MPa at pump level. */
  fireNetworkPressure: number
  /** True while the main fire pump feeds that network. */
  firePumpRunning: boolean
}

export type StepInput = {
  equipment: SimulatedEquipment
  /** ms since the epoch. */
  t: number
  /** Seconds since the step before. */
  dt: number
  /** Hour of the site's day, 0–24 with fractions. */
  hour: number
  /** Whole days since 1970 at the site. */
  day: number
  rng: Random
  world: World
  /** Active faults → seconds since each began. */
  faults: ReadonlyMap<string, number>
}

export type StepOutput<State> = { state: State; world?: Partial<World>; events?: SimulatedEvent[] }

export type Model<State> = {
  kind: string
  /** A plausible state at `input.t`; needs no history. */
  init(input: StepInput): State
  /** Pure apart from drawing from `input.rng`; returns a new state. */
  step(state: State, input: StepInput): StepOutput<State>
  /** What the transmitters show now. Draws measurement noise from `input.rng`. */
  values(state: State, input: StepInput): Values
  /** Sampling period in seconds by metric; 0 = on change. What is not named: on change. */
  sampling: Readonly<Record<string, number>>
  /** Faults it can play, with one line for `--help`. */
  faults: Readonly<Record<string, string>>
}

/** A running model: one equipment with its state and its own noise. */
export type Machine = {
  readonly equipment: SimulatedEquipment
  readonly sampling: Readonly<Record<string, number>>
  step(input: MachineInput): { world?: Partial<World>; events: SimulatedEvent[] }
  values(): Values
  /** Plain JSON; `restore` of `createMachine` takes it back. */
  snapshot(): MachineSnapshot
}
export type MachineInput = Omit<StepInput, 'equipment' | 'rng'>
export type MachineSnapshot = { state: unknown; random: number }

type MachineOptions = {
  equipment: SimulatedEquipment
  seed: string
  start: MachineInput
  restore?: MachineSnapshot
}

export function createMachine<State extends object>(model: Model<State>, options: MachineOptions): Machine {
  const { equipment, seed, start, restore } = options
  const rng = createRandom(restore?.random ?? hashText(`${seed}/${equipment.id}`))
  let input: StepInput = { ...start, equipment, rng }
  let state = model.init(input)
  // A snapshot of an older program may lack fields: the fresh state fills them.
  if (restore && typeof restore.state === 'object') state = { ...state, ...restore.state }
  return {
    equipment,
    sampling: model.sampling,
    step(next) {
      input = { ...next, equipment, rng }
      const output = model.step(state, input)
      state = output.state
      return { ...(output.world && { world: output.world }), events: output.events ?? [] }
    },
    values: () => model.values(state, input),
    snapshot: () => ({ state, random: rng.snapshot() })
  }
}

const counterEpoch = Date.UTC(2024, 0, 1)

/**
 * A counter's reading at `t` for equipment commissioned with the year 2024. `perHour`
 * lies a little above the model's own rate, so that a start without a saved state
 * never shows a counter that fell.
 */
export function counterAt(t: number, perHour: number): number {
  return (Math.max(0, t - counterEpoch) / 3_600_000) * perHour
}
