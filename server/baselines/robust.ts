/**
 * Centre and spread of a stream that forgets, and that a few wild values cannot pull: each pulls at most as far as twice
 * the spread (Huber). Lives in three cells of its owner's array: count, centre, spread (as a standard deviation).
 */
export type LearnOptions = {
  /** What is not wild elsewhere is not wild here either, though here it has always been calm. */
  usualSpread?: number
  memory?: number
}

export const robustCells = 3
/** Values remembered, unless said otherwise: from there on the newest weighs no less than its share. */
const remembered = 50
/** Mean absolute deviation of a normal distribution → standard deviation. */
const meanToSigma = 1.2533
/** Until so many values nothing is called wild. */
const trusted = 4

export function learn(cells: Float64Array, at: number, value: number, options: LearnOptions = {}): void {
  const { usualSpread = 0, memory = remembered } = options
  const count = cells[at] ?? 0
  cells[at] = count + 1
  if (count === 0) {
    cells[at + 1] = value
    return
  }
  const gain = Math.max(1 / (count + 1), 1 / memory)
  const spread = cells[at + 2] ?? 0
  const off = value - (cells[at + 1] ?? 0)
  const wide = Math.max(spread, usualSpread)
  const bound = count < trusted || wide === 0 ? Number.POSITIVE_INFINITY : wide
  cells[at + 1] = (cells[at + 1] ?? 0) + gain * Math.min(2 * bound, Math.max(-2 * bound, off))
  cells[at + 2] = spread + gain * (meanToSigma * Math.min(3 * bound, Math.abs(off)) - spread)
}
