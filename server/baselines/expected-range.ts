/** A score in words and figures: what was to be expected, since when it is not so. */
import { type Baseline, baselineFigures, type Score, type Sensitivity, sensitivityFactor } from './baseline.ts'

export type ExpectedRange = { low: number; high: number }

/** Values within it are normal: for 10 min, or (`long`) for half a day. */
function expectedRange({ expected, spread, longSpread }: Score, sensitivity: Sensitivity, long: boolean): ExpectedRange {
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

const day = 24 * 60 * 60_000

/**
 * One line for `why`: "motor_power normally 3.9 to 4.7 (0.12 + 9.1e-5·frequency^3 + …; this hour on such days)", or how
 * far learning has come.
 */
export function describeBaseline(metric: string, baseline: Baseline, score: Score | undefined, sensitivity: Sensitivity): string {
  const { learningMs } = baselineFigures
  const learnedMs = score && baseline.firstTs > 0 ? score.ts - baseline.firstTs : 0
  if (!score?.ready) return `${metric}: learning, day ${Math.floor(learnedMs / day) + 1} of ${learningMs / day}`
  const { low, high } = expectedRange(score, sensitivity, isLong(score))
  const over = isLong(score) ? ' over half a day' : ''
  return `${metric} normally ${figure(low)} to ${figure(high)}${over} (${relationText(baseline)}this hour on such days)`
}

function relationText({ relation, fit }: Baseline): string {
  if (!fit || relation.follows.length === 0) return ''
  const [offset = 0, ...weights] = fit.weights
  const terms = relation.follows.map(({ text }, index) => `${figure(weights[index] ?? 0)}·${text}`)
  return `${[figure(offset), ...terms].join(' + ')}; `
}

function figure(value: number): string {
  return String(Number(value.toPrecision(3)))
}
