/** A score in words and figures: what was to be expected, since when it is not so. */
import { baselineFigures, type Score, type Sensitivity, sensitivityFactor } from './baseline.ts'

export type ExpectedRange = { low: number; high: number }

/** Values within it are normal: for 10 min, or (`long`) for half a day. */
export function expectedRange({ expected, spread, longSpread }: Score, sensitivity: Sensitivity, long: boolean): ExpectedRange {
  const factor = sensitivityFactor[sensitivity]
  const reach = spread * factor * (long ? baselineFigures.farForLong * longSpread : baselineFigures.far)
  return { low: expected - reach, high: expected + reach }
}

/** Which of the two scores speaks: true for that of half a day. */
export function isLong({ now, long, longSpread }: Score): boolean {
  const { far, farForLong } = baselineFigures
  return Math.abs(long) / (farForLong * longSpread) > Math.abs(now) / far
}

/** The end of the expected range that was left. */
export function nearestLimit(score: Score, sensitivity: Sensitivity): number {
  const long = isLong(score)
  const { low, high } = expectedRange(score, sensitivity, long)
  return (long ? score.long : score.now) < 0 ? low : high
}
