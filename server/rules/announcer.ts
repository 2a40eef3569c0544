/** From what one state machine did to what is said of the alarm: stages share one, a test window keeps it quiet. */
import { normalState, type RuleState, type Transition } from './alarm-step.ts'
import type { AlarmChange } from './changes.ts'
import type { AlarmHead, RuleInstance } from './rule-index.ts'
import { testEndsAt } from './test-window.ts'

export type AnnouncerOptions = {
  say: (change: AlarmChange) => void
  /** The state of the alarm itself changed. */
  changed: (alarm: RuleInstance | AlarmHead) => void
  /** A test window keeps this alarm quiet until then, as far as is known (our clock). */
  quietUntil: (instance: RuleInstance, due: number) => void
}

export type Announcer = {
  /** `now`: our clock. */
  announce(instance: RuleInstance, transition: Transition, now: number): void
  /**
   * Says of alarms whose highest stage ended at which one they stand now, before another condition ends; `before`
   * (device's clock): only those that did before, left out: all.
   */
  settle(before?: number): void
  /** Speaks of an alarm that a test window kept quiet, when that is over. `ts`: device's clock, as far as it is known. */
  checkTest(instance: RuleInstance, now: number, ts: number): void
}

type Shown = Pick<RuleState, 'value' | 'limit'>

export function createAnnouncer({ say, changed, quietUntil }: AnnouncerOptions): Announcer {
  /** Alarms whose highest stage is over while a lower one stands, and when it was. */
  const eased = new Map<AlarmHead, number>()

  function announceStage(instance: RuleInstance, head: AlarmHead, transition: Transition, now: number): void {
    const { equipment, rule, stage } = instance
    if (transition.type === 'cleared') {
      if (!stands(head)) return
      if (head.stages.some(stands)) {
        if (stage === head.state.stage) eased.set(head, transition.clearedAt)
        return
      }
      const { episode } = head.state
      head.state = normalState
      say({ ...transition, episode, rule: rule.header, equipment })
    } else if (transition.late && head.stages.some((other) => other !== instance && stands(other))) {
      // Another stage still waits to be said, and says it for both.
      const { since, episode, value, limit } = firstOf(head, transition)
      head.state = { phase: 'pending', since, due: null, episode, value, limit, late: true }
    } else if (!stands(head)) {
      const { since, ...first } = firstOf(head, transition)
      head.state = { phase: 'active', since: 0, due: null, ...first, stage }
      sayRaised(instance, head, { ...transition, ...first, raisedAt: since }, now)
    } else if (stage > (head.state.stage ?? 0)) {
      sayStage(instance, head, transition.raisedAt, transition)
    } else return
    changed(head)
  }

  function sayStage({ equipment, rule, stage }: RuleInstance, head: AlarmHead, at: number, { value, limit }: Shown): void {
    head.state = { ...head.state, value, limit, stage }
    say({ type: 'staged', rule: rule.header, equipment, episode: head.state.episode, at, value, limit })
  }

  /** Said once all of that moment is known: what crosses every stage at once has ended, and comes down to none. */
  function settle(before = Number.POSITIVE_INFINITY): void {
    for (const [head, at] of eased) {
      if (at >= before) continue
      eased.delete(head)
      const highest = head.stages.findLast(stands)
      if (!highest || !stands(head) || highest.stage >= (head.state.stage ?? 0)) continue
      sayStage(highest, head, at, highest.state)
      changed(head)
    }
  }

  function sayRaised(
    instance: RuleInstance,
    alarm: RuleInstance | AlarmHead,
    transition: Transition & { type: 'raised' },
    now: number
  ): void {
    const { rule, equipment, test } = instance
    const end = test ? testEndsAt(test) : -Infinity
    if (end <= now) {
      say({ ...transition, rule: rule.header, equipment })
      return
    }
    alarm.state = { ...alarm.state, suppressed: 'test' }
    say({ ...transition, rule: rule.header, equipment, suppressed: 'test' })
    quietUntil(instance, end)
  }

  return {
    announce(instance, transition, now) {
      const { head, rule, equipment } = instance
      if (head) announceStage(instance, head, transition, now)
      else if (transition.type === 'raised') sayRaised(instance, instance, transition, now)
      else say({ ...transition, rule: rule.header, equipment })
    },

    settle,

    checkTest(instance, now, ts) {
      const alarm = instance.head ?? instance
      const { test, equipment } = instance
      if (!test || alarm.state.suppressed === undefined) return
      const end = testEndsAt(test)
      if (end > now) {
        quietUntil(instance, end)
        return
      }
      const { suppressed: _over, ...state } = alarm.state
      alarm.state = state
      const { episode, value, limit } = state
      // What it has come to, not the stage that happens to be asked.
      const rule = instance.head?.stages[state.stage ?? 0]?.rule ?? instance.rule
      say({ type: 'released', rule: rule.header, equipment, episode, at: ts, value, limit })
      changed(alarm)
    }
  }
}

export function stands({ state }: { state: RuleState }): boolean {
  return state.phase === 'active' || state.phase === 'clearing'
}

/** Of stages that are said together the one that raised first is the alarm's begin; `since`: when it raised. */
function firstOf(head: AlarmHead, { episode, raisedAt, value, limit }: Transition & { type: 'raised' }) {
  const waiting = head.state.phase === 'pending' ? [head.state] : []
  const others = head.stages.filter(stands).map(({ state, rule }) => ({ ...state, since: state.episode + rule.forMs }))
  const all = [{ since: raisedAt, episode, value, limit }, ...waiting, ...others]
  const first = all.reduce((earliest, each) => (each.since < earliest.since ? each : earliest))
  return { since: first.since, episode: first.episode, value, limit }
}
