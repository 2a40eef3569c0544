/** The course of alarms that comes of judging again. Pure. */
import { type KnownEpisode, testedOf } from '../backtest/start-state.ts'
import { lateMs } from '../rules/alarm-step.ts'
import type { AlarmChange, AlarmRaised, AlarmStaged, RuleHeader } from '../rules/changes.ts'
import type { Rule } from '../rules/rule.ts'

export type CourseEpisode = KnownEpisode & {
  /** What the rules said of it; null for one that stood already where the course begins. */
  raised: AlarmRaised | null
  /** The last change of its stage; null for none. */
  staged: AlarmStaged | null
  /** A test window keeps it quiet. */
  quiet: boolean
  header: RuleHeader
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
