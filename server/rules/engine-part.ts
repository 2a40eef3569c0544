/**
 * Adds to the engine what judges readings by more than rules: from outside the two are one engine, so the pipeline's way
 * and its one transaction stay the same, and what the part keeps lies beside the rules' states.
 */
import type { Reading } from '../../gateway/reading.ts'
import type { AlarmChange } from './changes.ts'
import type { Engine } from './engine.ts'
import type { Explanation } from './explain.ts'

export type PartState = { rule: string; equipment: string; state: string }

export type EnginePart = {
  /** One word: what it keeps is stored under it. */
  name: string
  /** In order of arrival. */
  judge(readings: readonly Reading[]): AlarmChange[]
  /** What it kept; alarms that nothing can end any more end at `at` of our clock. */
  restore(states: readonly PartState[], at: number): AlarmChange[]
  memory(): PartState[]
  /** What has to be stored now; null: to be deleted. */
  unsaved(): { rule: string; equipment: string; state: string | null }[]
  saved(): void
  /** Why one of its own rules fired or did not; undefined for any other. */
  explain?(rule: string, equipment: string, now: number): Explanation | undefined
  /** Looks over what the engine itself says. */
  review?(change: AlarmChange): AlarmChange
}

export type PartOptions = {
  engine: Engine
  part: EnginePart
  startedAt: number
  /** Called once when it throws; it is left out from then on, the rules go on. */
  faulty?: (part: string, error: unknown) => void
}

export function withPart({ engine, part, startedAt, faulty }: PartOptions): Engine {
  // No rule's id has a colon.
  const mark = `${part.name}:`
  const review = (changes: AlarmChange[]) => (part.review && changes.length > 0 ? changes.map(part.review) : changes)
  const marked = <State extends { rule: string }>(states: State[]) =>
    states.map((each) => ({ ...each, rule: `${mark}${each.rule}` }))
  let pending: AlarmChange[] = []
  let broken = false

  function taken(): AlarmChange[] {
    const happened = pending
    pending = []
    return happened
  }

  function judged(readings: readonly Reading[]): AlarmChange[] {
    if (broken) return []
    try {
      return part.judge(readings)
    } catch (error) {
      broken = true
      faulty?.(part.name, error)
      return []
    }
  }

  return {
    ...engine,
    explain: (rule, equipment, now) => part.explain?.(rule, equipment, now) ?? engine.explain(rule, equipment, now),
    restore(memory, at = startedAt) {
      const own: PartState[] = []
      const others: PartState[] = []
      for (const each of memory.states) {
        if (each.rule.startsWith(mark)) own.push({ ...each, rule: each.rule.slice(mark.length) })
        else others.push(each)
      }
      pending.push(...part.restore(own, at))
      engine.restore({ ...memory, states: others }, at)
    },
    memory() {
      const memory = engine.memory()
      return { ...memory, states: [...memory.states, ...marked(part.memory())] }
    },
    judge(arrivals) {
      const changes = taken()
      // One by one: what a replay finds must not depend on what happened to arrive together.
      for (const arrival of arrivals) {
        for (const change of judged(arrival.readings)) changes.push(change)
        for (const change of review(engine.judge(arrivals.length === 1 ? arrivals : [arrival]))) changes.push(change)
      }
      return changes
    },
    tick: (now) => [...taken(), ...review(engine.tick(now))],
    unsaved: () => [...engine.unsaved(), ...marked(part.unsaved())],
    saved() {
      engine.saved()
      part.saved()
    }
  }
}
