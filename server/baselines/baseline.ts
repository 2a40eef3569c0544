/**
 * What is normal for one metric on one equipment, and how far the present is from it. Readings are gathered into means of
 * 10 min; each is compared with what its relation foretells and with what is usual at this hour of such a day. Pure but
 * for the caller's state: time and season come with the readings.
 */
import type { Sensitivity } from '../contract/rules.ts'
import { add, type Fit, foretell, regressionCells, solve } from './regression.ts'
import type { Relation } from './relations.ts'
import { learn, robustCells } from './robust.ts'

const minute = 60_000
const day = 24 * 60 * minute

/** Engineering defaults, set on simulated weeks (test/bench, part anomaly). */
export const baselineFigures = {
  bucketMs: 10 * minute,
  /** Hours of the day, on weekdays and at weekends. */
  seasons: 48,
  /** The relation comes first: what is left of it is learned only when it holds. */
  relationBuckets: 144,
  /** Nothing is judged before. */
  learningMs: 7 * day,
  /** An hour is judged once so many of its means were seen. */
  seasonCount: 6,
  /** At medium sensitivity: the mean of 10 min, and of half a day, in standard deviations. */
  far: 6,
  farForLong: 5,
  /** Means remembered by the long score: 12 h. */
  longBuckets: 72,
  /** The long score is at least this uncertain; it is remembered for a week of means. */
  leastLongSpread: 0.35,
  longMemory: 1008,
  /** No 10 min count for more than this in the long score: it asks for what lasts. */
  longClip: 4,
  /** What is usual of all hours weighs as much as so many days of one hour; half a day less with each day seen, down to a half. */
  priorDays: 4,
  /** Spread is never less than this share of the expected value: less is nobody's business. */
  leastShare: 0.003,
  /** What has been abnormal this long is the new normal: all is learned anew. */
  acceptMs: 14 * day
} as const

export type { Sensitivity } from '../contract/rules.ts'
/** How far is far, against `medium`. */
export const sensitivityFactor: Readonly<Record<Sensitivity, number>> = { low: 1.5, medium: 1, high: 0.7 }

/** 10 min against what is normal; all but `ts` in the metric's unit. */
export type Score = {
  /** End of the 10 min. */
  ts: number
  observed: number
  expected: number
  /** Standard deviation of what is normal then. */
  spread: number
  /** Distance in spreads: now, and over the last half day; `longSpread` is what is usual of the latter. */
  now: number
  long: number
  longSpread: number
  /** Learned for long enough that this may be judged. */
  ready: boolean
}

export type Baseline = {
  relation: Relation
  /** The 10 min being gathered: their number since 1970, readings, and sums of the value and of each term. */
  bucket: number
  count: number
  sum: number
  termSums: number[]
  /** Terms as the metric follows them, and when they were last moved on. */
  followed: number[]
  followedTs: number
  /** Smallest step ever seen, and the last value: the spread is never less. */
  resolution: number
  last: number
  lastTs: number
  firstTs: number
  buckets: number
  regression: Float64Array
  /** Robust cells: each season, all hours together, what is left of them beside their season, and the long score. */
  seasons: Float64Array
  long: number
  fit: Fit | undefined
}

const overall = baselineFigures.seasons
const beside = baselineFigures.seasons + 1
const ofLong = baselineFigures.seasons + 2
/** Means of 10 min in a season's hour. */
const perDay = 6

/** Bytes that a metric's figures take. */
export function baselineBytes(terms: number): number {
  return 8 * (regressionCells(terms) + (ofLong + 1) * robustCells + 3 * terms + 12)
}

export function createBaseline(relation: Relation): Baseline {
  const terms = relation.follows.length
  return {
    relation,
    bucket: 0,
    count: 0,
    sum: 0,
    termSums: new Array<number>(terms).fill(0),
    followed: new Array<number>(terms).fill(0),
    followedTs: 0,
    resolution: Number.POSITIVE_INFINITY,
    last: Number.NaN,
    lastTs: 0,
    firstTs: 0,
    buckets: 0,
    regression: new Float64Array(regressionCells(terms)),
    seasons: new Float64Array((ofLong + 1) * robustCells),
    long: 0,
    fit: undefined
  }
}

/** Whether `ts` begins another 10 min than those being gathered; then `close` comes before `gather`. */
export function isOver(baseline: Baseline, ts: number): boolean {
  return baseline.count > 0 && Math.floor(ts / baselineFigures.bucketMs) !== baseline.bucket
}

/** A reading; `terms` as they are now, or undefined while one is not known: then it cannot be judged. */
export function gather(baseline: Baseline, ts: number, value: number, terms: readonly number[] | undefined): void {
  if (!terms) return
  if (baseline.firstTs === 0) baseline.firstTs = ts
  const step = Math.abs(value - baseline.last)
  if (step > 1e-9 * Math.abs(value) && step < baseline.resolution) baseline.resolution = step
  baseline.last = value
  baseline.lastTs = ts
  baseline.bucket = Math.floor(ts / baselineFigures.bucketMs)
  baseline.count += 1
  baseline.sum += value
  const { lagMs } = baseline.relation
  const gain = lagMs === 0 || baseline.followedTs === 0 ? 1 : 1 - Math.exp(-Math.max(0, ts - baseline.followedTs) / lagMs)
  baseline.followedTs = ts
  for (const [index, term] of terms.entries()) {
    const followed = (baseline.followed[index] ?? 0) + gain * (term - (baseline.followed[index] ?? 0))
    baseline.followed[index] = followed
    baseline.termSums[index] = (baseline.termSums[index] ?? 0) + followed
  }
}

