/** Has the sensor stopped moving? Either to the last digit (`judgeRun`), or all but the last digit (`judgeScatter`). */
import { cell, faultCodes } from './cells.ts'
import { trustFigures } from './figures.ts'
import { faded, type Move, rests, type Sensor, startRun, startWindow } from './sensor.ts'

/** Identical values for far longer than ever before, while it should move: stuck, or flat at the end of its range. */
export function judgeRun(sensor: Sensor, { value, before, ts, dt, live }: Move): number {
  const { cells, at, physics } = sensor
  if (value !== before) {
    // Who sends changes only kept silent while it stood: the run went on until now.
    const lasted = (cells[at + cell.runMs] ?? 0) + (live ? dt : 0)
    const longest = cells[at + cell.longestMs] ?? 0
    const standing = cells[at + cell.fault] ?? 0
    // A run that was a fault teaches nothing.
    const faulty = standing === faultCodes.stuck || standing === faultCodes.flat
    cells[at + cell.longestMs] = lasted > longest && !faulty ? lasted : faded(longest, dt)
    startRun(sensor, ts)
    return 0
  }
  if (!live || physics.moves === undefined) return 0
  const lasted = (cells[at + cell.runMs] ?? 0) + dt
  const count = (cells[at + cell.runCount] ?? 0) + 1
  cells[at + cell.runMs] = lasted
  cells[at + cell.runCount] = count
  if (lasted < trustFigures.shortestRunMs || count < 3) return 0
  return lasted > allowedRun(sensor, ts - lasted) ? (rests(physics, value) ? faultCodes.flat : faultCodes.stuck) : 0
}

function allowedRun({ cells, at, physics }: Sensor, learnedUntil: number): number {
  if (learnedUntil - (cells[at + cell.firstTs] ?? 0) < trustFigures.learningMs) return trustFigures.unlearnedRunMs
  const longest = cells[at + cell.longestMs] ?? 0
  return Math.max(trustFigures.shortestRunMs, 20_000 * physics.sample, trustFigures.runFactor * longest)
}

/** The last digits still move, but hardly: the range of half an hour has shrunk below anything it ever was. */
export function judgeScatter(sensor: Sensor, { value, ts, live }: Move): number {
  const { cells, at } = sensor
  const standing = (cells[at + cell.collapsed] ?? 0) >= 2 ? faultCodes.flat : 0
  if (!live) {
    startWindow(sensor, value, ts)
    return standing
  }
  const count = (cells[at + cell.windowCount] ?? 0) + 1
  cells[at + cell.windowCount] = count
  if (value < (cells[at + cell.low] ?? 0)) cells[at + cell.low] = value
  if (value > (cells[at + cell.high] ?? 0)) cells[at + cell.high] = value
  if (count < trustFigures.windowReadings || ts - (cells[at + cell.windowTs] ?? 0) < trustFigures.windowMs) return standing
  const range = (cells[at + cell.high] ?? 0) - (cells[at + cell.low] ?? 0)
  startWindow(sensor, value, ts)
  // Standing quite still is the run's to judge.
  return range === 0 ? standing : closeWindow(sensor, range, ts)
}

function closeWindow({ cells, at }: Sensor, range: number, ts: number): number {
  const least = cells[at + cell.leastRange] ?? 0
  const windows = cells[at + cell.windows] ?? 0
  const learned = windows >= trustFigures.learningWindows && ts - (cells[at + cell.firstTs] ?? 0) >= trustFigures.learningMs
  if (learned && range < trustFigures.collapse * least) {
    const collapsed = (cells[at + cell.collapsed] ?? 0) + 1
    cells[at + cell.collapsed] = collapsed
    return collapsed >= 2 ? faultCodes.flat : 0
  }
  cells[at + cell.collapsed] = 0
  cells[at + cell.windows] = windows + 1
  cells[at + cell.leastRange] = windows === 0 ? range : Math.min(1.02 * least, range)
  return 0
}
