/** Judges rules on event codes: each code in its order, once. */
import type { EquipmentEvent } from '../../gateway/reading.ts'
import type { RuleInput } from './alarm-step.ts'
import type { EquipmentRules, RuleIndex, RuleInstance } from './rule-index.ts'
import { judgeEvent } from './verdict.ts'

export type EventJudgeOptions = {
  index: RuleIndex
  feed: (instance: RuleInstance, input: RuleInput) => void
  /** Runs a rule's work; one that throws is left out from then on. */
  guarded: <Given>(instance: RuleInstance, work: (instance: RuleInstance, given: Given) => void, given: Given) => void
  /** A code that trees look at, newer than the last of it. */
  happen: (on: EquipmentRules, code: string, ts: number) => void
  /** Told of what is not judged because a newer code was. */
  late: ((event: EquipmentEvent) => void) | undefined
}

export type EventJudge = {
  judge(event: EquipmentEvent): void
  /** Takes over what was judged before a restart. */
  note(event: { equipment: string; code: string; ts: number }): void
}

export function createEventJudge({ index, feed, guarded, happen, late }: EventJudgeOptions): EventJudge {
  return {
    judge(event) {
      const { equipment, code, ts, receivedAt, quality } = event
      if (quality !== 'good') return
      const on = index.equipment(equipment)
      if (on.eventTrees.length > 0 && ts > (on.eventTs.get(code) ?? -Infinity)) happen(on, code, ts)
      for (const instance of on.events) {
        const { condition } = instance.rule
        if (condition.type !== 'event') continue
        const verdict = judgeEvent(condition, code)
        if (verdict !== undefined && ts < instance.judgedTs) late?.(event)
        // An older event than the newest judged one, or its repeat, says nothing new.
        if (verdict === undefined || ts < instance.judgedTs || (ts === instance.judgedTs && instance.judgedCode === code))
          continue
        instance.judgedTs = ts
        instance.judgedCode = code
        const value = verdict === 'breach' ? code : null
        guarded(instance, feed, { type: 'observed', verdict, ts, receivedAt, value, limit: null })
      }
    },
    note({ equipment, code, ts }) {
      const on = index.equipment(equipment)
      if (on.eventTrees.length > 0) on.eventTs.set(code, Math.max(ts, on.eventTs.get(code) ?? -Infinity))
      for (const instance of on.events) {
        const { condition } = instance.rule
        if (condition.type !== 'event' || judgeEvent(condition, code) === undefined || ts <= instance.judgedTs) continue
        instance.judgedTs = ts
        instance.judgedCode = code
      }
    }
  }
}
