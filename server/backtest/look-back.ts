/** Why a rule stood on an equipment as it did at a time that has passed: the production engine over what led up to it. Pure. */
import type { Arrival } from '../../gateway/reading.ts'
import type { Engine, EngineMemory, Explanation } from '../rules/engine.ts'
import { isStillness } from '../rules/engine-memory.ts'
import type { Rule } from '../rules/rule.ts'
import type { HistoryBatch, HistoryOrder, HistorySeries } from '../store/history.ts'
import { createStream } from './stream.ts'
import { createTrialEngine, type EquipmentFacts, type Learning } from './trial-engine.ts'

export type LookBackPlan = {
  rule: Rule
  equipment: string
  at: number
  facts: readonly EquipmentFacts[]
  learning: Learning
  order: HistoryOrder
  /** Where history begins, for windows; and from when on the rule's states, as they were on record then, are known. */
  startedAt: number
  statesFrom: number
  states: EngineMemory['states']
  /** What was known when history begins. */
  known: EngineMemory
}

export type LookBackResult = { explanation: Explanation | null }

export function createLookBack(plan: LookBackPlan, series: readonly HistorySeries[]) {
  const { rule, equipment, at, statesFrom, states } = plan
  const stream = createStream({ series, order: plan.order, from: 0 })
  // No start of the service is on record: a silence counts from the last arrival.
  const fresh = () => createTrialEngine({ ...plan, startedAt: 0 })
  let engine: Engine = fresh()
  engine.restore(plan.known, plan.startedAt)
  let hasStates = false

  function takeStates(): void {
    hasStates = true
    // What is learned has no other record than what was read since.
    if (rule.condition.type === 'anomaly') return
    const memory = engine.memory()
    const kept = memory.states.filter((each) => isStillness(each.rule))
    engine = fresh()
    engine.restore({ ...memory, states: [...kept, ...states] }, statesFrom)
  }

  function judge(arrival: Arrival): void {
    const time = (arrival.readings[0] ?? arrival.events[0] ?? arrival.presences[0])?.receivedAt ?? 0
    if (time > at) return
    if (!hasStates && time >= statesFrom) takeStates()
    engine.judge([arrival])
  }

  return {
    take: (batch: HistoryBatch): void => stream.play(batch, judge),
    finish(): LookBackResult {
      if (!hasStates) takeStates()
      engine.tick(at)
      return { explanation: engine.explain(rule.header.id, equipment, at) ?? null }
    }
  }
}
