/**
 * Watches the equipment that anomaly rules are on: learns what is normal of each metric, and raises and clears by it.
 * Holds no clock and no timer: everything happens at the ts of readings, so that a replay says the same.
 */
import type { Reading } from '../../gateway/reading.ts'
import { normalState, step } from '../rules/alarm-step.ts'
import type { AlarmChange } from '../rules/changes.ts'
import { absorb, baselineFigures, close, createBaseline, drop, gather, goOn, isOver, strangeness } from './baseline.ts'
import { nearestLimit } from './expected-range.ts'
import { type Relations, type Term, termValue } from './relations.ts'
import {
  type AnomalyRule,
  createWatched,
  type StoredWatch,
  stored,
  takeOver,
  type Watched,
  type WatchedMetric
} from './watched.ts'

export type StoredAnomaly = { rule: string; equipment: string; state: string | null }

export type AnomalyWatchOptions = {
  rules: readonly AnomalyRule[]
  relations: Relations
  kindOf: (equipment: string) => string | undefined
  /** 0–47: the hour of a weekday, or 24 + the hour of a weekend's day, on the site's clock. */
  seasonOf: (ts: number) => number
  /** Called once for a rule that throws; it is left out from then on. */
  faulty?: (rule: string, error: unknown) => void
}

export type AnomalyWatch = ReturnType<typeof createAnomalyWatch>

/** A machine that has just started is not yet what it is going to be. */
const settlingMs = 30_000
/** Another metric's value counts as its present one for so long. */
const freshMs = 15 * 60_000
/** What was learned is stored each hour, of so many equipment at one checkpoint. */
const bucketsBetweenSaves = 6
const learnersAtOnce = 20
/** Below this share of its limit a metric is plainly normal: the alarm may end, and it is learned from. */
const plainlyNormal = 0.5
const learnable = 0.7

type Known = { value: number; ts: number }
type OnEquipment = {
  watched: readonly Watched[]
  /** By metric: who is concerned. */
  concerned: ReadonlyMap<string, readonly { on: Watched; metric: WatchedMetric }[]>
  latest: Map<string, Known>
  /** Booleans: since when each is true, Infinity while false. */
  gates: Map<string, number>
}

