/** The production engine with one rule alone, learned baselines included. */
import { createAnomalyWatch } from '../baselines/anomaly-watch.ts'
import { createBaselinesPart } from '../baselines/baselines-part.ts'
import type { Relations } from '../baselines/relations.ts'
import { createSeasons } from '../baselines/season.ts'
import { isAnomalyRule } from '../baselines/watched.ts'
import { createEngine, type Engine } from '../rules/engine.ts'
import { withPart } from '../rules/engine-part.ts'
import type { Rule } from '../rules/rule.ts'

/** What the rules know of equipment. */
export type EquipmentFacts = {
  id: string
  kind: string
  attributes?: Readonly<Record<string, number | string | boolean>>
  metrics?: Readonly<Record<string, { sample?: number }>>
}

/** What baselines are learned by. `timezone`: IANA zone of the site. */
export type Learning = { relations: Relations; timezone: string }

export type TrialEngineOptions = {
  rule: Rule
  facts: readonly EquipmentFacts[]
  startedAt: number
  learning: Learning
}

/** A rule that fails in production is left out there; here it is the answer, so what it throws is thrown. */
export function createTrialEngine({ rule, facts, startedAt, learning }: TrialEngineOptions): Engine {
  const known = new Map(facts.map((each) => [each.id, each]))
  const kindOf = (id: string) => known.get(id)?.kind
  const faulty = (_: string, error: unknown): never => {
    throw error
  }
  const engine = createEngine({
    rules: [rule],
    kindOf,
    attributesOf: (id) => known.get(id)?.attributes,
    metricsOf: (id) => known.get(id)?.metrics,
    ids: () => known.keys(),
    startedAt,
    faulty
  })
  if (!isAnomalyRule(rule)) return engine
  const { relations, timezone } = learning
  const watch = createAnomalyWatch({ rules: [rule], relations, kindOf, seasonOf: createSeasons(timezone), faulty })
  return withPart({ engine, part: createBaselinesPart(watch), startedAt, faulty })
}
