/** The learned baselines as a part of the engine: an anomaly rule is raised, stored and explained like any other. */
import type { EnginePart } from '../rules/engine-part.ts'
import type { ExplainedInput, Explanation } from '../rules/explain.ts'
import type { AnomalyWatch } from './anomaly-watch.ts'
import { describeBaseline, nearestLimit } from './expected-range.ts'
import type { Watched, WatchedMetric } from './watched.ts'

/** A mean of 10 min counts as the present for so long. */
const freshMs = 25 * 60_000

export function createBaselinesPart(watch: AnomalyWatch): EnginePart {
  return {
    name: 'baseline',
    judge: watch.judge,
    restore: watch.restore,
    memory: watch.memory,
    unsaved: watch.unsaved,
    saved: watch.saved,
    explain(rule, equipment, now) {
      const watched = watch.find(rule, equipment)
      return watched && explain(watched, now)
    }
  }
}

function explain(watched: Watched, now: number): Explanation {
  const { rule, state } = watched
  const inputs = [...watched.metrics.values()].map((metric, index) => toInput(watched, metric, index, now))
  const verdicts = inputs.map(({ verdict }) => verdict)
  const worst = (['breach', 'between', 'clear'] as const).find((verdict) => verdicts.includes(verdict)) ?? 'unknown'
  const learning = verdicts.every((verdict) => verdict === 'unknown')
  return {
    ruleVersion: rule.header.version,
    verdict: worst,
    phase: state.phase,
    since: state.phase === 'normal' ? null : state.phase === 'active' ? state.episode : state.since,
    reasons:
      state.phase !== 'normal'
        ? [state.phase]
        : learning
          ? ['learning']
          : [worst === 'between' ? 'between_limits' : 'not_breaching'],
    inputs,
    timers: []
  }
}

function toInput(
  { equipment, rule }: Watched,
  { metric, baseline, score, strange }: WatchedMetric,
  index: number,
  now: number
): ExplainedInput {
  const { sensitivity } = rule.condition
  const ready = score?.ready ?? false
  return {
    path: `anomaly.${index}`,
    equipment,
    metric,
    condition: describeBaseline(metric, baseline, score, sensitivity),
    value: score ? Number(score.observed.toPrecision(4)) : null,
    ts: score?.ts ?? null,
    fresh: score !== undefined && now - score.ts <= freshMs,
    limit: score && ready ? Number(nearestLimit(score, sensitivity).toPrecision(4)) : null,
    clearLimit: null,
    verdict: !ready ? 'unknown' : strange >= 1 ? 'breach' : strange < 0.5 ? 'clear' : 'between'
  }
}
