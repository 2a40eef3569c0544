/**
 * Watches every sensor of every equipment and says when one is not to be trusted. Holds no clock and no timer: a fault
 * is raised and cleared by readings, at their ts, so that a replay says the same.
 */
import type { Reading } from '../../gateway/reading.ts'
import type { AlarmChange } from '../rules/changes.ts'
import { cell, cellsPerSensor, type SensorFault, sensorFaults } from './cells.ts'
import { type ClockState, freshClock, stepClock } from './clock-step.ts'
import type { Physics, SensorPhysics } from './physics.ts'
import type { Sensor } from './sensor.ts'
import { sensorHeader } from './sensor-alarm.ts'
import { stepSensor } from './sensor-step.ts'

export type StoredTrust = { equipment: string; state: string }

export type SensorTrustOptions = {
  physics: Physics
  kindOf: (equipment: string) => string | undefined
  /** A metric as people call it; the metric's own name when nothing better is known. */
  nameOf: (equipment: string, metric: string) => string
}

export type SensorTrust = {
  /** In order of arrival. */
  judge(readings: readonly Reading[]): AlarmChange[]
  /** The fault that stands on this sensor, or on its equipment's clock. */
  doubt(equipment: string, metric: string): SensorFault | 'skewed' | undefined
  /** Faults of sensors that are judged no more (its equipment is gone, or of another kind) end here. */
  restore(states: readonly StoredTrust[]): AlarmChange[]
  /** Everything it knows. */
  memory(): StoredTrust[]
  /** What has to be stored now: equipment where a fault began or ended, and a few others that have learned for long. */
  unsaved(): { equipment: string; state: string | null }[]
  saved(): void
}

type Watched = {
  sensors: Map<string, Sensor>
  cells: Float64Array
  /** The booleans that sensors wait for, and since when each is true or (`running`) false. */
  gates: Map<string, { trueSince: number; falseSince: number }>
  clock: ClockState
  /** Newest ts, to see where one message ends. */
  messageTs: number
  learned: number
}

const noFigures: ReadonlyMap<string, SensorPhysics> = new Map()

/** Equipment is stored again after so many readings without a fault: some hours of a pump, a day of a room. */
const readingsBetweenSaves = 20_000
/** Stored at one checkpoint for what they learned alone. */
const learnersAtOnce = 50

export function createSensorTrust({ physics, kindOf, nameOf }: SensorTrustOptions): SensorTrust {
  /** null: unknown equipment. */
  const watched = new Map<string, Watched | null>()
  const urgent = new Set<string>()
  const learners = new Set<string>()
  let offered: string[] = []

  function watch(equipment: string): Watched | null {
    const kind = kindOf(equipment)
    const made = kind === undefined ? null : createWatched(physics.get(kind) ?? noFigures)
    watched.set(equipment, made)
    return made
  }

  function judgeOne(on: Watched, reading: Reading, changes: AlarmChange[]): void {
    const { equipment, metric, value, ts } = reading
    if (typeof value === 'boolean') {
      if (on.gates.has(metric)) turnGate(on, metric, value, ts)
      return
    }
    if (typeof value !== 'number') return
    const sensor = on.sensors.get(metric)
    if (!sensor) return
    const { cells, at } = sensor
    if (ts <= (cells[at + cell.ts] ?? 0)) return
    const standing = cells[at + cell.fault] ?? 0
    const change = stepSensor(sensor, value, ts)
    if (change === 'none') return
    urgent.add(equipment)
    const fault = faultOf(change === 'raised' ? cells[at + cell.fault] : standing)
    if (!fault) return
    const rule = sensorHeader(fault, metric, nameOf(equipment, metric))
    const episode = cells[at + cell.since] ?? ts
    if (change === 'raised') changes.push({ type: 'raised', rule, equipment, episode, raisedAt: ts, value, limit: null })
    else changes.push({ type: 'cleared', rule, equipment, episode, clearedAt: ts })
  }

  function judgeClock(on: Watched, { equipment, ts, receivedAt }: Reading, changes: AlarmChange[]): void {
    const change = stepClock(on.clock, ts, receivedAt)
    if (change === 'none') return
    urgent.add(equipment)
    const rule = sensorHeader('skewed', null, '')
    const episode = on.clock.firstTs
    // Seconds ahead (+) or behind (−): what has to be put right.
    const value = Math.round((ts - receivedAt) / 1000)
    if (change === 'raised') changes.push({ type: 'raised', rule, equipment, episode, raisedAt: receivedAt, value, limit: null })
    else changes.push({ type: 'cleared', rule, equipment, episode, clearedAt: receivedAt })
  }

  function store(equipment: string): StoredTrust[] {
    const on = watched.get(equipment)
    return on ? [{ equipment, state: JSON.stringify(toStored(on)) }] : []
  }

  return {
    judge(readings) {
      const changes: AlarmChange[] = []
      let equipment = ''
      let on: Watched | null | undefined
      for (const reading of readings) {
        if (reading.equipment !== equipment) {
          equipment = reading.equipment
          on = watched.get(equipment)
          if (on === undefined) on = watch(equipment)
        }
        // What the device kept while it was away says nothing about its clock or the sensor's present.
        if (!on || reading.quality === 'historical') continue
        if (reading.ts !== on.messageTs) {
          on.messageTs = reading.ts
          judgeClock(on, reading, changes)
        }
        if (reading.quality !== 'good') continue
        judgeOne(on, reading, changes)
        on.learned += 1
        if (on.learned === readingsBetweenSaves) learners.add(equipment)
      }
      return changes
    },

    doubt(equipment, metric) {
      const on = watched.get(equipment)
      if (!on) return undefined
      const sensor = on.sensors.get(metric)
      return (sensor && faultOf(on.cells[sensor.at + cell.fault])) ?? (on.clock.wrong ? 'skewed' : undefined)
    },

    restore(states) {
      const changes: AlarmChange[] = []
      for (const { equipment, state } of states) {
        const stored = JSON.parse(state) as Stored
        const on = watch(equipment)
        if (on) fromStored(on, stored)
        const over = orphans(equipment, stored, on)
        changes.push(...over)
        if (!on || over.length > 0) urgent.add(equipment)
      }
      return changes
    },
    memory: () => [...watched.keys()].flatMap(store),
    unsaved() {
      offered = [...new Set([...urgent, ...[...learners].slice(0, learnersAtOnce)])]
      return offered.map((equipment) => store(equipment)[0] ?? { equipment, state: null })
    },
    saved() {
      for (const equipment of offered) {
        urgent.delete(equipment)
        learners.delete(equipment)
        const on = watched.get(equipment)
        if (on) on.learned = 0
      }
      offered = []
    }
  }
}

