/**
 * Judges one sensor, reading by reading: has it stopped moving, does it leap, does it say what cannot be? Pure but for
 * the sensor's cells, which it moves on in place: this is the hot path. Time comes with the readings.
 */
import { cell, faultCodes } from './cells.ts'
import { judgeExcursion } from './excursion.ts'
import { gapMs, trustFigures } from './figures.ts'
import { type Move, type Sensor, startRun, startWindow } from './sensor.ts'
import { judgeRun, judgeScatter } from './stillness.ts'

/** Nothing changed, a fault was raised (its code is in the cell), or the standing one is over. */
export type SensorChange = 'none' | 'raised' | 'cleared'

/** How long nothing must speak for a fault before it is over, by its code. */
const clearMs: number[] = []
for (const [fault, ms] of Object.entries(trustFigures.clearMs)) clearMs[faultCodes[fault as keyof typeof faultCodes]] = ms

/** One for all: an object for each reading would cost more than the judgement. */
const move: Move = { value: 0, before: 0, ts: 0, dt: 0, live: false }

/** One reading newer than the last. */
export function stepSensor(sensor: Sensor, value: number, ts: number): SensorChange {
  const { cells, at } = sensor
  const seen = cells[at + cell.seen] ?? 0
  const former = cells[at + cell.ts] ?? 0
  cells[at + cell.seen] = seen + 1
  cells[at + cell.ts] = ts
  move.before = cells[at + cell.value] ?? 0
  cells[at + cell.value] = value
  if (seen === 0) {
    cells[at + cell.firstTs] = ts
    startRun(sensor, ts)
    startWindow(sensor, value, ts)
    return 'none'
  }
  move.value = value
  move.ts = ts
  move.dt = ts - former
  move.live = former >= sensor.liveSince
  const fault = sensor.physics.counter ? judgeCounter(move) : judgeGauge(sensor, move)
  return fault === 0 && cells[at + cell.fault] === 0 ? 'none' : conclude(sensor, fault, ts)
}

/** A counter that begins anew near 0 was reset or replaced; one that loses a part of its count is not to be believed. */
function judgeCounter({ value, before }: Move): number {
  return value < before && value > 0.05 * before ? faultCodes.implausible : 0
}

function judgeGauge(sensor: Sensor, { value, before, ts, dt }: Move): number {
  const { cells, at, physics } = sensor
  if (dt > gapMs(physics.sample)) {
    cells[at + cell.held] = 0
    if (value !== before) startRun(sensor, ts)
    startWindow(sensor, value, ts)
    return 0
  }
  const still = judgeContradiction(sensor, move) || judgeRun(sensor, move)
  const leap = physics.jump === undefined ? 0 : judgeExcursion(sensor, move)
  if (still !== 0 || leap !== 0) return still || leap
  return physics.moves === undefined ? 0 : judgeScatter(sensor, move)
}

/** What cannot be at all, or not while the machine stands: three readings of it in a row. */
function judgeContradiction({ cells, at, physics, stoppedSince }: Sensor, { value, ts }: Move): number {
  const { top, bottom, idle } = physics
  if (top === undefined && bottom === undefined && idle === undefined) return 0
  const outside = (top !== undefined && value > top) || (bottom !== undefined && value < bottom)
  const idling = idle !== undefined && Math.abs(value) > idle && ts >= stoppedSince + trustFigures.idleMs
  const count = outside || idling ? (cells[at + cell.contradictions] ?? 0) + 1 : 0
  cells[at + cell.contradictions] = count
  if (count < trustFigures.backWithin) return 0
  // It says what it said while the machine ran, to the last digit: it has not turned wrong, it has stopped.
  return idling && (cells[at + cell.runTs] ?? 0) < stoppedSince ? faultCodes.stuck : faultCodes.implausible
}

/** One fault at a time: the first that was named stands until nothing has spoken for it long enough. */
function conclude({ cells, at }: Sensor, fault: number, ts: number): SensorChange {
  const standing = cells[at + cell.fault] ?? 0
  if (standing === 0) {
    const ofRun = fault === faultCodes.stuck || (fault === faultCodes.flat && (cells[at + cell.runMs] ?? 0) > 0)
    cells[at + cell.fault] = fault
    cells[at + cell.since] = ofRun ? (cells[at + cell.runTs] ?? ts) : ts
    cells[at + cell.evidenceTs] = ts
    return 'raised'
  }
  if (fault === standing) cells[at + cell.evidenceTs] = ts
  if (ts - (cells[at + cell.evidenceTs] ?? 0) < (clearMs[standing] ?? Number.POSITIVE_INFINITY)) return 'none'
  cells[at + cell.fault] = 0
  return 'cleared'
}
