/** Arithmetic of three phases 120° apart. */

export const phases = ['a', 'b', 'c'] as const
export type Phase = (typeof phases)[number]
export type ByPhase = Record<Phase, number>

export function byPhase(figure: (phase: Phase) => number): ByPhase {
  return { a: figure('a'), b: figure('b'), c: figure('c') }
}

/** Between phases, from the phase voltages; V. */
export function lineVoltages({ a, b, c }: ByPhase): { ab: number; bc: number; ca: number } {
  const between = (one: number, other: number) => Math.sqrt(one ** 2 + other ** 2 + one * other)
  return { ab: between(a, b), bc: between(b, c), ca: between(c, a) }
}

/** What the phase currents leave for the neutral, A. */
export function neutralCurrent({ a, b, c }: ByPhase): number {
  return Math.sqrt(Math.max(0, a ** 2 + b ** 2 + c ** 2 - a * b - b * c - c * a))
}

/** Largest deviation from the mean, % of the mean; 0 without voltage. */
export function unbalance(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  return mean < 1 ? 0 : (Math.max(...values.map((value) => Math.abs(value - mean))) / mean) * 100
}
