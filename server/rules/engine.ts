/**
 * Keeps the state of every rule on every equipment and feeds it what arrives, in order.
 * Holds no clock and no timer: arrivals bring their time, `tick` brings ours.
 */
import type { Arrival, Presence, Reading } from '../../gateway/reading.ts'
import { normalState, type RuleInput, step } from './alarm-step.ts'
import { createAnnouncer } from './announcer.ts'
import type { AlarmChange } from './changes.ts'
import { createDueQueue } from './due-queue.ts'
import {
  type EngineMemory,
  type PastWish,
  pastWishes,
  readMemory,
  restoreSeries,
  restoreWindows,
  type SeriesPast,
  takePast
} from './engine-memory.ts'
import { createEngineStates, type StoredRuleState } from './engine-states.ts'
import { createEventJudge } from './event-judge.ts'
import { type Explanation, explain } from './explain.ts'
import type { Rule } from './rule.ts'
import { createRuleIndex, type EquipmentRules, type Plant, type RuleInstance } from './rule-index.ts'
import { createSilenceJudge } from './silence-judge.ts'
import { testEndsAt } from './test-window.ts'
import { createTreeJudge } from './tree-judge.ts'
import { brokenLimit, judgeEquals, judgeLimit } from './verdict.ts'

export type { EngineMemory, PastWish, SeriesPast } from './engine-memory.ts'
export type { StoredRuleState } from './engine-states.ts'
export type { Explanation } from './explain.ts'

export type EngineOptions = Plant & {
  rules: readonly Rule[]
  /** Our clock at the start of the service: silence before it does not count. */
  startedAt: number
  /** Called once per rule that throws; that rule is left out from then on. */
  faulty?: (rule: string, error: unknown) => void
  /** Told of each reading or event that is not judged because a newer one was, and that a rule would look at. */
  late?: (what: { equipment: string; ts: number; receivedAt: number }) => void
}

export type Engine = {
  /** A state whose rule no longer applies to its equipment ends: an alarm of it is reported as cleared, at `at` of our clock. */
  restore(memory: EngineMemory, at?: number): void
  /** After `restore`: what the windows of the rules still need to know of what was judged before. */
  wishes(): PastWish[]
  /** The answers to `wishes`, before anything is judged. */
  recall(past: Iterable<SeriesPast>): void
  /**
   * What these rules know of an equipment, as another engine found it that judged late readings in their place: states
   * left out are normal again.
   */
  correct(equipment: string, rules: ReadonlySet<string>, memory: Pick<EngineMemory, 'states' | 'windows'>): void
  /** ts of the earliest reading whose delay still runs on our clock, or that began an episode not yet said; undefined for none. */
  undecidedSince(equipment: string): number | undefined
  /** All it knows, for the engine that takes over when rules or equipment change. */
  memory(): EngineMemory
  /** Judges arrivals in order; timers that ran out before one arrived fire before it. */
  judge(arrivals: readonly Arrival[]): AlarmChange[]
  /** Fires what is due by `now`. */
  tick(now: number): AlarmChange[]
  nextDue(): number | undefined
  /** States changed since the last `saved`; null = back to normal, to be deleted. */
  unsaved(): StoredRuleState[]
  saved(): void
  /** Did the rule fire on this equipment or not, and why; undefined when there is no such rule in force. */
  explain(rule: string, equipment: string, now: number): Explanation | undefined
}

