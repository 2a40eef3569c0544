/** What of history a rule looks at, so that no more of it is read. Pure. */
import type { Rule } from '../rules/rule.ts'
import { testFlags } from '../rules/rule-index.ts'
import type { HistoryOrder } from '../store/history.ts'

export type RuleReads = {
  metrics: string[]
  /** Other equipment that parts of the rule look at: by id, and all of these kinds. */
  others: string[]
  otherKinds: string[]
  /** Every sign of life of the equipment counts, not only these metrics. */
  heard: boolean
  /** Values are judged beside others: how old each is counts, and what they were before a span. */
  beside: boolean
  /** Events are among its parts. */
  events: boolean
  /** Silence runs on arrival; everything else is judged as if nothing had come late. */
  order: HistoryOrder
  /** How far before a span the past may still matter to it, in ms. */
  lookBackMs: number
}

const shortestLookBack = 3_600_000
const longestLookBack = 7 * 86_400_000
/** A baseline says nothing in its first week, and what is older than two weighs little (server/baselines). */
const learningMs = 21 * 86_400_000

/** `onChange`: whether a metric reports on change only; how fresh it is then depends on every sign of life. */
export function readsOf(rules: readonly Rule[], onChange: (metric: string) => boolean = () => false): RuleReads {
  const metrics = new Set<string>()
  const others = new Set<string>()
  const otherKinds = new Set<string>()
  let isSilence = false
  let isTree = false
  let events = false
  let heard = false
  let longest = 0
  for (const { condition, forMs, clearForMs, notDuring } of rules) {
    longest = Math.max(longest, forMs, clearForMs)
    if (notDuring) for (const flag of testFlags) metrics.add(flag)
    if (condition.type === 'anomaly') for (const metric of condition.metrics) metrics.add(metric)
    for (const part of partsOf(condition)) {
      const { type, metric, from, name, equipment, same, kind } = part
      if (typeof metric === 'string') metrics.add(metric)
      if (from === 'metric') metrics.add(String(name))
      if (typeof equipment === 'string') others.add(equipment)
      if (same !== undefined) otherKinds.add(String(kind))
      isTree ||= type === 'tree'
      events ||= type === 'event'
      if (type === 'no_data') {
        isSilence = true
        heard ||= metric === null
      }
      for (const [field, value] of Object.entries(part)) if (field.endsWith('Ms')) longest = Math.max(longest, Number(value) || 0)
    }
  }
  const isLearned = rules.some(({ condition }) => condition.type === 'anomaly')
  const lookBackMs = isLearned ? learningMs : Math.min(longestLookBack, Math.max(shortestLookBack, 3 * longest))
  return {
    metrics: [...metrics],
    others: [...others],
    otherKinds: [...otherKinds],
    heard: heard || (isTree && [...metrics].some(onChange)),
    beside: isTree,
    events,
    order: isSilence ? 'arrival' : 'prompt',
    lookBackMs
  }
}

/** The condition and all that it is made of, however deep: whatever names a metric or a duration. */
function* partsOf(part: unknown): Generator<Record<string, unknown>> {
  if (Array.isArray(part)) {
    for (const each of part) yield* partsOf(each)
  } else if (typeof part === 'object' && part !== null) {
    yield { ...part }
    for (const each of Object.values(part)) yield* partsOf(each)
  }
}
