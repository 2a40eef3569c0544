/** What has to be known of the time before a moment that is looked back at: what stood, and what had been said. */
import type { Rule } from '../rules/rule.ts'
import type { HistoryQuery, HistorySource } from '../store/history.ts'
import { lastKnown } from './last-known.ts'
import type { LookBackPlan } from './look-back.ts'
import type { Preparation } from './plan.ts'
import { readsOf } from './rule-reads.ts'
import { type KnownEpisode, startOf, statesAt } from './start-state.ts'

export type LookBackWish = {
  prepared: Preparation
  rule: Rule
  equipment: string
  at: number
  history: HistorySource
  readEpisodes: (equipment: string, since: number) => Promise<readonly KnownEpisode[]>
}

/** Of no rule more than this is read, but for what learns. */
const furthestMs = 8 * 86_400_000

export async function planLookBack(wish: LookBackWish): Promise<{ query: HistoryQuery; plan: LookBackPlan }> {
  const { prepared, rule, equipment, at, history } = wish
  const { query, facts, order, learning } = prepared
  const isLearned = rule.condition.type === 'anomaly'
  const record = (await wish.readEpisodes(equipment, query.from - furthestMs)).filter((each) => each.rule === rule.header.id)
  const start = startOf({ since: query.from, undecided: undefined, rules: [rule], record })
  const statesFrom = Math.max(start.from, at - furthestMs)
  const from = isLearned ? query.from : Math.max(start.warmUpFrom, at - furthestMs)
  const { heard, events } = readsOf([rule])
  const known = await lastKnown(history, {
    equipment: query.equipment,
    metrics: heard ? null : query.metrics,
    events,
    before: from
  })
  return {
    query: { ...query, imported: isLearned, from },
    plan: {
      ...{ rule, equipment, at, facts, learning, order, known },
      startedAt: from,
      statesFrom: isLearned ? from : statesFrom,
      states: statesAt(statesFrom, equipment, { record, rules: [rule] })
    }
  }
}
