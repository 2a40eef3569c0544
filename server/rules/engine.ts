/**
 * Keeps the state of every rule on every equipment and feeds it what arrives, in order.
 * Holds no clock and no timer: arrivals bring their time, `tick` brings ours.
 */
import type { Arrival, Reading } from '../../gateway/reading.ts'
import { normalState, type RuleInput, step, storedOnlyMs, timeOf } from './alarm-step.ts'
import { createAnnouncer } from './announcer.ts'
import type { AlarmChange } from './changes.ts'
import { createDueQueue } from './due-queue.ts'
import {
  type EngineMemory,
  type PastWish,
  pastWishes,
  readMemory,
  restoreRanOut,
  restoreSeries,
  restoreWindows,
  type SeriesPast,
  takePast
} from './engine-memory.ts'
import { createEngineStates, type StoredRuleState } from './engine-states.ts'
import { createEventJudge } from './event-judge.ts'
import { type Explanation, explain } from './explain.ts'
import { createHearing } from './hearing.ts'
import { createLateNews, type LateNews, neighboursOf } from './late-news.ts'
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
  /** Told of what came too late to be judged in its place, and that a rule would look at. */
  late?: (what: LateNews) => void
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
  correct(equipment: string, rules: ReadonlySet<string>, memory: Pick<EngineMemory, 'states' | 'windows' | 'ranOut'>): void
  /** Other equipment that the rules on this one look at. */
  neighbours(equipment: string): string[]
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
  const changes: AlarmChange[] = []
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
  const hearing = createHearing({ rulesOn, silences, trees, guarded })
  const news = createLateNews(late)
  const events = createEventJudge({ index, feed, guarded, news, happen: (on, code, ts) => trees.happen(on, code, ts, clock) })

  function feed(instance: RuleInstance, input: RuleInput): void {
    const { rule } = instance
    const before = instance.state
    const { state, changes: transitions } = step(before, rule, input)
    if (input.type === 'observed') news.afterTheFact(instance, input)
    if (state === before) return
    const [first] = transitions
    if (first && instance.head) announcer.settle(timeOf(first))
    instance.state = state
    states.changed(instance)
    if (state.due !== null && state.due !== before.due) timers.push(state.due, instance, -instance.stage)
    for (const transition of transitions) {
      if (input.type === 'tick') instance.ranOutTs = timeOf(transition)
      announcer.announce(instance, transition, clock)
    }
    // An occurrence without an end of its own is over at once.
    if (instance.state.phase === 'active' && rule.condition.type === 'event' && rule.condition.until.length === 0) {
      const { episode, value, limit, late } = instance.state
      const at = episode + rule.forMs
      if (late) announcer.announce(instance, { type: 'raised', episode, raisedAt: at, value, limit, late }, clock)
      instance.state = normalState
      announcer.announce(instance, { type: 'cleared', episode, clearedAt: at }, clock)
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
      if (reading.ts < series.judgedTs) news.overtaken(series, reading)
      return
    }
    const isJudged = reading.receivedAt - reading.ts <= storedOnlyMs
    if (isJudged) news.behind(series.trees, reading)
    if (series.trees.length > 0 || series.tests.length > 0) trees.read(series, reading, isJudged ? clock : undefined)
    series.judgedTs = reading.ts
    series.judgedAt = reading.receivedAt
    series.value = reading.value
    if (isJudged) for (const instance of series.instances) guarded(instance, judgeValue, reading)
  }

  function judgeValue(instance: RuleInstance, reading: Reading): void {
    const { condition } = instance.rule
    if (condition.type !== 'limit' && condition.type !== 'equals') return
    const { value, ts, receivedAt } = reading
    const verdict = condition.type === 'limit' ? judgeLimit(condition, value) : judgeEquals(condition, value)
    news.afterTheFact(instance, reading)
    if (instance.state === normalState && verdict !== 'breach') return
    const limit = verdict === 'breach' ? brokenLimit(condition, value) : null
    feed(instance, { type: 'observed', verdict, ts, receivedAt, value, limit })
  }

  function watch(instance: RuleInstance, due: number): void {
    if (due >= instance.watchDue) return
    instance.watchDue = due
    timers.push(due, instance, -instance.stage)
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
      if ((instance.head ?? instance).state.suppressed !== undefined && instance.test) {
        instance.test.due = Math.max(testEndsAt(instance.test), on.heardAt)
        timers.push(instance.test.due, instance)
      }
    }
    for (const instance of [...on.silence, ...on.metricSilence()]) silences.watchSilence(instance)
  }

  function taken(): AlarmChange[] {
    announcer.settle()
    return changes.splice(0)
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
    correct(equipment, corrected, { states: found, windows = [], ranOut = [] }) {
      const ofIt = (each: { equipment: string }) => each.equipment === equipment
      states.correct(equipment, corrected, found.filter(ofIt))
      restoreWindows(index, windows)
      restoreRanOut(index, ranOut.filter(ofIt))
      watchAll(index.equipment(equipment), clock)
    },
    neighbours: (equipment) => neighboursOf(index.equipment(equipment)),
    undecidedSince: states.undecidedSince,
    memory: () => readMemory(index),
    judge(arrivals) {
      for (const arrival of arrivals) {
        const { readings, presences } = arrival
        const first = readings[0] ?? arrival.events[0] ?? presences[0]
        if (!first) continue
        clock = first.receivedAt
        advance(clock, false)
        hearing.hearAll(readings)
        hearing.hearAll(arrival.events)
        for (const reading of readings) judgeReading(reading)
        for (const event of arrival.events) events.judge(event)
        for (const presence of presences) hearing.judgePresence(presence)
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
