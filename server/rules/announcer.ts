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
  /** Speaks of an alarm that a test window kept quiet, when that is over. `ts`: device's clock, as far as it is known. */
  checkTest(instance: RuleInstance, now: number, ts: number): void
}

export function createAnnouncer({ say, changed, quietUntil }: AnnouncerOptions): Announcer {
  function announceStage(instance: RuleInstance, head: AlarmHead, transition: Transition, now: number): void {
    const { equipment, rule, stage } = instance
    if (transition.type === 'cleared') {
      if (head.state.phase === 'normal' || head.stages.some(stands)) return
      const { episode } = head.state
      head.state = normalState
      say({ ...transition, episode, rule: rule.header, equipment })
    } else if (transition.late && head.stages.some((other) => other !== instance && stands(other))) {
      // Another stage still waits to be said, and says it for both.
      return
    } else if (head.state.phase === 'normal') {
      const { episode, value, limit } = transition
      head.state = { phase: 'active', since: 0, due: null, episode, value, limit, stage }
      sayRaised(instance, head, transition, now)
    } else if (stage > (head.state.stage ?? 0)) {
      const { value, limit, raisedAt: at } = transition
      head.state = { ...head.state, value, limit, stage }
      say({ type: 'staged', rule: rule.header, equipment, episode: head.state.episode, at, value, limit })
    } else return
    changed(head)
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
