/** Judges rules on event codes: each code in its order, once. */
import type { EquipmentEvent } from '../../gateway/reading.ts'
import { type RuleInput, storedOnlyMs } from './alarm-step.ts'
import type { LateNewsDesk } from './late-news.ts'
import type { EquipmentRules, RuleIndex, RuleInstance } from './rule-index.ts'
import { judgeEvent } from './verdict.ts'

export type EventJudgeOptions = {
  index: RuleIndex
  feed: (instance: RuleInstance, input: RuleInput) => void
  /** Runs a rule's work; one that throws is left out from then on. */
  guarded: <Given>(instance: RuleInstance, work: (instance: RuleInstance, given: Given) => void, given: Given) => void
  /** A code that trees look at, newer than the last of it. */
  happen: (on: EquipmentRules, code: string, ts: number) => void
  /** Told of what is not judged in its place. */
  news: LateNewsDesk
}

export type EventJudge = {
  judge(event: EquipmentEvent): void
  /** Known from then on, but nothing is judged by it: what was judged before a restart, or came too late. */
  note(event: { equipment: string; code: string; ts: number }): void
}

export function createEventJudge({ index, feed, guarded, happen, news }: EventJudgeOptions): EventJudge {
  function judgeInTrees(on: EquipmentRules, event: EquipmentEvent): void {
    const { code, ts } = event
    const newest = on.eventTs.get(code) ?? -Infinity
    if (ts < newest) news.overtakenEvent(on.eventTrees, event)
    if (ts <= newest) return
    news.behind(on.eventTrees, event)
    happen(on, code, ts)
  }

  function note({ equipment, code, ts }: { equipment: string; code: string; ts: number }): void {
    const on = index.equipment(equipment)
    if (on.eventTrees.length > 0) on.eventTs.set(code, Math.max(ts, on.eventTs.get(code) ?? -Infinity))
    for (const instance of on.events) {
      const { condition } = instance.rule
      if (condition.type !== 'event' || judgeEvent(condition, code) === undefined || ts <= instance.judgedTs) continue
      instance.judgedTs = ts
      instance.judgedCode = code
    }
  }

  return {
    judge(event) {
      const { equipment, code, ts, receivedAt, quality } = event
      if (quality !== 'good') return
      if (receivedAt - ts > storedOnlyMs) {
        note(event)
        return
      }
      const on = index.equipment(equipment)
      if (on.eventTrees.length > 0) judgeInTrees(on, event)
      for (const instance of on.events) {
        const { condition } = instance.rule
        if (condition.type !== 'event') continue
        const verdict = judgeEvent(condition, code)
        if (verdict !== undefined && ts < instance.judgedTs) news.overtakenEvent([instance], event)
        // An older event than the newest judged one, or its repeat, says nothing new.
        if (verdict === undefined || ts < instance.judgedTs || (ts === instance.judgedTs && instance.judgedCode === code))
          continue
        instance.judgedTs = ts
        instance.judgedCode = code
        const value = verdict === 'breach' ? code : null
        guarded(instance, feed, { type: 'observed', verdict, ts, receivedAt, value, limit: null })
      }
    },
    note
  }
}
