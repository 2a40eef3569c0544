/** A replay against what was judged live, episode by episode. Pure. */
import type { Episode, Span } from './trial.ts'

type RecordedSpan = { raisedAt: number; clearedAt: number | null }
/** An episode as it was judged when its readings came; `now`: as late readings have it since, null for none. */
export type LiveEpisode = RecordedSpan & { now: RecordedSpan | null }
export type EpisodeSpan = { from: number; to: number | null }
/** `recorded` when its readings came, `corrected` since, `replayed` now; null where there is none. */
export type LiveDifference = { recorded: EpisodeSpan | null; corrected: EpisodeSpan | null; replayed: EpisodeSpan | null }

export type DifferencesOptions = {
  span: Span
  recorded: readonly LiveEpisode[]
  replayed: readonly Episode[]
  /** Times no further apart are the same: arrivals of compacted days are known to the second. */
  withinMs: number
}

/** Of one rule on one equipment, within the span. In order of time. */
export function liveDifferences({ span, recorded, replayed, withinMs }: DifferencesOptions): LiveDifference[] {
  const cut = (from: number, to: number | null): EpisodeSpan => {
    return { from: Math.max(from, span.from), to: to === null || to >= span.to ? null : to }
  }
  const isIn = (from: number, to: number | null) => from < span.to && (to === null || to > span.from)
  const left = recorded
    .filter(({ raisedAt, clearedAt }) => isIn(raisedAt, clearedAt))
    .map(({ raisedAt, clearedAt, now }) => {
      return { recorded: cut(raisedAt, clearedAt), corrected: now && cut(now.raisedAt, now.clearedAt) }
    })
  const found: LiveDifference[] = []
  for (const { from, to } of replayed.filter((each) => isIn(each.from, each.to))) {
    const own = cut(from, to)
    const same = left.findIndex((each) => isSame(each.recorded, own, withinMs))
    const place = same >= 0 ? same : left.findIndex((each) => overlap(each.recorded, own))
    const [was] = place >= 0 ? left.splice(place, 1) : []
    const agrees = was?.corrected && isSame(was.recorded, own, withinMs) && isSame(was.corrected, own, withinMs)
    if (!agrees) found.push({ recorded: was?.recorded ?? null, corrected: was?.corrected ?? null, replayed: own })
  }
  for (const was of left) found.push({ ...was, replayed: null })
  return found.sort((a, b) => timeOf(a) - timeOf(b))
}

function timeOf({ recorded, replayed }: LiveDifference): number {
  return Math.min(recorded?.from ?? Number.POSITIVE_INFINITY, replayed?.from ?? Number.POSITIVE_INFINITY)
}

function isSame(one: EpisodeSpan, other: EpisodeSpan, within: number): boolean {
  if (Math.abs(one.from - other.from) > within) return false
  return one.to === null || other.to === null ? one.to === other.to : Math.abs(one.to - other.to) <= within
}

function overlap(one: EpisodeSpan, other: EpisodeSpan): boolean {
  return one.from <= (other.to ?? Number.POSITIVE_INFINITY) && other.from <= (one.to ?? Number.POSITIVE_INFINITY)
}
