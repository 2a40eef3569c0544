/** A sensor under judgement: where its numbers lie, what it may do, and whether it should be moving now. */
import { cell } from './cells.ts'
import { trustFigures } from './figures.ts'
import type { SensorPhysics } from './physics.ts'

export type Sensor = {
  metric: string
  physics: SensorPhysics
  /** Shared with the equipment's other sensors; this one's begin at `at`. */
  cells: Float64Array
  at: number
  /** ts from which on it should move, Infinity while it need not. */
  liveSince: number
  /** ts since when its machine says that it stands; Infinity while it runs, or where that is nobody's concern. */
  stoppedSince: number
}

/** A reading against the one before. */
export type Move = {
  value: number
  before: number
  ts: number
  /** ms since the reading before. */
  dt: number
  /** The sensor should have moved since then. */
  live: boolean
}

/** What was once the greatest counts for less as time goes by. */
export function faded(greatest: number, dt: number): number {
  return greatest * (1 - Math.min(1, dt / trustFigures.forgetMs))
}

/** Where a broken loop comes to rest: exactly 0, or an end of the range. */
export function rests({ min, max }: SensorPhysics, value: number): boolean {
  return value === 0 || value === min || value === max
}

export function startRun({ cells, at }: Sensor, ts: number): void {
  cells[at + cell.runTs] = ts
  cells[at + cell.runMs] = 0
  cells[at + cell.runCount] = 0
}

export function startWindow({ cells, at }: Sensor, value: number, ts: number): void {
  cells[at + cell.windowTs] = ts
  cells[at + cell.windowCount] = 1
  cells[at + cell.low] = value
  cells[at + cell.high] = value
}
