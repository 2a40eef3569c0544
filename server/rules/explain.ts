/** Why a rule fired on an equipment or did not: what it looks at, what that comes to, and what it waits for. */
import type { Value } from '../../gateway/reading.ts'
import type { WhyReason } from '../contract/why.ts'
import type { BoundLeaf } from './bind-tree.ts'
import { type Binding, type BoundTree, bindTree } from './bind-tree.ts'
import { describeLeaf } from './describe-leaf.ts'
import { isFresh } from './freshness.ts'
import { type Finding, judgeSource, judgeTree, type LeafJudgement, type Moment, momentOf } from './judge-tree.ts'
import type { Leaf } from './rule.ts'
import type { AlarmHead, RuleIndex, RuleInstance, SeriesRules } from './rule-index.ts'
import { silenceEnds } from './silence.ts'
import { testEndsAt } from './test-window.ts'
import { pathsOf } from './walk-condition.ts'

export type ExplainedInput = {
  path: string
  equipment: string
  metric: string | null
  condition: string
  value: Value | null
  ts: number | null
  fresh: boolean
  limit: Value | null
  clearLimit: Value | null
  verdict: Finding
}
export type ExplainedTimer = { what: 'raise' | 'clear' | 'silence' | 'freshness' | 'window'; due: number }
export type Explanation = {
  ruleVersion: number
  verdict: Finding
  phase: 'normal' | 'pending' | 'active' | 'clearing'
  /** Of the delay that runs, else of the episode. */
  since: number | null
  reasons: WhyReason[]
  inputs: ExplainedInput[]
  timers: ExplainedTimer[]
}

export type ExplainOptions = { index: RuleIndex; rule: string; equipment: string; now: number; startedAt: number }

/** Undefined when no such rule judges this equipment. Changes nothing. */
export function explain({ index, rule, equipment, now, startedAt }: ExplainOptions): Explanation | undefined {
  const found = index.equipment(equipment).find(rule)
  if (!found) return undefined
  const instances = 'stages' in found ? found.stages : [found]
  const parts = instances.map((instance) => explainInstance(instance, index, now, startedAt))
  const verdicts = parts.map(({ verdict }) => verdict)
  const phase = phaseOf(found, instances)
  const explanation = {
    ruleVersion: found.rule.header.version,
    verdict: worstOf(verdicts),
    phase,
    since: sinceOf(found, instances),
    inputs: parts.flatMap(({ inputs }) => inputs),
    timers: parts.flatMap(({ timers }) => timers).sort((one, other) => one.due - other.due)
  }
  return {
    ...explanation,
    reasons: reasonsOf(
      found,
      explanation,
      parts.some(({ lacksAttribute }) => lacksAttribute)
    )
  }
}

type Part = { verdict: Finding; inputs: ExplainedInput[]; timers: ExplainedTimer[]; lacksAttribute: boolean }

function explainInstance(instance: RuleInstance, index: RuleIndex, now: number, startedAt: number): Part {
  const tree = instance.tree ?? plainTree(instance, index)
  const moment: Moment = { ts: momentOf(tree, now, true), now, startedAt }
  const prefix = instance.head ? `stages.${instance.stage}` : ''
  const { condition } = instance.rule
  const paths = condition.type === 'tree' ? pathsOf(condition.root) : ['']
  const inputs = tree.leaves.flatMap((leaf, index) => {
    const path = [prefix, paths[index]].filter(Boolean).join('.')
    return leaf.sources.map((_, place) => explainSource(leaf, place, moment, path)).filter((input) => input !== undefined)
  })
  return {
    verdict: judgeTree(tree, now, startedAt, true).verdict,
    inputs,
    timers: [...delayOf(instance), ...tree.leaves.flatMap((leaf) => timersOf(leaf, moment))],
    lacksAttribute: tree.leaves.some(lacksAttribute)
  }
}

/** A rule that is judged without a tree is explained as one of a single leaf. */
function plainTree({ rule, equipment }: RuleInstance, index: RuleIndex): BoundTree {
  const { condition } = rule
  const root: Leaf | undefined = condition.type === 'tree' ? undefined : { ...condition, target: null }
  const on = index.equipment(equipment)
  const binding: Binding = { on, plant: { kindOf: () => undefined }, equipment: index.equipment, others: () => [] }
  return bindTree(root ?? { type: 'all', parts: [] }, binding)
}

function explainSource(leaf: BoundLeaf, place: number, moment: Moment, path: string): ExplainedInput | undefined {
  const source = sourceOf(leaf, place)
  if (!source) return undefined
  const { verdict, value, limit, clear }: LeafJudgement = judgeSource(leaf, place, moment)
  const { series, equipment } = source
  return {
    path,
    equipment,
    metric: series?.metric ?? null,
    condition: describeLeaf(leaf.leaf),
    value: value ?? series?.value ?? null,
    ts: series && series.judgedTs > -Infinity ? series.judgedTs : null,
    fresh: series ? isFresh(series, moment.ts, moment.now) : verdict !== 'unknown',
    limit: leaf.leaf.type === 'equals' || leaf.leaf.type === 'fact' ? leaf.leaf.value : limit,
    clearLimit: clear,
    verdict
  }
}

