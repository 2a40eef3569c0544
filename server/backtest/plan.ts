/** What of the site and its history it takes to judge some rules on some equipment over a span. Pure. */
import { metricsBeside } from '../baselines/relations.ts'
import type { Rule } from '../rules/rule.ts'
import type { HistoryOrder, HistoryQuery } from '../store/history.ts'
import { readsOf } from './rule-reads.ts'
import type { Span } from './trial.ts'
import type { EquipmentFacts, Learning } from './trial-engine.ts'

export type Preparation = {
  query: HistoryQuery
  facts: EquipmentFacts[]
  chosen: string[]
  span: Span
  order: HistoryOrder
  startedAt: number
  learning: Learning
}

export type PreparationOptions = {
  chosen: readonly EquipmentFacts[]
  judged: readonly Rule[]
  span: Span
  /** All equipment in service. */
  equipment: readonly EquipmentFacts[]
  learning: Learning
}

/** The chosen equipment with all that the rules look at beside it, and what of history that takes. */
export function prepare({ chosen, judged, span, equipment, learning }: PreparationOptions): Preparation {
  const onChange = (metric: string) => chosen.some(({ metrics }) => metrics?.[metric]?.sample === undefined)
  const { metrics, heard, order, lookBackMs, others, otherKinds } = readsOf(judged, onChange)
  const ids = new Set(chosen.map(({ id }) => id))
  const beside = equipment.filter(({ id, kind }) => !ids.has(id) && (others.includes(id) || otherKinds.includes(kind)))
  const facts = [...chosen, ...beside]
  const startedAt = span.from - lookBackMs
  const isLearned = judged.some(({ condition }) => condition.type === 'anomaly')
  const kinds = isLearned ? new Set(chosen.map(({ kind }) => kind)) : []
  const related = [...kinds].flatMap((kind) => metricsBeside(learning.relations, kind, metrics))
  const query: HistoryQuery = {
    equipment: facts.map(({ id }) => id),
    metrics: [...new Set([...metrics, ...related])],
    heard,
    imported: order !== 'arrival',
    order,
    from: startedAt,
    to: span.to
  }
  return { query, facts: facts.map(toFacts), chosen: [...ids], span, order, startedAt, learning }
}

/** Only what the engine asks for crosses to the thread. */
function toFacts({ id, kind, attributes, metrics }: EquipmentFacts): EquipmentFacts {
  const samples = Object.entries(metrics ?? {}).map(
    ([name, { sample }]) => [name, sample === undefined ? {} : { sample }] as const
  )
  return { id, kind, ...(attributes && { attributes }), metrics: Object.fromEntries(samples) }
}