function faultOf(code: number | undefined): SensorFault | undefined {
  return code ? sensorFaults[code - 1] : undefined
}

function createWatched(figures: ReadonlyMap<string, SensorPhysics>): Watched {
  const cells = new Float64Array(figures.size * cellsPerSensor)
  const sensors = new Map<string, Sensor>()
  const gates: Watched['gates'] = new Map()
  for (const [metric, physics] of figures) {
    const liveSince = physics.moves === 'always' ? -Infinity : Infinity
    sensors.set(metric, { metric, physics, cells, at: sensors.size * cellsPerSensor, liveSince, stoppedSince: Infinity })
    for (const gate of gatesOf(physics)) gates.set(gate, { trueSince: Infinity, falseSince: Infinity })
    if (physics.idle !== undefined) gates.set(runs, { trueSince: Infinity, falseSince: Infinity })
  }
  return { sensors, cells, gates, clock: freshClock(), messageTs: 0, learned: 0 }
}

/** Says whether the machine stands. */
const runs = 'running'

function gatesOf({ moves }: SensorPhysics): readonly string[] {
  return Array.isArray(moves) ? moves : []
}

/** A boolean came: when it turned, its sensors learn since when they should move, or rest. */
function turnGate({ gates, sensors }: Watched, metric: string, value: boolean, ts: number): void {
  const turned = gates.get(metric)
  if (!turned || (value ? turned.trueSince : turned.falseSince) !== Infinity) return
  turned.trueSince = value ? ts : Infinity
  turned.falseSince = value ? Infinity : ts
  for (const sensor of sensors.values()) {
    const waitsFor = gatesOf(sensor.physics)
    if (waitsFor.length > 0) sensor.liveSince = Math.max(...waitsFor.map((gate) => gates.get(gate)?.trueSince ?? Infinity))
    if (sensor.physics.idle !== undefined) sensor.stoppedSince = gates.get(runs)?.falseSince ?? Infinity
  }
}

type Stored = {
  clock: ClockState
  gates: [gate: string, value: boolean, since: number][]
  sensors: [metric: string, cells: number[]][]
}

/** Standing faults that nothing could end any more. */
function orphans(equipment: string, { clock, sensors }: Stored, on: Watched | null): AlarmChange[] {
  const over: AlarmChange[] = []
  const end = (id: string, episode: number, clearedAt: number) =>
    over.push({ type: 'cleared', rule: { id }, equipment, episode, clearedAt })
  if (!on && clock.wrong) end(sensorHeader('skewed', null, '').id, clock.firstTs, clock.evidenceAt)
  for (const [metric, cells] of sensors) {
    const fault = faultOf(cells[cell.fault])
    const ts = cells[cell.ts] ?? 0
    if (fault && !on?.sensors.has(metric)) end(sensorHeader(fault, metric, '').id, cells[cell.since] ?? ts, ts)
  }
  return over
}

/** Only sensors that were heard of. */
function toStored({ clock, gates, sensors, cells }: Watched): Stored {
  return {
    clock,
    gates: [...gates].flatMap(([gate, { trueSince, falseSince }]): Stored['gates'] => {
      if (trueSince !== Infinity) return [[gate, true, trueSince]]
      return falseSince === Infinity ? [] : [[gate, false, falseSince]]
    }),
    sensors: [...sensors.values()].flatMap(({ metric, at }): Stored['sensors'] => {
      if (cells[at + cell.seen] === 0) return []
      return [[metric, [...cells.subarray(at, at + cellsPerSensor)]]]
    })
  }
}

function fromStored(on: Watched, { clock, gates, sensors }: Stored): void {
  on.clock = { ...on.clock, ...clock }
  for (const [gate, value, since] of gates) turnGate(on, gate, value, since)
  for (const [metric, cells] of sensors) {
    const sensor = on.sensors.get(metric)
    if (sensor && cells.length === cellsPerSensor) on.cells.set(cells, sensor.at)
  }
}
