/** The whole of what judges: the rules' engine, the learned baselines, and over both the watch over the sensors. */
import type { Logger } from 'pino'
import type { Catalogue } from '../../gateway/catalogue.ts'
import { createAnomalyWatch } from '../baselines/anomaly-watch.ts'
import { createBaselinesPart } from '../baselines/baselines-part.ts'
import { loadRelations } from '../baselines/relations.ts'
import { createSeasons } from '../baselines/season.ts'
import { isAnomalyRule } from '../baselines/watched.ts'
import { createEngine, type Engine, type EngineOptions } from '../rules/engine.ts'
import { withPart } from '../rules/engine-part.ts'
import { isOfScope, type Rule } from '../rules/rule.ts'
import type { RuleFaults } from '../rules/rule-faults.ts'
import type { RuleStore } from '../rules/rule-store.ts'
import type { Register } from '../site/register.ts'
import { loadPhysics } from '../trust/physics.ts'
import { createSensorTrust } from '../trust/sensor-trust.ts'
import { createTrustPart } from '../trust/trust-part.ts'

export type EngineMakerOptions = {
  rules: Pick<RuleStore, 'compiled'>
  register: Register
  catalogue: Catalogue
  ruleFaults: Pick<RuleFaults, 'note'>
  log: Pick<Logger, 'error'>
}

export type EngineMaker = {
  /** A fresh engine with all rules in force; `startedAt`: silence before it does not count. `late`: told of late readings. */
  inForce(startedAt: number, late: EngineOptions['late']): Promise<Engine>
  /** Of these rules alone, without what is learned: to judge again what was judged before. */
  ofRules(rules: readonly Rule[], startedAt: number): Engine
  /** Whether a metric of an equipment reports on change only. */
  onChange(equipment: string, metric: string): boolean
  /** The rules in force on this equipment, as of the last `inForce`. */
  rulesOf(equipment: string): readonly Rule[]
}

export function createEngineMaker(options: EngineMakerOptions): EngineMaker {
  const { rules, register, catalogue, ruleFaults, log } = options
  const physics = loadPhysics(catalogue)
  const relations = loadRelations(catalogue)
  /** Of equipment that is enabled. */
  const recordOf = (id: string) => (register.equipment(id) ? register.get(id) : undefined)
  const kindOf = (id: string) => recordOf(id)?.kind
  const attributesOf = (id: string) => recordOf(id)?.attributes
  const metricsOf = (id: string) => register.equipment(id)?.metrics
  const nameOf = (id: string, metric: string) => metricsOf(id)?.[metric]?.zh ?? metric
  const isFire = (id: string) => catalogue.get(kindOf(id) ?? '')?.fire ?? false
  const ids = () => register.list().map(({ id }) => id)
  let compiled: readonly Rule[] = []
  function faulty(rule: string, err: unknown): void {
    ruleFaults.note(rule, err instanceof Error ? err.message : String(err))
    log.error({ rule, err }, 'A rule failed and is left out until the rules are read anew.')
  }
  const engineOf = (some: readonly Rule[], startedAt: number, late?: EngineOptions['late']) =>
    createEngine({ rules: some, kindOf, attributesOf, metricsOf, ids, startedAt, faulty, ...(late && { late }) })

  return {
    async inForce(startedAt, late) {
      compiled = await rules.compiled(metricsOf, register.customMetrics, attributesOf)
      const engine = engineOf(compiled, startedAt, late)
      const seasonOf = createSeasons(register.site.timezone)
      const anomalies = createAnomalyWatch({ rules: compiled.filter(isAnomalyRule), relations, kindOf, seasonOf, faulty })
      const learned = withPart({ engine, part: createBaselinesPart(anomalies), startedAt, faulty })
      const trust = createSensorTrust({ physics, kindOf, nameOf })
      return withPart({ engine: learned, part: createTrustPart({ trust, isFire }), startedAt, faulty })
    },
    ofRules: engineOf,
    onChange: (equipment, metric) => metricsOf(equipment)?.[metric]?.sample === undefined,
    rulesOf: (equipment) => compiled.filter(({ scope }) => isOfScope(scope, equipment, kindOf(equipment)))
  }
}
