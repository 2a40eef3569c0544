/** What is known of one anomaly rule on one equipment, and how it is stored. */
import { normalState, type RuleState } from '../rules/alarm-step.ts'
import type { AnomalyCondition, Rule } from '../rules/rule.ts'
import { type Baseline, createBaseline, type Score } from './baseline.ts'
import { noRelation, type Relations } from './relations.ts'
import { fromStored, type StoredBaseline, toStored } from './stored-baseline.ts'

export type AnomalyRule = Rule & { condition: AnomalyCondition }

export function isAnomalyRule(rule: Rule): rule is AnomalyRule {
  return rule.condition.type === 'anomaly'
}

export type WatchedMetric = {
  metric: string
  baseline: Baseline
  /** Of the last 10 min; undefined before any. */
  score: Score | undefined
  /** 1 and more: abnormal; 0 while it is still learning. */
  strange: number
  /** ts since when it has been abnormal; 0 while it is not. */
  strangeSince: number
}

export type Watched = {
  rule: AnomalyRule
  equipment: string
  state: RuleState
  /** The metric of the standing alarm, or of the one that is about to be. */
  worst: string
  metrics: ReadonlyMap<string, WatchedMetric>
  unsavedBuckets: number
}

/** `relations`: those of its kind. */
export function createWatched(rule: AnomalyRule, equipment: string, relations: ReturnType<Relations['get']>): Watched {
  const metrics = rule.condition.metrics.map((metric): [string, WatchedMetric] => {
    const baseline = createBaseline(relations?.get(metric) ?? noRelation)
    return [metric, { metric, baseline, score: undefined, strange: 0, strangeSince: 0 }]
  })
  return { rule, equipment, state: normalState, worst: '', metrics: new Map(metrics), unsavedBuckets: 0 }
}

export type StoredWatch = {
  /** Left out while normal. */
  state?: RuleState
  worst: string
  metrics: { metric: string; strangeSince: number; baseline: StoredBaseline }[]
}

export function stored({ rule, equipment, state, worst, metrics }: Watched): { rule: string; equipment: string; state: string } {
  const kept: StoredWatch = {
    ...(state !== normalState && { state }),
    worst,
    metrics: [...metrics.values()].map(({ metric, strangeSince, baseline }) => ({
      metric,
      strangeSince,
      baseline: toStored(baseline)
    }))
  }
  return { rule: rule.header.id, equipment, state: JSON.stringify(kept) }
}

export function takeOver(watched: Watched, { state, worst, metrics }: StoredWatch): void {
  watched.state = state ?? normalState
  watched.worst = worst
  for (const { metric, strangeSince, baseline } of metrics) {
    const known = watched.metrics.get(metric)
    if (!known || !fromStored(known.baseline, baseline)) continue
    known.strangeSince = strangeSince
    known.strange = strangeSince > 0 ? 1 : 0
  }
}
