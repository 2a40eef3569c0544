/** When `no_data` begins to hold: the one condition that runs on arrival time. */
import type { EquipmentRules, RuleIndex, RuleInstance, SeriesRules } from './rule-index.ts'

/** On-delay of a presence that says offline (domain.md §3, rule `offline`: 5 min). */
const offlineDelayMs = 5 * 60_000

/** Of a rule that is nothing but a `no_data`; see `silenceEnds`. */
export function silentSince({ rule, equipment }: RuleInstance, index: RuleIndex, startedAt: number): number | undefined {
  if (rule.condition.type !== 'no_data') return undefined
  const on = index.equipment(equipment)
  const { metric, silenceMs } = rule.condition
  return silenceEnds(on, metric === null ? null : on.series(metric), silenceMs, startedAt)
}

/**
 * Our clock at which the silence is long enough; undefined for what was never heard of, which raises nothing.
 * Silence counts from the last arrival or the start of the service, whichever is later; a presence `offline` cuts that
 * of the whole equipment (`series` null) to 5 min.
 */
export function silenceEnds(
  on: EquipmentRules,
  series: SeriesRules | null,
  silenceMs: number,
  startedAt: number
): number | undefined {
  const heardAt = series?.heardAt ?? on.heardAt
  if (heardAt === -Infinity) return undefined
  const silent = Math.max(heardAt, startedAt) + silenceMs
  if (series !== null || on.goneAt < on.heardAt) return silent
  return Math.min(silent, Math.max(on.goneAt, startedAt) + offlineDelayMs)
}
