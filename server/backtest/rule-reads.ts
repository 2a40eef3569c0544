/** What of history a rule looks at, so that no more of it is read. Pure. */
import type { Rule } from '../rules/rule.ts'
import type { HistoryOrder } from '../store/history.ts'

export type RuleReads = {
  metrics: string[]
  /** Every sign of life of the equipment counts, not only these metrics. */
  heard: boolean
  /** Silence runs on arrival; everything else is judged as if nothing had come late. */
  order: HistoryOrder
  /** How far before a span the past may still matter to it, in ms. */
  lookBackMs: number
}

const shortestLookBack = 3_600_000
const longestLookBack = 7 * 86_400_000

export function readsOf(rules: readonly Rule[]): RuleReads {
  const metrics = new Set<string>()
  let isSilence = false
  let heard = false
  let longest = 0
  for (const { condition, forMs, clearForMs } of rules) {
    longest = Math.max(longest, forMs, clearForMs)
    for (const part of partsOf(condition)) {
      const { type, metric } = part
      if (typeof metric === 'string') metrics.add(metric)
      if (type === 'no_data') {
        isSilence = true
        heard ||= metric === null
      }
      for (const [name, value] of Object.entries(part)) if (name.endsWith('Ms')) longest = Math.max(longest, Number(value) || 0)
    }
  }
  const lookBackMs = Math.min(longestLookBack, Math.max(shortestLookBack, 3 * longest))
  return { metrics: [...metrics], heard, order: isSilence ? 'arrival' : 'prompt', lookBackMs }
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
