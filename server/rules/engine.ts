/**
 * Keeps the state of every rule on every equipment and feeds it what arrives, in order.
 * Holds no clock and no timer: arrivals bring their time, `tick` brings ours.
 */
import type { Arrival, EquipmentEvent, Presence, Reading, Value } from '../../gateway/reading.ts'
import { normalState, type RuleInput, type RuleState, step } from './alarm-step.ts'
import { createAnnouncer, stands } from './announcer.ts'
import type { AlarmChange } from './changes.ts'
import { createDueQueue } from './due-queue.ts'
import {
  type EngineMemory,
  heldKey,
  heldMetric,
  heldState,
  type PastWish,
  pastWishes,
  readMemory,
  restoreSeries,
  restoreWindows,
  type SeriesPast,
  takePast
} from './engine-memory.ts'
import { type Explanation, explain } from './explain.ts'
import { deviceTime } from './freshness.ts'
import { judgeTree } from './judge-tree.ts'
import type { Rule } from './rule.ts'
import {
  type AlarmHead,
  createRuleIndex,
  type EquipmentRules,
  type Plant,
  type RuleInstance,
  type SeriesRules
} from './rule-index.ts'
import { silenceEnds, silentSince } from './silence.ts'
import { testEndsAt } from './test-window.ts'
import { brokenLimit, judgeEquals, judgeEvent, judgeLimit } from './verdict.ts'

