/** What of an engine's states is stored, and how stored ones come back: to rules that may have changed meanwhile. */
import { normalState, type RuleState } from './alarm-step.ts'
import { stands } from './announcer.ts'
import type { AlarmCleared } from './changes.ts'
import { heldKey, heldMetric, heldState } from './engine-memory.ts'
import type { AlarmHead, RuleIndex, RuleInstance, SeriesRules } from './rule-index.ts'

export type StoredRuleState = { rule: string; equipment: string; state: string | null }

export type EngineStates = {
  changed(alarm: RuleInstance | AlarmHead): void
  stillnessChanged(series: SeriesRules): void
  /** A state that nothing could end any more ends at `at`: what stood of it is reported as cleared. */
  restore(stored: { rule: string; equipment: string; state: string }, at: number): void
  /** After all are restored: alarms whose stages are others now go on with the mildest. */
  adopt(): void
  /** What these rules know of an equipment, as late readings have it; rules left out of `stored` are normal again. */
  correct(equipment: string, rules: ReadonlySet<string>, stored: readonly { rule: string; state: string }[]): void
  /** See `Engine.undecidedSince`. */
  undecidedSince(equipment: string): number | undefined
  unsaved(): StoredRuleState[]
  saved(): void
}

export type EngineStatesOptions = {
  index: RuleIndex
  say: (change: AlarmCleared) => void
  /** A restored delay runs. */
  runs: (instance: RuleInstance, due: number) => void
}

export function createEngineStates({ index, say, runs }: EngineStatesOptions): EngineStates {
  const dirty = new Set<RuleInstance | AlarmHead>()
  const dirtyHeld = new Set<SeriesRules>()
  let released: StoredRuleState[] = []

  function release(rule: string, equipment: string, state: RuleState, clearedAt: number): void {
    released.push({ rule, equipment, state: null })
    // A stage is no alarm of its own, and one that was never said needs no end.
    if (rule.includes('/') || state.late || !stands({ state })) return
    say({ type: 'cleared', rule: { id: rule }, equipment, episode: state.episode, clearedAt })
  }

  function restoreHeld(metric: string, equipment: string, { since }: { since: number }): void {
    const series = index.equipment(equipment).series(metric)
    if (series.stuckMs > 0) series.heldSince = since
    else released.push({ rule: heldKey(metric), equipment, state: null })
  }

  function restoreHead(head: AlarmHead, state: RuleState): void {
    if (!stands({ state })) {
      if (state.phase === 'pending') head.state = state
      else dirty.add(head)
      return
    }
    const stage = Math.min(state.stage ?? 0, head.stages.length - 1)
    head.state = { ...state, phase: 'active', since: 0, due: null, stage }
  }

  function adoptHead(head: AlarmHead): void {
    const [mildest] = head.stages
    if (!mildest || head.state.phase === 'normal' || head.stages.some(stands)) return
    if (head.state.phase === 'pending') {
      head.state = normalState
      dirty.add(head)
      return
    }
    const { episode, value, limit } = head.state
    mildest.state = { ...normalState, phase: 'active', episode, value, limit }
    dirty.add(mildest)
  }

  return {
    changed: (alarm) => void dirty.add(alarm),
    stillnessChanged: (series) => void dirtyHeld.add(series),
    restore({ rule, equipment, state: stored }, at) {
      const metric = heldMetric(rule)
      if (metric !== undefined) {
        restoreHeld(metric, equipment, JSON.parse(stored) as { since: number })
        return
      }
      const state = JSON.parse(stored) as RuleState
      const found = index.equipment(equipment).find(rule)
      if (!found) release(rule, equipment, state, at)
      else if ('stages' in found) restoreHead(found, state)
      else {
        found.state = state
        found.ranOutTs = raisedOf(found)
        if (state.due !== null) runs(found, state.due)
      }
    },
    adopt() {
      for (const [, on] of index.known()) for (const head of on.heads) adoptHead(head)
    },
    correct(equipment, rules, stored) {
      const found = new Map(stored.map((each) => [each.rule, each.state]))
      const on = index.equipment(equipment)
      for (const alarm of [...on.instances, ...on.heads]) {
        if (!rules.has(alarm.rule.header.id)) continue
        const state = found.get(alarm.key)
        alarm.state = state === undefined ? normalState : (JSON.parse(state) as RuleState)
        dirty.add(alarm)
        if (!('stage' in alarm)) continue
        alarm.ranOutTs = raisedOf(alarm)
        if (alarm.state.due !== null) runs(alarm, alarm.state.due)
      }
    },
    undecidedSince(equipment) {
      let since = Number.POSITIVE_INFINITY
      for (const { state } of index.equipment(equipment).instances) {
        if (state.phase === 'pending' || state.phase === 'clearing') since = Math.min(since, state.since)
        if (state.late && state.phase !== 'pending') since = Math.min(since, state.episode)
      }
      for (const { state } of index.equipment(equipment).heads) if (state.late) since = Math.min(since, state.episode)
      return Number.isFinite(since) ? since : undefined
    },
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
    }
  }
}

/** Nothing older may end it: whether our clock or a reading raised it is not on record. */
function raisedOf(instance: RuleInstance): number {
  return stands(instance) ? instance.state.episode + instance.rule.forMs : -Infinity
}
