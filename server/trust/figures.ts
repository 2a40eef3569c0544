/** When a sensor is called in question; what each metric can do is data (`physics.yaml`). All are engineering defaults. */
const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

export const trustFigures = {
  /** A run of identical values this many times as long as the longest ever seen is one too long… */
  runFactor: 6,
  /** …but never a shorter one than this, or than 20 samples. */
  shortestRunMs: 30 * minute,
  /** Until a day is learned from, domain.md's figure counts (rule `stuck`). */
  unlearnedRunMs: day,
  learningMs: day,
  /** Steps to learn from before any is called a jump, and how far beyond the greatest a jump lies. */
  learningSteps: 100,
  peakFactor: 2,
  /** An excursion is back within so many readings, or it is a new level. Contradictions count as often, too. */
  backWithin: 3,
  /** Three spikes among some thirty readings. */
  spikesToCall: 2.5,
  /** With more spikes than this nothing is learned. */
  suspicious: 0.5,
  windowMs: 30 * minute,
  windowReadings: 60,
  learningWindows: 24,
  /** A window's range below this share of the least ever seen has collapsed; two in a row are a fault. */
  collapse: 0.25,
  /** A stop this long ago explains no current any more. */
  idleMs: minute,
  /** A fault is over when nothing has spoken for it this long. */
  clearMs: { stuck: 10 * minute, flat: 10 * minute, jumping: 30 * minute, implausible: hour },
  /** How long the longest run and the greatest step are remembered. */
  forgetMs: 4 * day
} as const

/** Between two readings further apart (`sample` in s) nothing is known: no run goes on, no step is weighed. */
export function gapMs(sample: number): number {
  return Math.max(hour, 12_000 * sample)
}
