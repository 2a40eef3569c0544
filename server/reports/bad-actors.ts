/** Bad actors: the rules on equipment that take more than their share of attention, worst first. */
import type { BadActor } from '../contract/alarm-health.ts'
import type { Severity } from '../contract/common.ts'
import { type AlarmRaise, actorKey } from './alarm-transition.ts'

export type ActorTally = {
  rule: string
  equipment: string
  /** Of its last raise. */
  title: string
  severity: Severity
  raises: number
  chattering: number
  fleeting: number
  stale: boolean
  activeMs: number
}

/** A tally for each rule on an equipment that raised, whether or not it did so in the span. */
export function createActors() {
  const actors = new Map<string, ActorTally>()
  return {
    get: (key: string) => actors.get(key),
    all: () => [...actors.values()],

    /** The tally this raise belongs to; it is not counted here. */
    of(raise: AlarmRaise): ActorTally {
      const key = actorKey(raise)
      let actor = actors.get(key)
      if (!actor) {
        const { rule, equipment, title, severity } = raise
        actor = { rule, equipment, title, severity, raises: 0, chattering: 0, fleeting: 0, stale: false, activeMs: 0 }
        actors.set(key, actor)
      }
      actor.title = raise.title
      actor.severity = raise.severity
      return actor
    }
  }
}

const frequent = 10
const listed = 50

/** Raises of the ten most frequent. */
export function topTenRaises(actors: readonly ActorTally[]): number {
  return byRaises(actors)
    .slice(0, frequent)
    .reduce((sum, { raises }) => sum + raises, 0)
}

/**
 * Who chattered, was fleeting or stale, and those of the ten most frequent that raised more than once a day: what the
 * limit adviser takes as its target when none is named. `days`: how long the span was.
 */
export function badActors(actors: readonly ActorTally[], raises: number, days: number): BadActor[] {
  return byRaises(actors)
    .filter(
      (actor, rank) =>
        actor.chattering > 0 || actor.fleeting > 0 || actor.stale || (rank < frequent && actor.raises > Math.max(1, days))
    )
    .slice(0, listed)
    .map(({ activeMs, ...actor }) => ({
      ...actor,
      share: raises > 0 ? actor.raises / raises : 0,
      minutes: Math.round(activeMs / 6_000) / 10
    }))
}

function byRaises(actors: readonly ActorTally[]): ActorTally[] {
  return [...actors].sort(
    (a, b) => b.raises - a.raises || b.activeMs - a.activeMs || (a.rule + a.equipment < b.rule + b.equipment ? -1 : 1)
  )
}
