/** Which model plays which kind of equipment. */
import { boosterPump } from './booster-pump.ts'
import { elevator } from './elevator.ts'
import { environment } from './environment.ts'
import { fireAlarmPanel } from './fire-alarm-panel.ts'
import { firePressurePoint } from './fire-pressure-point.ts'
import { firePump } from './fire-pump.ts'
import { jockeyPump } from './jockey-pump.ts'
import { leakSensor } from './leak-sensor.ts'
import { createMachine, type Machine, type Model } from './model.ts'
import { powerCabinet } from './power-cabinet.ts'
import { sumpPump } from './sump-pump.ts'

type MachineOptions = Parameters<typeof createMachine>[1]

type Registered = {
  kind: string
  faults: Readonly<Record<string, string>>
  /** Metrics it names a period for: all that a transmitter of its own measures. */
  measured: readonly string[]
  create(options: MachineOptions): Machine
}

function register<State extends object>(model: Model<State>): Registered {
  return {
    kind: model.kind,
    faults: model.faults,
    measured: Object.keys(model.sampling),
    create: (options) => createMachine(model, options)
  }
}

/** In the order in which they act on each other: the network's pressure first, then who shows it. */
export const registeredModels: readonly Registered[] = [
  register(jockeyPump),
  register(firePump),
  register(firePressurePoint),
  register(boosterPump),
  register(sumpPump),
  register(elevator),
  register(fireAlarmPanel),
  register(powerCabinet),
  register(leakSensor),
  register(environment)
]

/** Faults of the line rather than of the machine; every kind has them. */
export const lineFaults: Readonly<Record<string, string>> = {
  silent: 'nothing arrives from the equipment any more',
  stuck: 'the last values are sent again and again',
  offline: 'the device loses its connection',
  skew: 'its clock is 3 min slow, and loses 6 s an hour'
}

/** The faults that equipment of this kind can play; undefined for a kind nobody simulates. */
export function faultsOf(kind: string): Readonly<Record<string, string>> | undefined {
  const model = registeredModels.find((candidate) => candidate.kind === kind)
  return model && { ...model.faults, ...lineFaults }
}

/** The metrics of this kind whose transmitter can play a fault of its own (`sensor-faults.ts`). */
export function measuredBy(kind: string): readonly string[] {
  return registeredModels.find((candidate) => candidate.kind === kind)?.measured ?? []
}
