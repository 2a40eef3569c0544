/** Where in the past to begin to judge again, and what stood there. Pure. */
import type { RuleState } from '../rules/alarm-step.ts'
import type { RuleHeader } from '../rules/changes.ts'
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
  const running = record.flatMap(({ rule, episode, raisedAt, clearedAt, late, levels = [] }) => {
    // It may stand after all, and then has to be raised; nor is it on record what stages it went through.
    if (late && clearedAt !== null) return [{ from: episode, to: clearedAt }]
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
export function testedOf(rules: readonly Rule[]): ReadonlySet<string> {
  return new Set(rules.flatMap(({ header, notDuring }) => (notDuring ? [header.id] : [])))
}

export function standingAt(from: number, record: readonly KnownEpisode[]): KnownEpisode[] {
  return record.filter(({ raisedAt, clearedAt }) => raisedAt <= from && (clearedAt === null || clearedAt > from))
}
