/** The whole of what judges: the rules' engine, the learned baselines, and over both the watch over the sensors. */
import type { Logger } from 'pino'
import type { Catalogue } from '../../gateway/catalogue.ts'
import { createAnomalyWatch, isAnomalyRule } from '../baselines/anomaly-watch.ts'
import { createBaselinesPart } from '../baselines/baselines-part.ts'
import { loadRelations } from '../baselines/relations.ts'
import { createSeasons } from '../baselines/season.ts'
import { createEngine, type Engine } from '../rules/engine.ts'
import { withPart } from '../rules/engine-part.ts'
import type { RuleStore } from '../rules/rule-store.ts'
import type { Register } from '../site/register.ts'
import { loadPhysics } from '../trust/physics.ts'
import { createSensorTrust } from '../trust/sensor-trust.ts'
import { createTrustPart } from '../trust/trust-part.ts'

export type EngineMakerOptions = {
  rules: Pick<RuleStore, 'compiled'>
  register: Register
  catalogue: Catalogue
  /** Kind of an equipment in service. */
  kindOf: (equipment: string) => string | undefined
  log: Pick<Logger, 'error'>
}

/** Gives a fresh engine with all rules in force; `startedAt`: silence before it does not count. */
export function createEngineMaker({
  rules,
  register,
  catalogue,
  kindOf,
  log
}: EngineMakerOptions): (startedAt: number) => Promise<Engine> {
  const physics = loadPhysics(catalogue)
  const relations = loadRelations(catalogue)
  const nameOf = (equipment: string, metric: string) => register.equipment(equipment)?.metrics[metric]?.zh ?? metric
  const isFire = (equipment: string) => catalogue.get(kindOf(equipment) ?? '')?.fire ?? false
  const faulty = (name: string, err: unknown) =>
    log.error({ rule: name, err }, 'A rule failed and is left out until the next start.')

  return async (startedAt) => {
    const compiled = await rules.compiled((id) => register.equipment(id)?.metrics, register.customMetrics)
    const seasonOf = createSeasons(register.site.timezone)
    const anomalies = createAnomalyWatch({ rules: compiled.filter(isAnomalyRule), relations, kindOf, seasonOf })
    const trust = createSensorTrust({ physics, kindOf, nameOf })
    const engine = createEngine({ rules: compiled, kindOf, startedAt, faulty })
    const learned = withPart({ engine, part: createBaselinesPart(anomalies), startedAt, faulty })
    return withPart({ engine: learned, part: createTrustPart({ trust, isFire }), startedAt, faulty })
  }
}
