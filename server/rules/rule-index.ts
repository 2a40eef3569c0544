/** Which rules concern which equipment and metric, with their state: found in two map look-ups. */
import type { MetricSpec } from '../../gateway/catalogue.ts'
import type { Value } from '../../gateway/reading.ts'
import { normalState, type RuleState } from './alarm-step.ts'
import { type BoundTree, bindTree } from './bind-tree.ts'
import { freshMsOf, offlineMsOf } from './freshness.ts'
import type { PlainCondition, Rule } from './rule.ts'
import type { ValueWindow } from './value-window.ts'
import { leavesOf } from './walk-condition.ts'

/** One for each rule that judges; the stages of a rule share its fault. */
export type IndexedRule = Omit<Rule, 'condition'> & { condition: PlainCondition; fault: { reason: string | null } }

export type RuleInstance = {
  rule: IndexedRule
  equipment: string
  /** The rule's id; of a stage `id/0`, `id/1`, …, which no rule can be called. */
  key: string
  state: RuleState
  /** For events: the newest judged one. */
  judgedTs: number
  judgedCode: string
  /** For what changes by time alone: when the watch that runs looks next; Infinity when none runs. */
  watchDue: number
  /** Device's clock at which the last delay that our clock ended was over; -Infinity for none. */
  ranOutTs: number
  tree: BoundTree | null
  /** The alarm that the stages of a rule share; null where the instance is the rule. */
  head: AlarmHead | null
  /** Position among the stages, mildest 0. */
  stage: number
  /** Waits in the list of trees to be judged. */
  touched: boolean
  test: TestWindow | null
}

/**
 * One alarm over several stages. Its `state` is active with the highest stage that stands, else normal; pending when one
 * stage is over unsaid and another, unsaid as well, will say both: `since` is then when the first raised.
 */
export type AlarmHead = {
  rule: IndexedRule
  equipment: string
  key: string
  state: RuleState
  stages: RuleInstance[]
  test: TestWindow | null
}

/** Flags that say the equipment is being tested, and when the one that held goes stale. */
export type TestWindow = { flags: SeriesRules[]; due: number }

export type SeriesRules = {
  on: EquipmentRules
  metric: string
  /** Newest judged ts; readings at or before it are not judged. */
  judgedTs: number
  /** Arrival and value of that reading. */
  judgedAt: number
  value: Value | null
  /** ts since which the value is bit-identical; only kept where `stuck` asks for it. */
  heldSince: number
  /** See `freshMsOf`. */
  freshMs: number | null
  /** Last arrival of the metric. */
  heardAt: number
  instances: RuleInstance[]
  silence: RuleInstance[]
  /** Trees that have a leaf here. */
  trees: RuleInstance[]
  /** Instances whose test window this flag is. */
  tests: RuleInstance[]
  windows: ValueWindow[]
  stuckMs: number
}

export type EquipmentRules = {
  id: string
  /** Last arrival of anything; -Infinity when never heard of. */
  heardAt: number
  /** When its presence last said offline; -Infinity when never. */
  goneAt: number
  offlineMs: number
  events: RuleInstance[]
  /** Trees with an event among their parts, and the newest ts of each code. */
  eventTrees: RuleInstance[]
  eventTs: Map<string, number>
  /** `no_data` over the whole equipment. */
  silence: RuleInstance[]
  /** Trees with a `no_data` of this equipment or its metrics among their parts. */
  silenceTrees: RuleInstance[]
  series(metric: string): SeriesRules
  allSeries(): Iterable<[metric: string, SeriesRules]>
  instances: readonly RuleInstance[]
  heads: readonly AlarmHead[]
  metricSilence(): RuleInstance[]
  find(key: string): RuleInstance | AlarmHead | undefined
}

export type RuleIndex = {
  equipment(id: string): EquipmentRules
  /** All that were asked for so far. */
  known(): Iterable<[equipment: string, EquipmentRules]>
  rules: readonly Rule[]
}

/** What is known of the equipment the rules judge. Left out: kinds only, and every metric reports on change. */
export type Plant = {
  kindOf: (equipment: string) => string | undefined
  attributesOf?: (equipment: string) => Readonly<Record<string, number | string | boolean>> | undefined
  metricsOf?: (equipment: string) => Readonly<Record<string, Pick<MetricSpec, 'sample'>>> | undefined
  /** Ids of all equipment in service: for parts that name a zone, and rules that look at other equipment. */
  ids?: () => Iterable<string>
}

/** They tell whether equipment is being tested. */
export const testFlags = ['test_mode', 'low_speed_check'] as const