export type { EngineMemory, PastWish, SeriesPast } from './engine-memory.ts'
export type { Explanation } from './explain.ts'
export type StoredRuleState = { rule: string; equipment: string; state: string | null }

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
  const dirty = new Set<RuleInstance | AlarmHead>()
  /** Series whose stillness began or ended. */
  const dirtyHeld = new Set<SeriesRules>()
  let released: StoredRuleState[] = []
  let changes: AlarmChange[] = []
  /** Trees and test flags that what arrived so far concerns, and its ts: all of one ts is known before it is judged. */
  let touched: RuleInstance[] = []
  let tested: RuleInstance[] = []
  let touchedTs: number | undefined
  /** Our clock, as far as it is known. */
  let clock = startedAt

  const announcer = createAnnouncer({
    say: (change) => changes.push(change),
    changed: (alarm) => dirty.add(alarm),
    quietUntil(instance, due) {
      if (!instance.test) return
      instance.test.due = due
      timers.push(due, instance)
    }
  })

  function feed(instance: RuleInstance, input: RuleInput): void {
    const { rule } = instance
    const before = instance.state
    const { state, changes: transitions } = step(before, rule, input)
    if (state === before) return
    instance.state = state
    dirty.add(instance)
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
    if (instance.state.phase === 'normal' && rule.condition.type === 'no_data') watchSilence(instance)
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

  function judgeReading(reading: Reading): void {
    const on = index.equipment(reading.equipment)
    const series = on.series(reading.metric)
    series.heardAt = Math.max(series.heardAt, reading.receivedAt)
    for (const instance of series.silence) guarded(instance, hear, reading.receivedAt)
    if (reading.quality !== 'good') return
    if (reading.ts <= series.judgedTs) {
      if (late && reading.ts < series.judgedTs && series.instances.length + series.trees.length > 0) late(reading)
      return
    }
    if (series.trees.length > 0 || series.tests.length > 0) touchSeries(series, reading)
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

  function touchSeries(series: SeriesRules, { ts, value }: Reading): void {
    if (touchedTs !== undefined && touchedTs !== ts) flush()
    touchedTs = ts
    for (const window of series.windows) window.add(ts, Number(value))
    if (series.stuckMs > 0) noteStillness(series, ts, value)
    for (const instance of series.trees) touch(instance)
    for (const instance of series.tests) tested.push(instance)
  }

  /**
   * Stillness is noted when two readings in a row are alike on both sides of a mark, 48 marks in the time asked for: so
   * the newest reading is all that a restart has to know of a value that moves, and it is stored but now and then.
   */
  function noteStillness(series: SeriesRules, ts: number, value: Value): void {
    const before = series.heldSince
    if (value !== series.value) series.heldSince = -Infinity
    else if (before === -Infinity && isPastMark(series, ts)) series.heldSince = series.judgedTs
    if (series.heldSince !== before) dirtyHeld.add(series)
  }

  function touch(instance: RuleInstance): void {
    if (instance.touched) return
    instance.touched = true
    touched.push(instance)
  }

  function flush(): void {
    touchedTs = undefined
    if (touched.length === 0 && tested.length === 0) return
    const [trees, tests] = [touched, tested]
    touched = []
    tested = []
    for (const instance of trees) {
      instance.touched = false
      guarded(instance, judgeTouched, clock)
    }
    for (const instance of tests) announcer.checkTest(instance, clock, newestFlag(instance))
  }

  function newestFlag({ test }: RuleInstance): number {
    return Math.max(...(test?.flags ?? []).map(({ judgedTs }) => judgedTs))
  }

  function judgeTouched(instance: RuleInstance, now: number): void {
    judgeAt(instance, now, false)
  }

  /** What is unknown says nothing: the alarm keeps its state. */
  function judgeAt(instance: RuleInstance, now: number, elapsed: boolean): void {
    const { tree } = instance
    if (!tree) return
    const { verdict, ts, value, limit } = judgeTree(tree, now, startedAt, elapsed)
    if (verdict !== 'unknown' && (instance.state !== normalState || verdict === 'breach')) {
      feed(instance, { type: 'observed', verdict, ts, receivedAt: now, value, limit })
    }
    watchTree(instance, now)
  }

  /** When the verdict may change although nothing arrives: a silence grows long enough, a window slides. */
  function watchTree(instance: RuleInstance, now: number): void {
    const { tree } = instance
    if (!tree || (tree.silent.size === 0 && tree.sliding.length === 0)) return
    let due = Number.POSITIVE_INFINITY
    for (const leaf of tree.leaves) {
      if (leaf.kind !== 'silence') continue
      for (const { on, series } of leaf.sources) {
        const end = silenceEnds(on, series, leaf.leaf.silenceMs, startedAt)
        if (end !== undefined && end > now) due = Math.min(due, end)
      }
    }
    for (const { series, window } of tree.sliding) {
      const exit = window.exit()
      if (exit < Number.POSITIVE_INFINITY) due = Math.min(due, series.judgedAt + (exit - series.judgedTs))
    }
    watch(instance, due)
  }

  function watch(instance: RuleInstance, due: number): void {
    if (due >= instance.watchDue) return
    instance.watchDue = due
    timers.push(due, instance, -instance.stage)
  }

  function judgeEquipmentEvent(event: EquipmentEvent): void {
    const { equipment, code, ts, receivedAt, quality } = event
    if (quality !== 'good') return
    const on = index.equipment(equipment)
    if (on.eventTrees.length > 0 && ts > (on.eventTs.get(code) ?? -Infinity)) {
      if (touchedTs !== undefined && touchedTs !== ts) flush()
      touchedTs = ts
      on.eventTs.set(code, ts)
      for (const instance of on.eventTrees) touch(instance)
    }
    for (const instance of on.events) {
      const { condition } = instance.rule
      if (condition.type !== 'event') continue
      const verdict = judgeEvent(condition, code)
      if (verdict !== undefined && ts < instance.judgedTs) late?.(event)
      // An older event than the newest judged one, or its repeat, says nothing new.
      if (verdict === undefined || ts < instance.judgedTs || (ts === instance.judgedTs && instance.judgedCode === code)) continue
      instance.judgedTs = ts
      instance.judgedCode = code
      const value = verdict === 'breach' ? code : null
      guarded(instance, feed, { type: 'observed', verdict, ts, receivedAt, value, limit: null })
    }
  }

  /** Takes over what was judged before a restart. */
  function noteEvent({ equipment, code, ts }: { equipment: string; code: string; ts: number }): void {
    const on = index.equipment(equipment)
    if (on.eventTrees.length > 0) on.eventTs.set(code, Math.max(ts, on.eventTs.get(code) ?? -Infinity))
    for (const instance of on.events) {
      const { condition } = instance.rule
      if (condition.type !== 'event' || judgeEvent(condition, code) === undefined || ts <= instance.judgedTs) continue
      instance.judgedTs = ts
      instance.judgedCode = code
    }
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
    for (const instance of on.silence) watchSilence(instance)
    for (const instance of on.silenceTrees) guarded(instance, watchTree, receivedAt)
    for (const { test } of on.instances) if (test) for (const flag of test.flags) tested.push(...flag.tests)
  }

  /** A message of ours speaks of one equipment; one of another format may speak of many. */
  function hearAll(brought: readonly { equipment: string; receivedAt: number }[]): void {
    let last: string | undefined
    for (const { equipment, receivedAt } of brought) {
      if (equipment !== last) heard(index.equipment(equipment), receivedAt)
      last = equipment
    }
  }

  function heard(on: EquipmentRules, receivedAt: number): void {
    on.heardAt = Math.max(on.heardAt, receivedAt)
    for (const instance of on.silence) guarded(instance, hear, receivedAt)
    for (const instance of on.silenceTrees) touch(instance)
  }

  /** Data ends silence. A watch that runs is not moved: it looks again when its old due time comes. */
  function hear(instance: RuleInstance, receivedAt: number): void {
    if (instance.state === normalState) watchSilence(instance)
    else feed(instance, { type: 'observed', verdict: 'clear', ts: receivedAt, receivedAt, value: null, limit: null })
  }

  function watchSilence(instance: RuleInstance): void {
    if (instance.state !== normalState) return
    const due = silentSince(instance, index, startedAt)
    if (due !== undefined) watch(instance, due)
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
    if (instance.tree) lookAgain(instance, due)
    else if (instance.state === normalState) fireSilence(instance, now)
  }

  function fireSilence(instance: RuleInstance, now: number): void {
    const since = silentSince(instance, index, startedAt)
    if (since === undefined) return
    if (since > now) {
      watchSilence(instance)
      return
    }
    feed(instance, { type: 'observed', verdict: 'breach', ts: since, receivedAt: since, value: null, limit: null })
    feed(instance, { type: 'tick', now })
  }

  /** Judges a tree as of the moment it asked for, whenever that is noticed. */
  function lookAgain(instance: RuleInstance, at: number): void {
    for (const { series, window } of instance.tree?.sliding ?? []) window.slide(deviceTime(series, at))
    judgeAt(instance, at, true)
  }

  function advance(time: number, inclusive: boolean): void {
    for (;;) {
      const instance = timers.takeDue(time, inclusive)
      if (!instance) return
      guarded(instance, fire, time)
    }
  }

  /** The rule or the equipment has gone: nothing could end this state any more. */
  function release({ rule, equipment }: { rule: string; equipment: string }, state: RuleState, clearedAt: number): void {
    released.push({ rule, equipment, state: null })
    // A stage is no alarm of its own, and one that was never said needs no end.
    if (rule.includes('/') || state.late || !stands({ state })) return
    changes.push({ type: 'cleared', rule: { id: rule }, equipment, episode: state.episode, clearedAt })
  }

  function restoreState(key: string, equipment: string, stored: string, at: number): void {
    const metric = heldMetric(key)
    if (metric !== undefined) {
      restoreHeld(metric, equipment, JSON.parse(stored) as { since: number })
      return
    }
    const state = JSON.parse(stored) as RuleState
    const found = index.equipment(equipment).find(key)
    if (!found) release({ rule: key, equipment }, state, at)
    else if ('stages' in found) restoreHead(found, state)
    else {
      found.state = state
      if (state.due !== null) timers.push(state.due, found, -found.stage)
    }
  }

  function restoreHeld(metric: string, equipment: string, { since }: { since: number }): void {
    const series = index.equipment(equipment).series(metric)
    if (series.stuckMs > 0) series.heldSince = since
    else released.push({ rule: heldKey(metric), equipment, state: null })
  }

  function restoreHead(head: AlarmHead, state: RuleState): void {
    if (!stands({ state })) {
      dirty.add(head)
      return
    }
    head.state = { ...state, phase: 'active', since: 0, due: null, stage: Math.min(state.stage ?? 0, head.stages.length - 1) }
  }

  /** An alarm that had no stages when it was raised, or others: its mildest stage goes on with it. */
  function adopt(head: AlarmHead): void {
    const [mildest] = head.stages
    if (!mildest || head.state.phase === 'normal' || head.stages.some(stands)) return
    const { episode, value, limit } = head.state
    mildest.state = { ...normalState, phase: 'active', episode, value, limit }
    dirty.add(mildest)
  }

  function watchAll(on: EquipmentRules, now: number): void {
    for (const instance of on.instances) {
      if (instance.tree) watchTree(instance, now)
      const alarm = instance.head ?? instance
      if (alarm.state.suppressed !== undefined && instance.test) {
        instance.test.due = Math.max(testEndsAt(instance.test), on.heardAt)
        timers.push(instance.test.due, instance)
      }
    }
    for (const instance of [...on.silence, ...on.metricSilence()]) watchSilence(instance)
  }

  function taken(): AlarmChange[] {
    const happened = changes
    changes = []
    return happened
  }

  return {
    restore(memory, at = startedAt) {
      restoreSeries(index, memory)
      for (const event of memory.judgedEvents) noteEvent(event)
      for (const { rule, equipment, state } of memory.states) restoreState(rule, equipment, state, at)
      for (const { equipment, receivedAt, online, goneAt } of memory.heard) {
        const on = index.equipment(equipment)
        on.heardAt = receivedAt
        if (online === false) on.goneAt = goneAt ?? receivedAt
      }
      for (const [, on] of index.known()) {
        for (const head of on.heads) adopt(head)
        watchAll(on, at)
      }
    },
    wishes: () => pastWishes(index),
    recall(past) {
      for (const each of past) {
        takePast(index, each)
        for (const instance of index.equipment(each.equipment).series(each.metric).trees) watchTree(instance, clock)
      }
    },
    correct(equipment, corrected, { states, windows = [] }) {
      const on = index.equipment(equipment)
      const found = new Map(states.filter((each) => each.equipment === equipment).map((each) => [each.rule, each.state]))
      for (const alarm of [...on.instances, ...on.heads]) {
        if (!corrected.has(alarm.rule.header.id)) continue
        const stored = found.get(alarm.key)
        alarm.state = stored === undefined ? normalState : (JSON.parse(stored) as RuleState)
        dirty.add(alarm)
        if (alarm.state.due !== null && 'stage' in alarm) timers.push(alarm.state.due, alarm, -alarm.stage)
      }
      restoreWindows(
        index,
        windows.filter((each) => each.equipment === equipment)
      )
      watchAll(on, clock)
    },
    undecidedSince(equipment) {
      let since = Number.POSITIVE_INFINITY
      for (const { state } of index.equipment(equipment).instances) {
        if (state.phase === 'pending' || state.phase === 'clearing') since = Math.min(since, state.since)
        if (state.late && state.phase !== 'pending') since = Math.min(since, state.episode)
      }
      return Number.isFinite(since) ? since : undefined
    },
    memory: () => readMemory(index),
    judge(arrivals) {
      for (const arrival of arrivals) {
        const { readings, events, presences } = arrival
        const first = readings[0] ?? events[0] ?? presences[0]
        if (!first) continue
        clock = first.receivedAt
        advance(clock, false)
        hearAll(readings)
        hearAll(events)
        for (const reading of readings) judgeReading(reading)
        for (const event of events) judgeEquipmentEvent(event)
        for (const presence of presences) judgePresence(presence)
        flush()
      }
      return taken()
    },
    tick(now) {
      clock = now
      advance(now, true)
      return taken()
    },
    nextDue: timers.nextDue,
    unsaved: () => [
      ...released,
      ...[...dirty].map(({ key, equipment, state }) => ({
        rule: key,
        equipment,
        state: state.phase === 'normal' ? null : JSON.stringify(state)
      })),
      ...[...dirtyHeld].map(({ on, metric, heldSince }) => ({
        rule: heldKey(metric),
        equipment: on.id,
        state: heldSince === -Infinity ? null : heldState(heldSince)
      }))
    ],
    saved() {
      released = []
      dirty.clear()
      dirtyHeld.clear()
    },
    explain: (rule, equipment, now) => explain({ index, rule, equipment, now, startedAt })
  }
}

const marks = 48

function isPastMark({ judgedTs, stuckMs }: SeriesRules, ts: number): boolean {
  const apart = Math.max(1, stuckMs / marks)
  return Math.floor(ts / apart) > Math.floor(judgedTs / apart)
}
