/** What is on record against what should be: the changes that turn the one into the other. Pure. */
import type { AlarmChange, RuleHeader } from '../rules/changes.ts'
import type { CourseEpisode, KnownEpisode } from './course.ts'

export type Comparison = {
  changes: AlarmChange[]
  /** Episodes that stand, of which nothing was known and all readings came late: not said before they had time to end. */
  unsaid: CourseEpisode[]
}

export type CompareOptions = {
  equipment: string
  /** Both from the same time on, of the same rules. */
  record: readonly KnownEpisode[]
  course: readonly CourseEpisode[]
  headers: ReadonlyMap<string, RuleHeader>
  isLate: (episode: CourseEpisode) => boolean
}

/** What is on record and what should be are the same episode by their key, else where they overlap, the later ones first. */
export function compare({ equipment, record, course, headers, isLate }: CompareOptions): Comparison {
  const matches = match(record, course)
  const matched = new Set(matches.values())
  const corrected: AlarmChange[] = []
  const raised: AlarmChange[] = []
  const unsaid: CourseEpisode[] = []
  const newest = Math.max(Number.NEGATIVE_INFINITY, ...record.map(({ episode }) => episode))

  for (const should of course) {
    const is = matches.get(should)
    if (is) {
      if (!isSame(is, should)) corrected.push(correction(equipment, should.header, is, should))
      continue
    }
    const { raised: said, rule, episode, clearedAt } = should
    if (!said) continue
    if (clearedAt === null && isLate(should)) {
      unsaid.push(should)
      continue
    }
    // Older than what is known, it can be nobody's news any more.
    const late = clearedAt !== null && (isLate(should) || episode <= newest)
    raised.push({ ...said, ...(late && { late }) })
    if (clearedAt !== null) raised.push({ type: 'cleared', rule: { id: rule }, equipment, episode, clearedAt })
  }
  const gone = record.flatMap((is) => {
    const header = headers.get(is.rule)
    return header && !matched.has(is) ? [correction(equipment, header, is, null)] : []
  })
  return { changes: [...gone, ...corrected, ...raised], unsaid }
}

/**
 * The alarm that stands is the newest one there is, whatever key it has. What was recorded as late never stands: nobody
 * was told of it, so that it has to be raised.
 */
function match(record: readonly KnownEpisode[], course: readonly CourseEpisode[]): Map<CourseEpisode, KnownEpisode> {
  const left = new Set(record)
  const matches = new Map<CourseEpisode, KnownEpisode>()
  const take = (should: CourseEpisode, fits: (is: KnownEpisode) => boolean) => {
    if (matches.has(should)) return
    const found = [...left]
      .filter((is) => is.rule === should.rule && !(is.late && should.clearedAt === null) && fits(is))
      .sort((a, b) => b.raisedAt - a.raisedAt)[0]
    if (!found) return
    left.delete(found)
    matches.set(should, found)
  }
  const isOfAnother = (is: KnownEpisode, should: CourseEpisode) =>
    course.some((other) => other !== should && other.rule === is.rule && other.episode === is.episode)
  for (const should of course) {
    if (should.clearedAt === null) take(should, (is) => overlap(is, should) && !isOfAnother(is, should))
  }
  for (const should of course) take(should, (is) => is.episode === should.episode)
  for (const should of [...course].reverse()) take(should, (is) => overlap(is, should))
  return matches
}

function correction(equipment: string, rule: RuleHeader, is: KnownEpisode, should: KnownEpisode | null): AlarmChange {
  const { episode, raisedAt, clearedAt } = is
  const now = should && { episode: should.episode, raisedAt: should.raisedAt, clearedAt: should.clearedAt }
  return { type: 'corrected', rule, equipment, episode, was: { raisedAt, clearedAt }, now }
}

function overlap(one: KnownEpisode, other: KnownEpisode): boolean {
  const end = ({ clearedAt }: KnownEpisode) => clearedAt ?? Number.POSITIVE_INFINITY
  return one.episode <= end(other) && other.episode <= end(one)
}

/** The key follows from the raise, but where two episodes became one, which keeps the key it had. */
function isSame(one: KnownEpisode, other: KnownEpisode): boolean {
  return one.raisedAt === other.raisedAt && one.clearedAt === other.clearedAt
}
