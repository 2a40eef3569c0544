/**
 * Least squares that forget: y ≈ w₀ + Σ wᵢ·xᵢ, from the sums of products, solved when asked. Values far off their
 * prediction weigh little (Huber), so that a fault does not become the rule. Cells: the upper triangle of the sums of
 * products of (1, x…, y), row by row; the first of them is the sum of weights.
 */

/** Weight of what is 2,000 values old: 1/e; with a value each 10 min, two weeks. */
const keep = 1 - 1 / 2000
/** Against terms that say the same: a share of each sum of squares. */
const ridge = 1e-6
const least = 1e-300

/** For `terms` terms. */
export function regressionCells(terms: number): number {
  const size = terms + 2
  return (size * (size + 1)) / 2
}

function place(size: number, row: number, column: number): number {
  return row * size - (row * (row - 1)) / 2 + (column - row)
}

/** `x` without the leading 1. */
export function add(cells: Float64Array, x: readonly number[], y: number, weight: number): void {
  const size = x.length + 2
  const all = [1, ...x, y]
  for (let row = 0; row < size; row++) {
    for (let column = row; column < size; column++) {
      const at = place(size, row, column)
      cells[at] = keep * (cells[at] ?? 0) + weight * (all[row] ?? 0) * (all[column] ?? 0)
    }
  }
}

export type Fit = {
  /** w₀ first. */
  weights: number[]
  /** How far an x lies from what was learned: about 1 within it, by the square of the distance outside. */
  remoteness(x: readonly number[]): number
}

/** undefined before anything was added. */
export function solve(cells: Float64Array, terms: number): Fit | undefined {
  const size = terms + 2
  const unknowns = terms + 1
  const sum = cells[0] ?? 0
  if (sum <= 0) return undefined
  const at = (row: number, column: number) => cells[place(size, Math.min(row, column), Math.max(row, column))] ?? 0
  // Cholesky: L·Lᵀ = sums of products + ridge.
  const lower: number[][] = []
  for (let row = 0; row < unknowns; row++) {
    const line: number[] = []
    for (let column = 0; column < row; column++) {
      line.push((at(row, column) - inner(line, lower[column] ?? [], column)) / (lower[column]?.[column] ?? 1))
    }
    const square = at(row, row)
    // The ridge keeps a term that says what the others do from taking everything.
    line.push(Math.sqrt(Math.max(square - inner(line, line, row) + (row > 0 ? ridge * square : 0), least)))
    lower.push(line)
  }
  const forward = (right: readonly number[]): number[] => {
    const solved: number[] = []
    for (let row = 0; row < unknowns; row++) {
      solved.push(((right[row] ?? 0) - inner(lower[row] ?? [], solved, row)) / (lower[row]?.[row] ?? 1))
    }
    return solved
  }
  const half = forward(Array.from({ length: unknowns }, (_, row) => at(row, size - 1)))
  const weights: number[] = new Array(unknowns).fill(0)
  for (let row = unknowns - 1; row >= 0; row--) {
    let rest = half[row] ?? 0
    for (let later = row + 1; later < unknowns; later++) rest -= (lower[later]?.[row] ?? 0) * (weights[later] ?? 0)
    weights[row] = rest / (lower[row]?.[row] ?? 1)
  }
  return {
    weights,
    remoteness(x) {
      let squares = 0
      for (const part of forward([1, ...x])) squares += part * part
      return (squares * sum) / unknowns
    }
  }
}

function inner(one: readonly number[], other: readonly number[], length: number): number {
  let sum = 0
  for (let index = 0; index < length; index++) sum += (one[index] ?? 0) * (other[index] ?? 0)
  return sum
}

/** y as the weights foretell it. */
export function foretell(weights: readonly number[], x: readonly number[]): number {
  let y = weights[0] ?? 0
  for (const [index, value] of x.entries()) y += (weights[index + 1] ?? 0) * value
  return y
}
