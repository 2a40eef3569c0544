/** The whole of what judges: the rules' engine, the learned baselines, and over both the watch over the sensors. */
import type { Logger } from 'pino'
import type { Catalogue } from '../../gateway/catalogue.ts'
import { createAnomalyWatch, isAnomalyRule } from '../baselines/anomaly-watch.ts'
import { createBaselinesPart } from '../baselines/baselines-part.ts'
import { loadRelations } from '../baselines/relations.ts'
import { createSeasons } from '../baselines/season.ts'
import { createEngine, type Engine, type EngineOptions } from '../rules/engine.ts'
import { withPart } from '../rules/engine-part.ts'
import type { Rule } from '../rules/rule.ts'
import type { RuleFaults } from '../rules/rule-faults.ts'
import type { RuleStore } from '../rules/rule-store.ts'
import type { Register } from '../site/register.ts'
import { loadPhysics } from '../trust/physics.ts'
import { createSensorTrust } from '../trust/sensor-trust.ts'
import { createTrustPart } from '../trust/trust-part.ts'

export type EnginesOptions = {
  rules: Pick<RuleStore, 'compiled'>
  register: Register
  catalogue: Catalogue
  /** Kind of an equipment in service. */
  kindOf: (equipment: string) => string | undefined
  attributesOf: NonNullable<EngineOptions['attributesOf']>
  ruleFaults: Pick<RuleFaults, 'note'>
  log: Pick<Logger, 'error'>
}

export type Engines = {
  /** A fresh engine with all rules in force; `startedAt`: silence before it does not count. `late`: told of what a newer one has overtaken. */
  whole(startedAt: number, late: EngineOptions['late']): Promise<Engine>
  /** The rules' engine alone, with these rules. */
  plain(rules: readonly Rule[], startedAt: number): Engine
  /** The rules that the rules' engine of the last `whole` judges. */
  inForce(): readonly Rule[]
}

export function createEngines(options: EnginesOptions): Engines {
  const { rules, register, catalogue, kindOf, attributesOf, ruleFaults, log } = options
  const physics = loadPhysics(catalogue)
  const relations = loadRelations(catalogue)
  const metricsOf = (id: string) => register.equipment(id)?.metrics
  const nameOf = (id: string, metric: string) => metricsOf(id)?.[metric]?.zh ?? metric
  const isFire = (id: string) => catalogue.get(kindOf(id) ?? '')?.fire ?? false
  let inForce: readonly Rule[] = []
  function faulty(rule: string, err: unknown): void {
    ruleFaults.note(rule, err instanceof Error ? err.message : String(err))
    log.error({ rule, err }, 'A rule failed and is left out until the next start.')
  }
  const plant = { kindOf, attributesOf, metricsOf, ids: () => register.list().map(({ id }) => id) }

  return {
    async whole(startedAt, late) {
      const compiled = await rules.compiled(metricsOf, register.customMetrics, attributesOf)
      inForce = compiled.filter((rule) => !isAnomalyRule(rule))
      const engine = createEngine({ ...plant, rules: inForce, startedAt, faulty, ...(late && { late }) })
      const seasonOf = createSeasons(register.site.timezone)
      const anomalies = createAnomalyWatch({ rules: compiled.filter(isAnomalyRule), relations, kindOf, seasonOf, faulty })
      const learned = withPart({ engine, part: createBaselinesPart(anomalies), startedAt, faulty })
      const trust = createSensorTrust({ physics, kindOf, nameOf })
      return withPart({ engine: learned, part: createTrustPart({ trust, isFire }), startedAt, faulty })
    },
    plain: (some, startedAt) => createEngine({ ...plant, rules: some, startedAt, faulty }),
    inForce: () => inForce
  }
}
