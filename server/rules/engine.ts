/**
 * Keeps the state of every rule on every equipment and feeds it what arrives, in order.
 * Holds no clock and no timer: arrivals bring their time, `tick` brings ours.
 */
import type { Arrival, EquipmentEvent, Presence, Reading } from '../../gateway/reading.ts'
import { normalState, type RuleInput, type RuleState, step } from './alarm-step.ts'
import type { AlarmChange } from './changes.ts'
import { createDueQueue } from './due-queue.ts'
import { type EngineMemory, readMemory } from './engine-memory.ts'
import type { Rule } from './rule.ts'
import { createRuleIndex, type EquipmentRules, type RuleInstance } from './rule-index.ts'
import { silentSince } from './silence.ts'
import { brokenLimit, judgeEquals, judgeEvent, judgeLimit } from './verdict.ts'

export type { EngineMemory } from './engine-memory.ts'
export type StoredRuleState = { rule: string; equipment: string; state: string | null }

export type EngineOptions = {
  rules: readonly Rule[]
  kindOf: (equipment: string) => string | undefined
  /** Our clock at the start of the service: silence before it does not count. */
  startedAt: number
  /** Called once per rule that throws; that rule is left out from then on. */
  faulty?: (rule: string, error: unknown) => void
}

export type Engine = {
  /** A state whose rule no longer applies to its equipment ends: an alarm of it is reported as cleared, at `at` of our clock. */
  restore(memory: EngineMemory, at?: number): void
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
}

export function createEngine({ rules, kindOf, startedAt, faulty }: EngineOptions): Engine {
  const index = createRuleIndex(rules, kindOf)
  const timers = createDueQueue<RuleInstance>()
  const dirty = new Set<RuleInstance>()
  let released: StoredRuleState[] = []
  let changes: AlarmChange[] = []

  function feed(instance: RuleInstance, input: RuleInput): void {
    const { rule, equipment } = instance
    const before = instance.state
    const { state, changes: transitions } = step(before, rule, input)
    if (state === before) return
    instance.state = state
    dirty.add(instance)
    if (state.due !== null && state.due !== before.due) timers.push(state.due, instance)
    for (const transition of transitions) changes.push({ ...transition, rule: rule.header, equipment })
    // An occurrence without an end of its own is over at once.
    if (state.phase === 'active' && rule.condition.type === 'event' && rule.condition.until.length === 0) {
      instance.state = normalState
      changes.push({
        type: 'cleared',
        rule: rule.header,
        equipment,
        episode: state.episode,
        clearedAt: state.episode + rule.forMs
      })
    }
    if (instance.state.phase === 'normal' && rule.condition.type === 'no_data') watchSilence(instance)
  }

  /** `given` is passed on, so that no closure is made per rule and reading. */
  function guarded<Given>(instance: RuleInstance, work: (instance: RuleInstance, given: Given) => void, given: Given): void {
    if (instance.rule.faulty) return
    try {
      work(instance, given)
    } catch (error) {
      instance.rule.faulty = true
      faulty?.(instance.rule.header.id, error)
    }
  }

  function judgeReading(reading: Reading): void {
    const on = index.equipment(reading.equipment)
    const series = on.series(reading.metric)
    series.heardAt = Math.max(series.heardAt, reading.receivedAt)
    for (const instance of series.silence) guarded(instance, hear, reading.receivedAt)
    if (reading.quality !== 'good' || reading.ts <= series.judgedTs) return
    series.judgedTs = reading.ts
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

  function judgeEquipmentEvent({ equipment, code, ts, receivedAt, quality }: EquipmentEvent): void {
    if (quality !== 'good') return
    for (const instance of index.equipment(equipment).events) {
      const { condition } = instance.rule
      if (condition.type !== 'event') continue
      const verdict = judgeEvent(condition, code)
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
    for (const instance of index.equipment(equipment).events) {
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
    } else {
      on.goneAt = receivedAt
      // Equipment of which this is the first word has been heard of, too.
      if (on.heardAt === -Infinity) on.heardAt = receivedAt
      for (const instance of on.silence) watchSilence(instance)
    }
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
  }

  /** Data ends silence. A watch that runs is not moved: it looks again when its old due time comes. */
  function hear(instance: RuleInstance, receivedAt: number): void {
    if (instance.state === normalState) watchSilence(instance)
    else feed(instance, { type: 'observed', verdict: 'clear', ts: receivedAt, receivedAt, value: null, limit: null })
  }

  function watchSilence(instance: RuleInstance): void {
    if (instance.state !== normalState) return
    const due = silentSince(instance, index, startedAt)
    if (due === undefined || due >= instance.watchDue) return
    instance.watchDue = due
    timers.push(due, instance)
  }

  function fire(instance: RuleInstance, now: number): void {
    feed(instance, { type: 'tick', now })
    if (instance.rule.condition.type !== 'no_data' || instance.state !== normalState || instance.watchDue > now) return
    instance.watchDue = Number.POSITIVE_INFINITY
    const since = silentSince(instance, index, startedAt)
    if (since === undefined) return
    if (since > now) {
      watchSilence(instance)
      return
    }
    feed(instance, { type: 'observed', verdict: 'breach', ts: since, receivedAt: since, value: null, limit: null })
    feed(instance, { type: 'tick', now })
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
    if (state.phase !== 'active' && state.phase !== 'clearing') return
    changes.push({ type: 'cleared', rule: { id: rule }, equipment, episode: state.episode, clearedAt })
  }

  function taken(): AlarmChange[] {
    const happened = changes
    changes = []
    return happened
  }

  return {
    restore({ states, judged, judgedEvents, heard: known }, at = startedAt) {
      for (const { equipment, metric, ts, receivedAt } of judged) {
        const series = index.equipment(equipment).series(metric)
        series.judgedTs = ts
        series.heardAt = receivedAt
      }
      for (const event of judgedEvents) noteEvent(event)
      for (const { rule, equipment, state } of states) {
        const instance = index.equipment(equipment).find(rule)
        if (!instance) {
          release({ rule, equipment }, JSON.parse(state) as RuleState, at)
          continue
        }
        instance.state = JSON.parse(state) as RuleState
        if (instance.state.due !== null) timers.push(instance.state.due, instance)
      }
      for (const { equipment, receivedAt, online, goneAt } of known) {
        const on = index.equipment(equipment)
        on.heardAt = receivedAt
        if (online === false) on.goneAt = goneAt ?? receivedAt
        for (const instance of [...on.silence, ...on.metricSilence()]) watchSilence(instance)
      }
    },
    memory: () => readMemory(index),
    judge(arrivals) {
      for (const arrival of arrivals) {
        const { readings, events, presences } = arrival
        const first = readings[0] ?? events[0] ?? presences[0]
        if (!first) continue
        advance(first.receivedAt, false)
        hearAll(readings)
        hearAll(events)
        for (const reading of readings) judgeReading(reading)
        for (const event of events) judgeEquipmentEvent(event)
        for (const presence of presences) judgePresence(presence)
      }
      return taken()
    },
    tick(now) {
      advance(now, true)
      return taken()
    },
    nextDue: timers.nextDue,
    unsaved: () => [
      ...released,
      ...[...dirty].map(({ rule, equipment, state }) => ({
        rule: rule.header.id,
        equipment,
        state: state.phase === 'normal' ? null : JSON.stringify(state)
      }))
    ],
    saved() {
      released = []
      dirty.clear()
    }
  }
}
