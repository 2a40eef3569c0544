/** What was learned, as it is kept over a restart: figures to seven digits, what follows from others left out. */
import type { Baseline } from './baseline.ts'
import { solve } from './regression.ts'

export type StoredBaseline = {
  /** Of the terms, so that another relation begins anew. */
  follows: string[]
  gathered: [bucket: number, count: number, sum: number, followedTs: number]
  termSums: number[]
  followed: number[]
  seen: [last: number | null, lastTs: number, firstTs: number, buckets: number, resolution: number | null]
  regression: number[]
  seasons: number[]
  long: number
}

export function toStored(baseline: Baseline): StoredBaseline {
  const { relation, bucket, count, sum, followedTs, termSums, followed, last, lastTs, firstTs, buckets, resolution } = baseline
  return {
    follows: relation.follows.map(({ text }) => text),
    gathered: [bucket, count, sum, followedTs],
    termSums,
    followed,
    seen: [finite(last), lastTs, firstTs, buckets, finite(resolution)],
    // The normal equations need all their digits: the fit is a small difference of large sums.
    regression: [...baseline.regression],
    seasons: [...baseline.seasons].map((value) => Number(value.toPrecision(7))),
    long: baseline.long
  }
}

/** Leaves the baseline as it is, and says so, when what was stored is of another relation. */
export function fromStored(baseline: Baseline, stored: StoredBaseline): boolean {
  const { follows } = baseline.relation
  const same =
    stored.follows.length === follows.length &&
    follows.every(({ text }, index) => stored.follows[index] === text) &&
    stored.seasons.length === baseline.seasons.length &&
    stored.regression.length === baseline.regression.length
  if (!same) return false
  const [bucket, count, sum, followedTs] = stored.gathered
  const [last, lastTs, firstTs, buckets, resolution] = stored.seen
  Object.assign(baseline, {
    ...{ bucket, count, sum, followedTs, lastTs, firstTs, buckets },
    termSums: [...stored.termSums],
    followed: [...stored.followed],
    last: last ?? Number.NaN,
    resolution: resolution ?? Number.POSITIVE_INFINITY,
    long: stored.long
  } satisfies Partial<Baseline>)
  baseline.regression.set(stored.regression)
  baseline.seasons.set(stored.seasons)
  baseline.fit = follows.length > 0 ? solve(baseline.regression, follows.length) : undefined
  return true
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null
}