/** Built per equipment when it is first heard of; at once where a rule looks at other equipment, whose readings it needs. */
export function createRuleIndex(rules: readonly Rule[], plant: Plant): RuleIndex {
  const byKind = new Map<string, Rule[]>()
  const byEquipment = new Map<string, Rule[]>()
  for (const rule of rules) {
    if ('kind' in rule.scope) keep(byKind, rule.scope.kind, rule)
    else keep(byEquipment, rule.scope.equipment, rule)
  }
  const indexed = new Map(rules.map((rule) => [rule, toIndexed(rule)]))
  const known = new Map<string, EquipmentRules>()

  function build(id: string): EquipmentRules {
    const metrics = plant.metricsOf?.(id) ?? {}
    const series = new Map<string, SeriesRules>()
    const instances: RuleInstance[] = []
    const heads: AlarmHead[] = []
    const on: EquipmentRules = {
      id,
      heardAt: -Infinity,
      goneAt: -Infinity,
      offlineMs: offlineMsOf(metrics),
      events: [],
      eventTrees: [],
      eventTs: new Map(),
      silence: [],
      silenceTrees: [],
      series(metric) {
        const found = series.get(metric)
        if (found) return found
        const made = aSeries(on, metric, freshMsOf(metrics[metric]))
        series.set(metric, made)
        return made
      },
      allSeries: () => series.entries(),
      instances,
      heads,
      metricSilence: () => [...series.values()].flatMap(({ silence }) => silence),
      find: (key) => instances.find((instance) => instance.key === key) ?? heads.find((head) => head.key === key)
    }
    known.set(id, on)
    const own = [...(byEquipment.get(id) ?? []), ...(byKind.get(plant.kindOf(id) ?? '') ?? [])]
    if (own.length > 1) own.sort((one, other) => order(one) - order(other))
    for (const rule of own) addRule(rule, on, instances, heads)
    return on
  }

  const places = new Map(rules.map((rule, place) => [rule, place]))
  const order = (rule: Rule): number => places.get(rule) ?? 0

  function addRule(rule: Rule, on: EquipmentRules, instances: RuleInstance[], heads: AlarmHead[]): void {
    const parts = indexed.get(rule) ?? []
    const test = rule.notDuring ? { flags: testFlags.map((flag) => on.series(flag)), due: Number.POSITIVE_INFINITY } : null
    const [first] = parts
    if (!first) return
    if (rule.condition.type !== 'stages') {
      instances.push(link(anInstance(first, on.id, test)))
      return
    }
    const head: AlarmHead = { rule: first, equipment: on.id, key: rule.header.id, state: normalState, stages: [], test }
    heads.push(head)
    // The worst first: what crosses all at once is raised at the worst.
    for (const [stage, part] of [...parts.entries()].reverse()) {
      const instance = { ...anInstance(part, on.id, test), key: `${rule.header.id}/${stage}`, head, stage }
      head.stages.unshift(instance)
      instances.push(link(instance))
    }
  }

  /** Puts the instance where its readings, events and silences are found. */
  function link(instance: RuleInstance): RuleInstance {
    const { condition } = instance.rule
    const on = equipment(instance.equipment)
    for (const flag of instance.test?.flags ?? []) flag.tests.push(instance)
    switch (condition.type) {
      case 'limit':
      case 'equals':
        on.series(condition.metric).instances.push(instance)
        break
      case 'no_data':
        if (condition.metric === null) on.silence.push(instance)
        else on.series(condition.metric).silence.push(instance)
        break
      case 'event':
        on.events.push(instance)
        break
      case 'tree': {
        const tree = bindTree(condition.root, { on, plant, equipment, others })
        instance.tree = tree
        for (const series of tree.series) series.trees.push(instance)
        for (const each of tree.eventful) each.eventTrees.push(instance)
        for (const each of tree.silent) each.silenceTrees.push(instance)
        break
      }
    }
    return instance
  }

  function equipment(id: string): EquipmentRules {
    return known.get(id) ?? build(id)
  }

  let kinds: Map<string, string[]> | undefined
  /** Equipment of a kind. */
  function others(kind: string): readonly string[] {
    if (!kinds) {
      kinds = new Map()
      for (const id of plant.ids?.() ?? []) keep(kinds, plant.kindOf(id) ?? '', id)
    }
    return kinds.get(kind) ?? []
  }

  for (const rule of rules) {
    if (!looksAtOthers(rule)) continue
    if ('equipment' in rule.scope) equipment(rule.scope.equipment)
    else for (const id of others(rule.scope.kind)) equipment(id)
  }
  return { known: () => known.entries(), equipment, rules }
}

function keep<Item>(map: Map<string, Item[]>, key: string, item: Item): void {
  const list = map.get(key)
  if (list) list.push(item)
  else map.set(key, [item])
}

function toIndexed(rule: Rule): IndexedRule[] {
  const fault = { reason: null }
  const { condition } = rule
  if (condition.type === 'anomaly') return []
  if (condition.type !== 'stages') return [{ ...rule, condition, fault }]
  return condition.stages.map(({ severity, ticket, ...stage }) => ({
    ...rule,
    ...stage,
    header: { ...rule.header, severity, ticket },
    fault
  }))
}

function anInstance(rule: IndexedRule, equipment: string, test: TestWindow | null): RuleInstance {
  return {
    rule,
    equipment,
    key: rule.header.id,
    state: normalState,
    judgedTs: -Infinity,
    judgedCode: '',
    watchDue: Number.POSITIVE_INFINITY,
    ranOutTs: -Infinity,
    tree: null,
    head: null,
    stage: 0,
    touched: false,
    test
  }
}

function aSeries(on: EquipmentRules, metric: string, freshMs: number | null): SeriesRules {
  return {
    on,
    metric,
    judgedTs: -Infinity,
    judgedAt: -Infinity,
    value: null,
    heldSince: -Infinity,
    freshMs,
    heardAt: -Infinity,
    instances: [],
    silence: [],
    trees: [],
    tests: [],
    windows: [],
    stuckMs: 0
  }
}

function looksAtOthers({ condition }: Rule): boolean {
  const conditions = condition.type === 'stages' ? condition.stages.map((stage) => stage.condition) : [condition]
  return conditions.some((each) => each.type === 'tree' && leavesOf(each.root).some(({ target }) => target !== null))
}
