/** Where to begin again, and the course of alarms that comes of it. Pure. */
import { lateMs } from '../rules/alarm-step.ts'
import type { AlarmChange, AlarmRaised, RuleHeader } from '../rules/changes.ts'
import type { EngineMemory } from '../rules/engine.ts'
import type { Rule } from '../rules/rule.ts'

/** An episode as it is on record, or as it should be. */
export type KnownEpisode = {
  rule: string
  episode: number
  raisedAt: number
  clearedAt: number | null
  /** Recorded when it was over: nobody was told. */
  late?: boolean
}
/** `raised`: what the rules said of it; null for one that stood already where the course begins. */
export type CourseEpisode = KnownEpisode & { raised: AlarmRaised | null; header: RuleHeader }

export type Start = { from: number /** The windows of the rules need to know what came before. */; warmUpFrom: number }

export type StartOptions = {
  /** Earliest late ts. */
  since: number
  /** Where the earliest delay began that still runs, or an episode that is not said yet. */
  undecided: number | undefined
  rules: readonly Rule[]
  record: readonly KnownEpisode[]
}

/**
 * A time before the earliest late reading at which the rules' state follows from the record: every delay that ran then
 * has ended by the late reading, and none of those was one that ended in a raise or a clear. So what stands on record
 * stood, and all else was normal.
 */
export function startOf({ since, undecided, rules, record }: StartOptions): Start {
  const delays = new Map(rules.map((rule) => [rule.header.id, delaysOf(rule)]))
  const longest = Math.max(0, ...[...delays.values()].map(({ forMs, clearForMs }) => Math.max(forMs, clearForMs)))
  const running = record.flatMap(({ rule, episode, raisedAt, clearedAt }) => {
    const clearForMs = delays.get(rule)?.clearForMs ?? 0
    const raising = { from: episode, to: raisedAt }
    return clearedAt === null ? [raising] : [raising, { from: clearedAt - clearForMs, to: clearedAt }]
  })
  let from = Math.min(since - longest, undecided ?? since) - 1
  for (const { from: begin, to } of running.sort((a, b) => b.to - a.to)) if (begin <= from && from <= to) from = begin - 1
  return { from, warmUpFrom: from - windowOf(rules) }
}

function delaysOf({ condition, forMs, clearForMs }: Rule): { forMs: number; clearForMs: number } {
  if (condition.type !== 'stages') return { forMs, clearForMs }
  return {
    forMs: Math.max(...condition.stages.map((stage) => stage.forMs)),
    clearForMs: Math.max(...condition.stages.map((stage) => stage.clearForMs))
  }
}

function windowOf(part: unknown): number {
  if (typeof part !== 'object' || part === null) return 0
  return Math.max(
    0,
    ...Object.entries(part).map(([name, value]) => (/^(over|within|stuck)Ms$/.test(name) ? Number(value) : windowOf(value)))
  )
}

/** What stood at `from`, as an engine remembers it. */
export function statesAt(from: number, equipment: string, record: readonly KnownEpisode[]): EngineMemory['states'] {
  return standingAt(from, record).map(({ rule, episode }) => {
    const state = { phase: 'active', since: 0, due: null, episode, value: null, limit: null }
    return { rule, equipment, state: JSON.stringify(state) }
  })
}

export function standingAt(from: number, record: readonly KnownEpisode[]): KnownEpisode[] {
  return record.filter(({ raisedAt, clearedAt }) => raisedAt <= from && (clearedAt === null || clearedAt > from))
}

/** Puts together what the rules said from `from` on, with what stood there. */
export function createCourse(standing: readonly KnownEpisode[], rules: readonly Rule[]) {
  const headers = new Map(rules.map(({ header }) => [header.id, header]))
  const episodes: CourseEpisode[] = standing.flatMap((each) => {
    const header = headers.get(each.rule)
    const { rule, episode, raisedAt } = each
    return header ? [{ rule, episode, raisedAt, clearedAt: null, raised: null, header }] : []
  })
  return {
    take(changes: readonly AlarmChange[]): void {
      for (const change of changes) {
        if (change.type === 'raised') {
          const { rule, episode, raisedAt } = change
          episodes.push({ rule: rule.id, episode, raisedAt, clearedAt: null, raised: change, header: rule })
        } else if (change.type === 'cleared') {
          const open = episodes.findLast((each) => each.rule === change.rule.id && each.clearedAt === null)
          if (open) open.clearedAt = change.clearedAt
        }
      }
    },
    episodes: (): readonly CourseEpisode[] => episodes
  }
}

/** Which of an equipment's readings came in time, by their ts: an episode without any of them is late. */
export function createTimeliness() {
  const inTime: number[] = []
  return {
    note({ ts, receivedAt }: { ts: number; receivedAt: number }): void {
      if (receivedAt - ts <= lateMs) inTime.push(ts)
    },
    /** `until` left out: it lasts. */
    isLate: (from: number, until = Number.POSITIVE_INFINITY): boolean => !inTime.some((ts) => ts >= from && ts < until)
  }
}