export function createEngine({ rules, startedAt, faulty, late, ...plant }: EngineOptions): Engine {
  const index = createRuleIndex(rules, plant)
  const timers = createDueQueue<RuleInstance>()
  let changes: AlarmChange[] = []
  /** Our clock, as far as it is known. */
  let clock = startedAt

  /** Of the last reading: the next one mostly has the same. */
  let latest: EquipmentRules | undefined

  const say = (change: AlarmChange) => void changes.push(change)
  const states = createEngineStates({ index, say, runs: (instance, due) => timers.push(due, instance, -instance.stage) })
  const announcer = createAnnouncer({
    say,
    changed: states.changed,
    quietUntil(instance, due) {
      if (!instance.test) return
      instance.test.due = due
      timers.push(due, instance)
    }
  })

  const trees = createTreeJudge({
    startedAt,
    feed,
    watch,
    guarded,
    checkTest: announcer.checkTest,
    stillnessChanged: states.stillnessChanged
  })

  const silences = createSilenceJudge({ index, startedAt, feed, watch })
  const events = createEventJudge({ index, feed, guarded, happen: (on, code, ts) => trees.happen(on, code, ts, clock), late })

  function feed(instance: RuleInstance, input: RuleInput): void {
    const { rule } = instance
    const before = instance.state
    const { state, changes: transitions } = step(before, rule, input)
    if (state === before) return
    instance.state = state
    states.changed(instance)
    if (state.due !== null && state.due !== before.due) timers.push(state.due, instance, -instance.stage)
    for (const transition of transitions) announcer.announce(instance, transition, clock)
    // An occurrence without an end of its own is over at once.
    if (instance.state.phase === 'active' && rule.condition.type === 'event' && rule.condition.until.length === 0) {
      const { episode, value, limit, late } = instance.state
      const raisedAt = episode + rule.forMs
      if (late) announcer.announce(instance, { type: 'raised', episode, raisedAt, value, limit, late }, clock)
      instance.state = normalState
      announcer.announce(instance, { type: 'cleared', episode, clearedAt: episode + rule.forMs }, clock)
    }
    if (instance.state.phase === 'normal' && rule.condition.type === 'no_data') silences.watchSilence(instance)
  }

  /** `given` is passed on, so that no closure is made per rule and reading. */
  function guarded<Given>(instance: RuleInstance, work: (instance: RuleInstance, given: Given) => void, given: Given): void {
    if (instance.rule.fault.reason !== null) return
    try {
      work(instance, given)
    } catch (error) {
      instance.rule.fault.reason = error instanceof Error ? error.message : String(error)
      faulty?.(instance.rule.header.id, error)
    }
  }

  function rulesOn(equipment: string): EquipmentRules {
    if (latest?.id !== equipment) latest = index.equipment(equipment)
    return latest
  }

  function judgeReading(reading: Reading): void {
    const on = rulesOn(reading.equipment)
    const series = on.series(reading.metric)
    series.heardAt = Math.max(series.heardAt, reading.receivedAt)
    for (const instance of series.silence) guarded(instance, silences.hear, reading.receivedAt)
    if (reading.quality !== 'good') return
    if (reading.ts <= series.judgedTs) {
      if (late && reading.ts < series.judgedTs && series.instances.length + series.trees.length > 0) late(reading)
      return
    }
    if (series.trees.length > 0 || series.tests.length > 0) trees.read(series, reading, clock)
    series.judgedTs = reading.ts
    series.judgedAt = reading.receivedAt
    series.value = reading.value
    for (const instance of series.instances) guarded(instance, judgeValue, reading)
  }

  function judgeValue(instance: RuleInstance, { value, ts, receivedAt }: Reading): void {
    const { condition } = instance.rule
    if (condition.type !== 'limit' && condition.type !== 'equals') return
    const verdict = condition.type === 'limit' ? judgeLimit(condition, value) : judgeEquals(condition, value)
    if (instance.state === normalState && verdict !== 'breach') return
    const limit = verdict === 'breach' ? brokenLimit(condition, value) : null
    feed(instance, { type: 'observed', verdict, ts, receivedAt, value, limit })
  }

  function watch(instance: RuleInstance, due: number): void {
    if (due >= instance.watchDue) return
    instance.watchDue = due
    timers.push(due, instance, -instance.stage)
  }

  function judgePresence({ equipment, online, receivedAt }: Presence): void {
    const on = index.equipment(equipment)
    if (online) {
      heard(on, receivedAt)
      return
    }
    on.goneAt = receivedAt
    // Equipment of which this is the first word has been heard of, too.
    if (on.heardAt === -Infinity) on.heardAt = receivedAt
    for (const instance of on.silence) silences.watchSilence(instance)
    for (const instance of on.silenceTrees) guarded(instance, trees.watchTree, receivedAt)
    for (const instance of on.instances) if (instance.test) trees.touchTest(instance)
  }

  /** A message of ours speaks of one equipment; one of another format may speak of many. */
  function hearAll(brought: readonly { equipment: string; receivedAt: number }[]): void {
    let last: string | undefined
    for (const { equipment, receivedAt } of brought) {
      if (equipment !== last) heard(rulesOn(equipment), receivedAt)
      last = equipment
    }
  }

  function heard(on: EquipmentRules, receivedAt: number): void {
    on.heardAt = Math.max(on.heardAt, receivedAt)
    for (const instance of on.silence) guarded(instance, silences.hear, receivedAt)
    for (const instance of on.silenceTrees) trees.touch(instance)
  }

  function fire(instance: RuleInstance, now: number): void {
    feed(instance, { type: 'tick', now })
    if (instance.test && instance.test.due <= now) {
      const { due } = instance.test
      instance.test.due = Number.POSITIVE_INFINITY
      announcer.checkTest(instance, due, due)
    }
    if (instance.watchDue > now) return
    const due = instance.watchDue
    instance.watchDue = Number.POSITIVE_INFINITY
    if (instance.tree) trees.lookAgain(instance, due)
    else if (instance.state === normalState) silences.fireSilence(instance, now)
  }

  function advance(time: number, inclusive: boolean): void {
    for (;;) {
      const instance = timers.takeDue(time, inclusive)
      if (!instance) return
      guarded(instance, fire, time)
    }
  }

  function watchAll(on: EquipmentRules, now: number): void {
    for (const instance of on.instances) {
      if (instance.tree) trees.watchTree(instance, now)
      const alarm = instance.head ?? instance
      if (alarm.state.suppressed !== undefined && instance.test) {
        instance.test.due = Math.max(testEndsAt(instance.test), on.heardAt)
        timers.push(instance.test.due, instance)
      }
    }
    for (const instance of [...on.silence, ...on.metricSilence()]) silences.watchSilence(instance)
  }

  function taken(): AlarmChange[] {
    const happened = changes
    changes = []
    return happened
  }

  return {
    restore(memory, at = startedAt) {
      restoreSeries(index, memory)
      for (const event of memory.judgedEvents) events.note(event)
      for (const stored of memory.states) states.restore(stored, at)
      for (const { equipment, receivedAt, online, goneAt } of memory.heard) {
        const on = index.equipment(equipment)
        on.heardAt = receivedAt
        if (online === false) on.goneAt = goneAt ?? receivedAt
      }
      states.adopt()
      for (const [, on] of index.known()) watchAll(on, at)
    },
    wishes: () => pastWishes(index),
    recall(past) {
      for (const each of past) {
        takePast(index, each)
        for (const instance of index.equipment(each.equipment).series(each.metric).trees) trees.watchTree(instance, clock)
      }
    },
    correct(equipment, corrected, { states: found, windows = [] }) {
      const ofIt = (each: { equipment: string }) => each.equipment === equipment
      states.correct(equipment, corrected, found.filter(ofIt))
      restoreWindows(index, windows.filter(ofIt))
      watchAll(index.equipment(equipment), clock)
    },
    undecidedSince: states.undecidedSince,
    memory: () => readMemory(index),
    judge(arrivals) {
      for (const arrival of arrivals) {
        const { readings, presences } = arrival
        const first = readings[0] ?? arrival.events[0] ?? presences[0]
        if (!first) continue
        clock = first.receivedAt
        advance(clock, false)
        hearAll(readings)
        hearAll(arrival.events)
        for (const reading of readings) judgeReading(reading)
        for (const event of arrival.events) events.judge(event)
        for (const presence of presences) judgePresence(presence)
        trees.flush(clock)
      }
      return taken()
    },
    tick(now) {
      clock = now
      advance(now, true)
      return taken()
    },
    nextDue: timers.nextDue,
    unsaved: states.unsaved,
    saved: states.saved,
    explain: (rule, equipment, now) => explain({ index, rule, equipment, now, startedAt })
  }
}
