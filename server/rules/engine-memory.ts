/** What an engine knows beside its rules: kept over a restart, and handed on when the rules change. */
import type { RuleIndex } from './rule-index.ts'

export type EngineMemory = {
  states: { rule: string; equipment: string; state: string }[]
  /** Newest judged ts a series: readings at or before it are not judged. `receivedAt`: its last arrival. */
  judged: { equipment: string; metric: string; ts: number; receivedAt: number }[]
  judgedEvents: { equipment: string; code: string; ts: number }[]
  /** `goneAt`: when `online: false` was said, if not with the last arrival. */
  heard: { equipment: string; receivedAt: number; online: boolean | null; goneAt?: number }[]
}

export function readMemory(index: RuleIndex): EngineMemory {
  const memory: EngineMemory = { states: [], judged: [], judgedEvents: [], heard: [] }
  for (const [equipment, on] of index.known()) {
    for (const { rule, state, judgedTs, judgedCode } of on.instances) {
      if (state.phase !== 'normal') memory.states.push({ rule: rule.header.id, equipment, state: JSON.stringify(state) })
      if (judgedTs > -Infinity) memory.judgedEvents.push({ equipment, code: judgedCode, ts: judgedTs })
    }
    for (const [metric, { judgedTs, heardAt }] of on.allSeries()) {
      if (heardAt > -Infinity) memory.judged.push({ equipment, metric, ts: judgedTs, receivedAt: heardAt })
    }
    if (on.heardAt === -Infinity) continue
    const gone = on.goneAt >= on.heardAt
    memory.heard.push({ equipment, receivedAt: on.heardAt, online: !gone, ...(gone && { goneAt: on.goneAt }) })
  }
  return memory
}
