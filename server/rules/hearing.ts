/** Who was heard of, and who said to be gone: what silences, test windows and freshness go by. */
import type { Presence } from '../../gateway/reading.ts'
import type { EquipmentRules, RuleInstance } from './rule-index.ts'
import type { SilenceJudge } from './silence-judge.ts'
import type { TreeJudge } from './tree-judge.ts'

export type HearingOptions = {
  rulesOn: (equipment: string) => EquipmentRules
  silences: SilenceJudge
  trees: TreeJudge
  guarded: <Given>(instance: RuleInstance, work: (instance: RuleInstance, given: Given) => void, given: Given) => void
}

export type Hearing = {
  /** A message of ours speaks of one equipment; one of another format may speak of many. */
  hearAll(brought: readonly { equipment: string; receivedAt: number }[]): void
  judgePresence(presence: Presence): void
}

export function createHearing({ rulesOn, silences, trees, guarded }: HearingOptions): Hearing {
  function heard(on: EquipmentRules, receivedAt: number): void {
    on.heardAt = Math.max(on.heardAt, receivedAt)
    for (const instance of on.silence) guarded(instance, silences.hear, receivedAt)
    for (const instance of on.silenceTrees) trees.touch(instance)
  }

  return {
    hearAll(brought) {
      let last: string | undefined
      for (const { equipment, receivedAt } of brought) {
        if (equipment !== last) heard(rulesOn(equipment), receivedAt)
        last = equipment
      }
    },

    judgePresence({ equipment, online, receivedAt }) {
      const on = rulesOn(equipment)
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
  }
}