export function createAnomalyWatch({ rules, relations, kindOf, seasonOf, faulty }: AnomalyWatchOptions) {
  const broken = new Set<AnomalyRule>()
  /** null: no rule is on it. */
  const plant = new Map<string, OnEquipment | null>()
  const urgent = new Set<Watched>()
  const learners = new Set<Watched>()
  let offered: Watched[] = []
  let gone: StoredAnomaly[] = []

  function find(equipment: string): OnEquipment | null {
    const known = plant.get(equipment)
    if (known !== undefined) return known
    const kind = kindOf(equipment)
    const own = rules.filter(({ scope }) =>
      'equipment' in scope ? scope.equipment === equipment && kind !== undefined : scope.kind === kind
    )
    const made = own.length === 0 ? null : watch(equipment, kind ?? '', own)
    plant.set(equipment, made)
    return made
  }

  function watch(equipment: string, kind: string, own: readonly AnomalyRule[]): OnEquipment {
    const watched = own.map((rule) => createWatched(rule, equipment, relations.get(kind)))
    const concerned = new Map<string, { on: Watched; metric: WatchedMetric }[]>()
    for (const on of watched) {
      for (const metric of on.metrics.values()) {
        const those = concerned.get(metric.metric) ?? []
        concerned.set(metric.metric, [...those, { on, metric }])
      }
    }
    return { watched, concerned, latest: new Map(), gates: new Map() }
  }

  function judgeReading(on: OnEquipment, reading: Reading, changes: AlarmChange[]): void {
    const { metric, value, ts } = reading
    if (typeof value === 'boolean') {
      turnGate(on, metric, value, ts)
      return
    }
    if (typeof value !== 'number') return
    const known = on.latest.get(metric)
    if (known && ts <= known.ts) return
    if (known) {
      known.value = value
      known.ts = ts
    } else on.latest.set(metric, { value, ts })
    for (const { on: watched, metric: concerned } of on.concerned.get(metric) ?? []) {
      if (broken.has(watched.rule)) continue
      try {
        take(on, watched, concerned, reading, value, changes)
      } catch (error) {
        broken.add(watched.rule)
        faulty?.(watched.rule.header.id, error)
      }
    }
  }

  function take(
    { gates, latest }: OnEquipment,
    watched: Watched,
    metric: WatchedMetric,
    { ts, receivedAt }: Reading,
    value: number,
    changes: AlarmChange[]
  ): void {
    if (isOver(metric.baseline, ts)) finish(watched, metric, receivedAt, changes)
    const { while: gate, follows } = metric.baseline.relation
    if (gate !== undefined && ts < (gates.get(gate) ?? Infinity) + settlingMs) return
    gather(metric.baseline, ts, value, termsNow(latest, follows, ts))
  }

  /** Ten minutes of a metric are over: score, say so, learn. */
  function finish(watched: Watched, metric: WatchedMetric, receivedAt: number, changes: AlarmChange[]): void {
    const { baseline } = metric
    const { sensitivity } = watched.rule.condition
    const { score, x, season } = close(baseline, seasonOf)
    goOn(baseline, score, metric.strange >= 1)
    score.long = baseline.long
    metric.score = score
    metric.strange = score.ready ? strangeness(score, sensitivity) : 0
    if (metric.strange < 1) metric.strangeSince = 0
    else if (metric.strangeSince === 0) metric.strangeSince = score.ts
    const accepted = metric.strangeSince > 0 && score.ts - metric.strangeSince > baselineFigures.acceptMs
    if (accepted) {
      metric.baseline = createBaseline(baseline.relation)
      metric.strange = 0
      metric.strangeSince = 0
    } else if (metric.strange < learnable) absorb(baseline, score, x, season)
    watched.unsavedBuckets += 1
    if (watched.unsavedBuckets === bucketsBetweenSaves * watched.metrics.size) learners.add(watched)
    if (score.ready || accepted) say(watched, score.ts, receivedAt, changes)
  }

  function say(watched: Watched, ts: number, receivedAt: number, changes: AlarmChange[]): void {
    const { rule, equipment, metrics } = watched
    let worst: WatchedMetric | undefined
    for (const metric of metrics.values()) if (!worst || metric.strange > worst.strange) worst = metric
    if (!worst?.score) return
    const verdict = worst.strange >= 1 ? 'breach' : worst.strange < plainlyNormal ? 'clear' : 'between'
    const before = watched.state
    if (before === normalState && verdict !== 'breach') return
    if (verdict === 'breach' && before.phase !== 'active') watched.worst = worst.metric
    const breached = metrics.get(watched.worst)?.score ?? worst.score
    const value = verdict === 'breach' ? short(breached.observed) : null
    const limit = verdict === 'breach' ? short(nearestLimit(breached, rule.condition.sensitivity)) : null
    const stepped = step(before, rule, { type: 'observed', verdict, ts, receivedAt, value, limit })
    if (stepped.state === before) return
    watched.state = stepped.state
    urgent.add(watched)
    const header = { ...rule.header, metric: watched.worst }
    for (const transition of stepped.changes) changes.push({ ...transition, rule: header, equipment })
  }

  return {
    /** In order of arrival. */
    judge(readings: readonly Reading[]): AlarmChange[] {
      const changes: AlarmChange[] = []
      if (rules.length === 0) return changes
      let equipment = ''
      let on: OnEquipment | null = null
      for (const reading of readings) {
        if (reading.equipment !== equipment) {
          equipment = reading.equipment
          on = find(equipment)
        }
        if (on && reading.quality === 'good') judgeReading(on, reading, changes)
      }
      return changes
    },

    /** What is known of this rule on this equipment; undefined when it is not on it. */
    find: (rule: string, equipment: string): Watched | undefined =>
      find(equipment)?.watched.find((watched) => watched.rule.header.id === rule),

    /** An alarm of a rule that is gone, or no longer on its equipment, ends at `at`. */
    restore(states: readonly { rule: string; equipment: string; state: string }[], at: number): AlarmChange[] {
      const changes: AlarmChange[] = []
      for (const { rule, equipment, state } of states) {
        const stored = JSON.parse(state) as StoredWatch
        const watched = find(equipment)?.watched.find((each) => each.rule.header.id === rule)
        if (watched) {
          takeOver(watched, stored)
          continue
        }
        gone.push({ rule, equipment, state: null })
        const { phase, episode } = stored.state ?? normalState
        if (phase === 'active' || phase === 'clearing') {
          changes.push({ type: 'cleared', rule: { id: rule }, equipment, episode, clearedAt: at })
        }
      }
      return changes
    },
    memory: (): { rule: string; equipment: string; state: string }[] =>
      [...plant.values()].flatMap((on) => on?.watched ?? []).map(stored),
    /** What has to be stored now: where an alarm's state changed, and a few that have learned for an hour. */
    unsaved(): StoredAnomaly[] {
      offered = [...new Set([...urgent, ...[...learners].slice(0, learnersAtOnce)])]
      return [...gone, ...offered.map(stored)]
    },
    saved(): void {
      gone = []
      for (const watched of offered) {
        urgent.delete(watched)
        learners.delete(watched)
        watched.unsavedBuckets = 0
      }
      offered = []
    }
  }
}

function termsNow(latest: ReadonlyMap<string, Known>, follows: readonly Term[], ts: number): number[] | undefined {
  const terms: number[] = []
  for (const term of follows) {
    const value = termValue(term, (metric) => {
      const known = latest.get(metric)
      return known && ts - known.ts <= freshMs ? known.value : undefined
    })
    if (value === undefined) return undefined
    terms.push(value)
  }
  return terms
}

function turnGate({ gates, concerned }: OnEquipment, metric: string, value: boolean, ts: number): void {
  const since = gates.get(metric) ?? Infinity
  if (value === (since !== Infinity)) return
  gates.set(metric, value ? ts : Infinity)
  if (value) return
  for (const those of concerned.values())
    for (const { metric: each } of those) if (each.baseline.relation.while === metric) drop(each.baseline)
}

/** What a person would write down of it. */
function short(value: number): number {
  return Number(value.toPrecision(4))
}
