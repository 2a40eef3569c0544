/** When `no_data` begins to hold: the one condition that runs on arrival time. */
import type { RuleIndex, RuleInstance } from './rule-index.ts'

/** On-delay of a presence that says offline (domain.md §3, rule `offline`: 5 min). */
const offlineDelayMs = 5 * 60_000

/**
 * Our clock at which the rule's silence is long enough; undefined for equipment never
 * heard of, which raises nothing. Silence counts from the last arrival or the start of
 * the service, whichever is later; a presence `offline` cuts it to 5 min.
 */
export function silentSince({ rule, equipment }: RuleInstance, index: RuleIndex, startedAt: number): number | undefined {
  if (rule.condition.type !== 'no_data') return undefined
  const on = index.equipment(equipment)
  const { metric, silenceMs } = rule.condition
  if (metric !== null) {
    const { heardAt } = on.series(metric)
    return heardAt === -Infinity ? undefined : Math.max(heardAt, startedAt) + silenceMs
  }
  if (on.heardAt === -Infinity) return undefined
  const silent = Math.max(on.heardAt, startedAt) + silenceMs
  return on.goneAt >= on.heardAt ? Math.min(silent, Math.max(on.goneAt, startedAt) + offlineDelayMs) : silent
}
