/** Which rules concern which equipment and metric, with their state: found in two map look-ups. */
import { normalState, type RuleState } from './alarm-step.ts'
import type { Rule } from './rule.ts'

export type IndexedRule = Rule & { faulty: boolean }

export type RuleInstance = {
  rule: IndexedRule
  equipment: string
  state: RuleState
  /** For events: the newest judged one. */
  judgedTs: number
  judgedCode: string
  /** For `no_data`: when the watch that runs looks next; Infinity when none runs. */
  watchDue: number
}

export type SeriesRules = {
  /** Newest judged ts; readings at or before it are not judged. */
  judgedTs: number
  /** Last arrival of the metric. */
  heardAt: number
  instances: RuleInstance[]
  silence: RuleInstance[]
}

export type EquipmentRules = {
  /** Last arrival of anything; -Infinity when never heard of. */
  heardAt: number
  /** When its presence last said offline; -Infinity when never. */
  goneAt: number
  events: RuleInstance[]
  /** `no_data` over the whole equipment. */
  silence: RuleInstance[]
  series(metric: string): SeriesRules
  allSeries(): Iterable<[metric: string, SeriesRules]>
  instances: readonly RuleInstance[]
  metricSilence(): RuleInstance[]
  find(rule: string): RuleInstance | undefined
}

export type RuleIndex = {
  equipment(id: string): EquipmentRules
  /** All that were asked for so far. */
  known(): Iterable<[equipment: string, EquipmentRules]>
}

/** Built per equipment when it is first heard of. */
export function createRuleIndex(rules: readonly Rule[], kindOf: (equipment: string) => string | undefined): RuleIndex {
  const all: IndexedRule[] = rules.map((rule) => ({ ...rule, faulty: false }))
  const known = new Map<string, EquipmentRules>()

  function build(equipment: string): EquipmentRules {
    const kind = kindOf(equipment)
    const instances = all
      .filter(({ scope }) => ('kind' in scope ? scope.kind === kind : scope.equipment === equipment))
      .map(
        (rule): RuleInstance => ({
          rule,
          equipment,
          state: normalState,
          judgedTs: -Infinity,
          judgedCode: '',
          watchDue: Number.POSITIVE_INFINITY
        })
      )
    const series = new Map<string, SeriesRules>()
    const of = (metric: string): SeriesRules => {
      const found = series.get(metric) ?? { judgedTs: -Infinity, heardAt: -Infinity, instances: [], silence: [] }
      series.set(metric, found)
      return found
    }
    for (const instance of instances) {
      const { condition } = instance.rule
      if (condition.type === 'limit' || condition.type === 'equals') of(condition.metric).instances.push(instance)
      else if (condition.type === 'no_data' && condition.metric !== null) of(condition.metric).silence.push(instance)
    }
    return {
      heardAt: -Infinity,
      goneAt: -Infinity,
      events: instances.filter(({ rule }) => rule.condition.type === 'event'),
      silence: instances.filter(({ rule }) => rule.condition.type === 'no_data' && rule.condition.metric === null),
      series: of,
      allSeries: () => series.entries(),
      instances,
      metricSilence: () => [...series.values()].flatMap(({ silence }) => silence),
      find: (rule) => instances.find((instance) => instance.rule.header.id === rule)
    }
  }

  return {
    known: () => known.entries(),
    equipment(id) {
      const found = known.get(id)
      if (found) return found
      const built = build(id)
      known.set(id, built)
      return built
    }
  }
}