function sourceOf(leaf: BoundLeaf, place: number): { equipment: string; series: SeriesRules | null } | undefined {
  switch (leaf.kind) {
    case 'value': {
      const series = leaf.sources[place]
      return series && { equipment: series.on.id, series }
    }
    case 'window': {
      const source = leaf.sources[place]
      return source && { equipment: source.series.on.id, series: source.series }
    }
    case 'silence': {
      const source = leaf.sources[place]
      return source && { equipment: source.on.id, series: source.series }
    }
    case 'event':
    case 'fact': {
      const on = leaf.sources[place]
      return on && { equipment: on.id, series: null }
    }
  }
}

function delayOf({ state }: RuleInstance): ExplainedTimer[] {
  if (state.due === null) return []
  return [{ what: state.phase === 'pending' ? 'raise' : 'clear', due: state.due }]
}

function timersOf(leaf: BoundLeaf, { now, startedAt }: Moment): ExplainedTimer[] {
  switch (leaf.kind) {
    case 'silence':
      return leaf.sources.flatMap(({ on, series }) => {
        const due = silenceEnds(on, series, leaf.leaf.silenceMs, startedAt)
        return due !== undefined && due > now ? [{ what: 'silence' as const, due }] : []
      })
    case 'value':
      return leaf.sources.flatMap(freshnessOf(now))
    case 'window':
      return leaf.sources.flatMap(({ series, window }) => {
        const due = series.judgedAt + (window.exit() - series.judgedTs)
        const slides: ExplainedTimer[] = Number.isFinite(due) && due > now ? [{ what: 'window', due }] : []
        return [...slides, ...freshnessOf(now)(series)]
      })
    case 'event':
    case 'fact':
      return []
  }
}

function freshnessOf(now: number): (series: SeriesRules) => ExplainedTimer[] {
  return ({ freshMs, judgedAt, on }) => {
    const due = freshMs === null ? on.heardAt + on.offlineMs : judgedAt + freshMs
    return Number.isFinite(due) && due > now ? [{ what: 'freshness', due }] : []
  }
}

/** A limit that follows an attribute the equipment lacks. */
function lacksAttribute(leaf: BoundLeaf): boolean {
  if (leaf.kind !== 'value' && leaf.kind !== 'window') return false
  const { below, above } = leaf.sides
  return [below?.raise, below?.clear, above?.raise, above?.clear].some(
    (limit) => typeof limit === 'number' && Number.isNaN(limit)
  )
}

const ranks: Record<Finding, number> = { breach: 3, unknown: 2, between: 1, clear: 0 }

function worstOf(verdicts: readonly Finding[]): Finding {
  return verdicts.reduce((worst, verdict) => (ranks[verdict] > ranks[worst] ? verdict : worst), 'clear')
}

const phases = ['normal', 'pending', 'clearing', 'active'] as const

function phaseOf(found: RuleInstance | AlarmHead, instances: readonly RuleInstance[]): Explanation['phase'] {
  if (!('stages' in found)) return found.state.phase
  return instances.reduce<Explanation['phase']>(
    (phase, { state }) => (phases.indexOf(state.phase) > phases.indexOf(phase) ? state.phase : phase),
    'normal'
  )
}

function sinceOf(found: RuleInstance | AlarmHead, instances: readonly RuleInstance[]): number | null {
  if (found.state.phase === 'active') return found.state.episode
  const running = instances.find(({ state }) => state.phase !== 'normal')
  if (!running) return null
  return running.state.phase === 'active' ? running.state.episode : running.state.since
}

function reasonsOf(
  found: RuleInstance | AlarmHead,
  { verdict, phase, inputs }: Pick<Explanation, 'verdict' | 'phase' | 'inputs'>,
  lacking: boolean
): WhyReason[] {
  const reasons: WhyReason[] = []
  if (found.rule.fault.reason !== null) reasons.push('faulty')
  if (phase !== 'normal') reasons.push(phase)
  if (
    found.state.suppressed ||
    (found.test && testEndsAt(found.test) > -Infinity && phase === 'normal' && verdict === 'breach')
  ) {
    reasons.push('test_window')
  }
  if (lacking) reasons.push('attribute_missing')
  const never = inputs.some(({ metric, ts }) => metric !== null && ts === null)
  if (verdict === 'unknown' && (never || inputs.length === 0)) reasons.push('never_heard')
  if (verdict === 'unknown' && inputs.some(({ metric, fresh, ts }) => metric !== null && ts !== null && !fresh))
    reasons.push('no_fresh_data')
  if (phase === 'normal' && verdict === 'between') reasons.push('between_limits')
  if (phase === 'normal' && verdict === 'clear') reasons.push('not_breaching')
  return reasons
}
