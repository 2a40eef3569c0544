/** Runs the production engine over stored history. Pure: history comes in batches, time with them. */
import type { Rule } from '../rules/rule.ts'
import type { HistoryBatch, HistoryOrder, HistorySeries } from '../store/history.ts'
import { createStream, type LateReadings } from './stream.ts'
import { createTrial, type Episode, type Span, type TrialResult } from './trial.ts'
import { createTrialEngine, type EquipmentFacts, type Learning } from './trial-engine.ts'

export type BacktestPlan = {
  rule: Rule
  /** The rule of this id as it is in force, when it is another one. */
  inForce: Rule | null
  facts: readonly EquipmentFacts[]
  /** Those of them that are asked about; the others are only looked at. */
  chosen: readonly string[]
  span: Span
  order: HistoryOrder
  /** Where history begins: before the span, so that what stood at its begin is known. */
  startedAt: number
  learning: Learning
}

export type BacktestResult = TrialResult & {
  readings: number
  late: LateReadings[]
  /** Of the rule in force; null when there is none, or it is the same. */
  inForce: TrialResult | null
  added: Episode[]
  removed: Episode[]
}

export type Backtest = {
  take(batch: HistoryBatch): void
  finish(): BacktestResult
}

export function createBacktest(plan: BacktestPlan, series: readonly HistorySeries[]): Backtest {
  const stream = createStream({ series, order: plan.order, from: plan.span.from })
  const trials = [plan.rule, ...(plan.inForce ? [plan.inForce] : [])].map((rule) => trialOf(rule, plan))
  return {
    take: (batch) =>
      stream.play(batch, (arrival) => {
        for (const trial of trials) trial.take(arrival)
      }),
    finish() {
      const [own, other] = trials.map((trial) => trial.finish())
      if (!own) throw new Error('BUG: a back-test without a rule')
      const inForce = other ?? null
      return { ...own, readings: stream.count(), late: stream.late(), inForce, ...difference(own, inForce) }
    }
  }
}

type Surroundings = Pick<BacktestPlan, 'facts' | 'chosen' | 'startedAt' | 'span' | 'learning'>

export function trialOf(rule: Rule, { chosen, span, ...known }: Surroundings) {
  return createTrial({ rule, engine: createTrialEngine({ ...known, rule }), span, chosen: new Set(chosen) })
}

/** Episodes that overlap one of the other rule are the same trouble. */
function difference(own: TrialResult, inForce: TrialResult | null): { added: Episode[]; removed: Episode[] } {
  if (!inForce) return { added: [], removed: [] }
  return { added: without(own.episodes, inForce.episodes), removed: without(inForce.episodes, own.episodes) }
}

function without(episodes: readonly Episode[], others: readonly Episode[]): Episode[] {
  const byEquipment = new Map<string, Episode[]>()
  for (const other of others) byEquipment.set(other.equipment, [...(byEquipment.get(other.equipment) ?? []), other])
  return episodes.filter((episode) => !byEquipment.get(episode.equipment)?.some((other) => overlap(episode, other)))
}

function overlap(one: Episode, other: Episode): boolean {
  const end = ({ to }: Episode) => to ?? Number.POSITIVE_INFINITY
  return one.from <= end(other) && other.from <= end(one)
}