/** The machine stood: what was gathered is of a start or a stop, and means nothing. */
export function drop(baseline: Baseline): void {
  baseline.count = 0
  baseline.sum = 0
  baseline.termSums.fill(0)
  baseline.followedTs = 0
}

/** Ends the 10 min and scores them; `seasonOf`: 0–47 for a ts. They are not learned from yet. */
export function close(baseline: Baseline, seasonOf: (ts: number) => number): { score: Score; x: number[]; season: number } {
  const { bucketMs } = baselineFigures
  const x = baseline.termSums.map((sum) => sum / baseline.count)
  const observed = baseline.sum / baseline.count
  const season = seasonOf(baseline.bucket * bucketMs)
  const ts = (baseline.bucket + 1) * bucketMs
  baseline.count = 0
  baseline.sum = 0
  baseline.termSums.fill(0)
  return { score: judge(baseline, { ts, observed, x, season }), x, season }
}

type Mean = { ts: number; observed: number; x: readonly number[]; season: number }

function judge(baseline: Baseline, { ts, observed, x, season }: Mean): Score {
  const { seasons, fit } = baseline
  const base = x.length === 0 ? 0 : fit ? foretell(fit.weights, x) : Number.NaN
  const usual = usualCells(seasons, season)
  const expected = base + (usual === undefined ? 0 : (seasons[usual + 1] ?? 0))
  const learnedSpread = usual === undefined ? 0 : spreadOf(seasons, usual)
  // Far from all it has learned of, the relation is a guess.
  const remote = fit && x.length > 0 ? Math.max(0, fit.remoteness(x) - 3) : 0
  const least = Math.max(
    Number.isFinite(baseline.resolution) ? baseline.resolution : 0,
    baselineFigures.leastShare * Math.abs(expected)
  )
  const spread = Math.max(learnedSpread, least, 1e-9) * Math.sqrt(1 + remote)
  const now = (observed - expected) / spread
  const longSpread = Math.max(baselineFigures.leastLongSpread, seasons[ofLong * robustCells + 2] ?? 0)
  const ready = usual !== undefined && ts - baseline.firstTs >= baselineFigures.learningMs
  return { ts, observed, expected, spread, now, long: baseline.long, longSpread, ready }
}

/** Few days tell little of an hour's spread, and where its centre is: what is usual beside all seasons helps out. */
function spreadOf(seasons: Float64Array, season: number): number {
  const days = (seasons[season] ?? 0) / perDay
  const priorDays = Math.max(0.5, baselineFigures.priorDays - days / 2)
  const own = (seasons[season + 2] ?? 0) ** 2
  const usual = (seasons[beside * robustCells + 2] ?? 0) ** 2
  return Math.sqrt(((days * own + priorDays * usual) / (days + priorDays)) * (1 + 1 / days))
}

/** This hour on such a day; while that is young, the same hour of the other days. */
function usualCells(seasons: Float64Array, season: number): number | undefined {
  const own = season * robustCells
  if ((seasons[own] ?? 0) >= baselineFigures.seasonCount) return own
  const other = ((season + baselineFigures.seasons / 2) % baselineFigures.seasons) * robustCells
  return (seasons[other] ?? 0) >= baselineFigures.seasonCount ? other : undefined
}

/** The long score goes on, four times as fast while an alarm stands: it should end soon after its cause. */
export function goOn(baseline: Baseline, score: Score, flagged: boolean): void {
  if (!score.ready) return
  const { longBuckets, longClip } = baselineFigures
  const gain = (flagged ? 4 : 1) / longBuckets
  baseline.long += gain * (Math.min(longClip, Math.max(-longClip, score.now)) - baseline.long)
}

/** Takes over what was normal. Not to be called for what was flagged. */
export function absorb(baseline: Baseline, score: Score, x: readonly number[], season: number): void {
  const { regression, seasons } = baseline
  baseline.buckets += 1
  if (x.length > 0) {
    const spread = seasons[overall * robustCells + 2] ?? 0
    const off = Math.abs(score.observed - score.expected)
    const weight = spread > 0 && off > 2 * spread ? (2 * spread) / off : 1
    add(regression, x, score.observed, weight)
    baseline.fit = solve(regression, x.length)
    if (baseline.buckets <= baselineFigures.relationBuckets) return
  }
  const rest = score.observed - (baseline.fit && x.length > 0 ? foretell(baseline.fit.weights, x) : 0)
  const own = season * robustCells
  const usualSpread = seasons[overall * robustCells + 2] ?? 0
  if ((seasons[own] ?? 0) >= baselineFigures.seasonCount) {
    learn(seasons, beside * robustCells, rest - (seasons[own + 1] ?? 0), { memory: baselineFigures.longMemory })
  }
  learn(seasons, overall * robustCells, rest)
  learn(seasons, own, rest, { usualSpread })
  if (score.ready) learn(seasons, ofLong * robustCells, baseline.long, { memory: baselineFigures.longMemory })
}

/** Farthest of the two scores in units of its limit: from 1 on it is abnormal. */
export function strangeness({ now, long, longSpread }: Score, sensitivity: Sensitivity): number {
  const factor = sensitivityFactor[sensitivity]
  const { far, farForLong } = baselineFigures
  return Math.max(Math.abs(now) / (far * factor), Math.abs(long) / (farForLong * factor * longSpread))
}
