/** Where to begin again, and the course of alarms that comes of it. Pure. */
import { lateMs, type RuleState } from '../rules/alarm-step.ts'
import type { AlarmChange, AlarmRaised, AlarmStaged, RuleHeader } from '../rules/changes.ts'
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
  /** Which severity it had from when on. */
  levels?: readonly { at: number; severity: RuleHeader['severity'] }[]
}
export type CourseEpisode = KnownEpisode & {
  /** What the rules said of it; null for one that stood already where the course begins. */
  raised: AlarmRaised | null
  /** The last change of its stage; null for none. */
  staged: AlarmStaged | null
  /** A test window keeps it quiet. */
  quiet: boolean
  header: RuleHeader
}

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
  const running = record.flatMap(({ rule, episode, raisedAt, clearedAt, levels = [] }) => {
    const clearForMs = delays.get(rule)?.clearForMs ?? 0
    const staging = levels.slice(1).map(({ at }) => ({ from: at - longest, to: at }))
    const raising = [{ from: episode, to: raisedAt }, ...staging]
    return clearedAt === null ? raising : [...raising, { from: clearedAt - clearForMs, to: clearedAt }]
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

/** What stood at `from`, as an engine remembers it; where a test window may keep an alarm quiet, quiet until it finds that none does. */
export function statesAt(
  from: number,
  equipment: string,
  { record, rules }: Pick<StartOptions, 'record' | 'rules'>
): EngineMemory['states'] {
  const tested = testedOf(rules)
  const conditions = new Map(rules.map(({ header, condition }) => [header.id, condition]))
  return standingAt(from, record).flatMap(({ rule, episode, levels = [] }) => {
    const active: RuleState = { phase: 'active', since: 0, due: null, episode, value: null, limit: null }
    const state: RuleState = tested.has(rule) ? { ...active, suppressed: 'test' } : active
    const condition = conditions.get(rule)
    if (condition?.type !== 'stages') return [{ rule, equipment, state: JSON.stringify(state) }]
    const severity = levels.findLast(({ at }) => at <= from)?.severity
    const stage = Math.max(
      0,
      condition.stages.findLastIndex((each) => each.severity === severity)
    )
    return [
      { rule, equipment, state: JSON.stringify({ ...state, stage }) },
      ...condition.stages.slice(0, stage + 1).map((_, index) => ({
        ...{ rule: `${rule}/${index}`, equipment },
        state: JSON.stringify(active)
      }))
    ]
  })
}

/** Ids of the rules that a test window keeps quiet. */
function testedOf(rules: readonly Rule[]): ReadonlySet<string> {
  return new Set(rules.flatMap(({ header, notDuring }) => (notDuring ? [header.id] : [])))
}

export function standingAt(from: number, record: readonly KnownEpisode[]): KnownEpisode[] {
  return record.filter(({ raisedAt, clearedAt }) => raisedAt <= from && (clearedAt === null || clearedAt > from))
}

/** Puts together what the rules said from `from` on, with what stood there. */
export function createCourse(standing: readonly KnownEpisode[], rules: readonly Rule[]) {
  const headers = new Map(rules.map(({ header }) => [header.id, header]))
  const tested = testedOf(rules)
  const episodes: CourseEpisode[] = standing.flatMap((each) => {
    const header = headers.get(each.rule)
    const { rule, episode, raisedAt } = each
    const since = { rule, episode, raisedAt, clearedAt: null }
    return header ? [{ ...since, raised: null, staged: null, quiet: tested.has(rule), header }] : []
  })
  return {
    take(changes: readonly AlarmChange[]): void {
      for (const change of changes) {
        if (change.type === 'raised') {
          const { rule, episode, raisedAt } = change
          const quiet = change.suppressed !== undefined
          episodes.push({
            ...{ rule: rule.id, episode, raisedAt, clearedAt: null },
            ...{ raised: change, staged: null, quiet, header: rule }
          })
          continue
        }
        const open = episodes.findLast((each) => each.rule === change.rule.id && each.clearedAt === null)
        if (!open) continue
        if (change.type === 'cleared') open.clearedAt = change.clearedAt
        else if (change.type === 'staged') open.staged = change
        else if (change.type === 'released') open.quiet = false
      }
    },
    episodes: (): readonly CourseEpisode[] => episodes
  }
}

/** Which readings came in time, by metric and ts: an episode without any of its rule's is late. */
export function createTimeliness() {
  const inTime = new Map<string, number[]>()
  return {
    note({ metric, ts, receivedAt }: { metric: string; ts: number; receivedAt: number }): void {
      if (receivedAt - ts > lateMs) return
      const times = inTime.get(metric)
      if (times) times.push(ts)
      else inTime.set(metric, [ts])
    },
    /** `until` left out: it lasts. */
    isLate: (metrics: readonly string[], from: number, until = Number.POSITIVE_INFINITY): boolean =>
      !metrics.some((metric) => inTime.get(metric)?.some((ts) => ts >= from && ts < until))
  }
}
