/** Judges rules that are nothing but a `no_data`: they go by our clock, from arrival to arrival. */
import { normalState, type RuleInput } from './alarm-step.ts'
import type { RuleIndex, RuleInstance } from './rule-index.ts'
import { silentSince } from './silence.ts'

export type SilenceJudgeOptions = {
  index: RuleIndex
  startedAt: number
  feed: (instance: RuleInstance, input: RuleInput) => void
  /** Wakes the instance at that time of our clock, unless it wakes sooner. */
  watch: (instance: RuleInstance, due: number) => void
}

export type SilenceJudge = {
  /** Data ends silence. A watch that runs is not moved: it looks again when its old due time comes. */
  hear(instance: RuleInstance, receivedAt: number): void
  /** Begins to watch, when the rule is not at work already. */
  watchSilence(instance: RuleInstance): void
  /** Its time has come: silent long enough, or to be watched on. */
  fireSilence(instance: RuleInstance, now: number): void
}

export function createSilenceJudge({ index, startedAt, feed, watch }: SilenceJudgeOptions): SilenceJudge {
  function watchSilence(instance: RuleInstance): void {
    if (instance.state !== normalState) return
    const due = silentSince(instance, index, startedAt)
    if (due !== undefined) watch(instance, due)
  }

  return {
    hear(instance, receivedAt) {
      if (instance.state === normalState) watchSilence(instance)
      else feed(instance, { type: 'observed', verdict: 'clear', ts: receivedAt, receivedAt, value: null, limit: null })
    },
    watchSilence,
    fireSilence(instance, now) {
      const since = silentSince(instance, index, startedAt)
      if (since === undefined) return
      if (since > now) {
        watchSilence(instance)
        return
      }
      feed(instance, { type: 'observed', verdict: 'breach', ts: since, receivedAt: since, value: null, limit: null })
      feed(instance, { type: 'tick', now })
    }
  }
}
