/**
 * Does it leap? Out and back within three readings, further than its own past allows, and more than once: it jumps.
 * Gone further than physics allows, and not back: impossible.
 */
import { cell, faultCodes } from './cells.ts'
import { trustFigures } from './figures.ts'
import { faded, type Move, rests, type Sensor } from './sensor.ts'

/** For a sensor with a `jump` figure. */
export function judgeExcursion(sensor: Sensor, move: Move): number {
  const { cells, at, physics } = sensor
  const spikes = 0.97 * (cells[at + cell.spikes] ?? 0)
  cells[at + cell.spikes] = spikes
  const still = spikes > 1 && cells[at + cell.fault] === faultCodes.jumping ? faultCodes.jumping : 0
  // Its machine has just started or stopped: a step is what one expects.
  if (!move.live && physics.moves !== undefined) {
    cells[at + cell.held] = 0
    return still
  }
  const held = cells[at + cell.held] ?? 0
  if (held > 0) return settle(sensor, move.value, held)
  if (leaves(sensor, move)) {
    cells[at + cell.base] = move.before
    cells[at + cell.away] = move.value - move.before
    cells[at + cell.held] = 1
    cells[at + cell.impossible] = isImpossible(sensor, move) ? 1 : 0
    return still
  }
  // Nothing is learned from what is about to be, or is, called a fault.
  if (spikes > trustFigures.suspicious) return still
  const step = Math.abs(move.value - move.before)
  const peak = cells[at + cell.peak] ?? 0
  cells[at + cell.steps] = (cells[at + cell.steps] ?? 0) + 1
  cells[at + cell.peak] = step > peak ? step : faded(peak, move.dt)
  return still
}

function leaves({ cells, at, physics }: Sensor, { value, before }: Move): boolean {
  const step = Math.abs(value - before)
  if ((cells[at + cell.steps] ?? 0) < trustFigures.learningSteps || step <= (physics.jump ?? 0)) return false
  return step > trustFigures.peakFactor * (cells[at + cell.peak] ?? 0)
}

function isImpossible({ physics }: Sensor, { value, before, dt }: Move): boolean {
  return physics.rate !== undefined && Math.abs(value - before) > (physics.rate * dt) / 1000
}

/** Is the excursion back, or has it come to stay? */
function settle({ cells, at, physics }: Sensor, value: number, held: number): number {
  const away = cells[at + cell.away] ?? 0
  if (Math.abs(value - (cells[at + cell.base] ?? 0)) <= 0.3 * Math.abs(away)) {
    cells[at + cell.held] = 0
    const spikes = (cells[at + cell.spikes] ?? 0) + 1
    cells[at + cell.spikes] = spikes
    return spikes > trustFigures.spikesToCall || cells[at + cell.fault] === faultCodes.jumping ? faultCodes.jumping : 0
  }
  if (held < trustFigures.backWithin) {
    cells[at + cell.held] = held + 1
    return 0
  }
  cells[at + cell.held] = 0
  // At the end of its range the loop is broken: if it stays there, its run will say so.
  if (rests(physics, value)) return 0
  if (cells[at + cell.impossible] === 1) return faultCodes.implausible
  // A new level: what moves fast has shown that it can.
  if ((cells[at + cell.spikes] ?? 0) <= trustFigures.suspicious) {
    cells[at + cell.peak] = Math.max(cells[at + cell.peak] ?? 0, Math.abs(away))
  }
  return 0
}
