/** What is on record against what should be: the changes that turn the one into the other. Pure. */
import { promptMs } from '../../gateway/reading.ts'
import type { KnownEpisode } from '../backtest/start-state.ts'
import type { AlarmChange, RuleHeader } from '../rules/changes.ts'
import type { CourseEpisode } from './course.ts'

export type Comparison = {
  changes: AlarmChange[]
  /** Episodes that stand, of which nothing was known and all readings came late: not said before they had time to end. */
  unsaid: CourseEpisode[]
}

export type ComparedRule = {
  header: RuleHeader
  /** A test window keeps it quiet. */
  tested: boolean
  staged: boolean
  /** It looks at several values: their readings reached us one after another, so that a few seconds tell nothing. */
  beside: boolean
}

export type CompareOptions = {
  equipment: string
  /** Both from the same time on, of the same rules. */
  record: readonly KnownEpisode[]
  course: readonly CourseEpisode[]
  /** By id. */
  rules: ReadonlyMap<string, ComparedRule>
  isLate: (episode: CourseEpisode) => boolean
}

/** What is on record and what should be are the same episode by their key, else where they overlap, the later ones first. */
export function compare(options: CompareOptions): Comparison {
  const { equipment, record, course, rules, isLate } = options
  const matches = match(record, course)
  const matched = new Set(matches.values())
  const corrected: AlarmChange[] = []
  const raised: AlarmChange[] = []
  const unsaid: CourseEpisode[] = []
  const newest = Math.max(Number.NEGATIVE_INFINITY, ...record.map(({ episode }) => episode))

  for (const should of course) {
    const is = matches.get(should)
    if (is) {
      const within = rules.get(is.rule)?.beside ? promptMs : 0
      const known = isSame(is, should, within) ? is : should
      if (known === should) corrected.push(correction(equipment, should.header, is, should))
      corrected.push(...standingAs({ ...should, episode: known.episode }, options))
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
    raised.push(...raiseOf(should, late))
    if (clearedAt !== null) raised.push({ type: 'cleared', rule: { id: rule }, equipment, episode, clearedAt })
  }
  const gone = record.flatMap((is) => {
    const header = rules.get(is.rule)?.header
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

/** How one that stands is to be seen, though its times are right: at which stage, and whether a test still keeps it quiet. */
function standingAs(should: CourseEpisode, { equipment, rules }: CompareOptions): AlarmChange[] {
  const { rule, episode, clearedAt, raised, header, quiet } = should
  if (clearedAt !== null) return []
  const level = should.staged ?? (raised && { rule: raised.rule, at: raised.raisedAt, value: raised.value, limit: raised.limit })
  const changes: AlarmChange[] = []
  if (rules.get(rule)?.staged && level) changes.push({ ...level, type: 'staged', equipment, episode })
  if (rules.get(rule)?.tested && !quiet) {
    const { at, value, limit } = level ?? { at: should.raisedAt, value: null, limit: null }
    changes.push({ type: 'released', rule: level?.rule ?? header, equipment, episode, at, value, limit })
  }
  return changes
}

/** What is over by now was in a test or not; what stands is quiet only while the test lasts. */
function raiseOf({ raised, staged, quiet, clearedAt }: CourseEpisode, late: boolean): AlarmChange[] {
  if (!raised) return []
  const { suppressed, ...said } = raised
  const isQuiet = suppressed !== undefined && (clearedAt !== null || quiet)
  const raise: AlarmChange = { ...said, ...(isQuiet && { suppressed }), ...(late && { late }) }
  return staged && !late ? [raise, staged] : [raise]
}

function overlap(one: KnownEpisode, other: KnownEpisode): boolean {
  const end = ({ clearedAt }: KnownEpisode) => clearedAt ?? Number.POSITIVE_INFINITY
  return one.episode <= end(other) && other.episode <= end(one)
}

/** The key follows from the raise, but where two episodes became one, which keeps the key it had. */
function isSame(one: KnownEpisode, other: KnownEpisode, within: number): boolean {
  const isNear = (time: number | null, than: number | null) =>
    time === null || than === null ? time === than : Math.abs(time - than) <= within
  return isNear(one.raisedAt, other.raisedAt) && isNear(one.clearedAt, other.clearedAt)
}
