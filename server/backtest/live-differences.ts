/** A replay against what was judged live, episode by episode. Pure. */
import type { Episode, Span } from './trial.ts'

/** An episode as it was judged when its readings came; `corrected`: late readings have since changed what is on record of it. */
export type LiveEpisode = { raisedAt: number; clearedAt: number | null; corrected: boolean }
export type EpisodeSpan = { from: number; to: number | null }
/** What the one or only the other has, or both otherwise. */
export type LiveDifference = { recorded: EpisodeSpan | null; corrected: boolean; replayed: EpisodeSpan | null }

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
    .map(({ raisedAt, clearedAt, corrected }) => ({ ...cut(raisedAt, clearedAt), corrected }))
  const found: LiveDifference[] = []
  for (const { from, to } of replayed.filter((each) => isIn(each.from, each.to))) {
    const own = cut(from, to)
    const place = left.findIndex((each) => isSame(each, own, withinMs))
    const match = place >= 0 ? place : left.findIndex((each) => overlap(each, own))
    const [was] = match >= 0 ? left.splice(match, 1) : []
    if (was && isSame(was, own, withinMs)) continue
    found.push({ recorded: was ? { from: was.from, to: was.to } : null, corrected: was?.corrected ?? false, replayed: own })
  }
  for (const { corrected, ...was } of left) found.push({ recorded: was, corrected, replayed: null })
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
