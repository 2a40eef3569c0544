/**
 * Follows each alarm from raise to clear and from call to acknowledgement.
 *
 * What takes seconds (fleeting) goes by device time: a packet held back does not make an alarm short. What lasts
 * (stale, minutes, acknowledgement) goes by server time: that is how long it stood before people, and the figures
 * of adjacent windows add up. Alarms that were late called nobody and are left out.
 */
import { fleetingBelowMs, staleAfterMs } from '../alarms/labels.ts'
import type { AlarmState } from '../contract/alarms.ts'
import { type AlarmTransition, actorKey, isRaise } from './alarm-transition.ts'

export type StandingListener = {
  /** The alarm `alarm` was active in `[from, to)`. */
  active(key: string, from: number, to: number): void
  /** It was active without a break for over a day, and in sight, in `[from, to)`. */
  stale(key: string, alarm: string, from: number, to: number): void
  /** An activation ended at `at`. */
  ended(key: string, at: number, fleeting: boolean): void
  /** Somebody acknowledged at `at` what had called for `waited` ms. */
  acknowledged(at: number, waited: number): void
}

type Standing = {
  key: string
  active?: { since: number; raisedAt: number; acted: boolean; late: boolean }
  /** Active and neither shelved, suppressed nor out of service since then. */
  shownSince?: number
  callsSince?: number
}

const inSight: ReadonlySet<AlarmState> = new Set(['unacknowledged', 'acknowledged'])

export function createStandingAlarms(listener: StandingListener) {
  const standing = new Map<string, Standing>()

  function tellStale(alarm: string, { key, active, shownSince }: Standing, at: number): void {
    if (!active || active.late || shownSince === undefined) return
    const from = Math.max(active.since + staleAfterMs, shownSince)
    if (from < at) listener.stale(key, alarm, from, at)
  }

  function end(alarm: string, one: Standing, at: number, clearedAt: number): void {
    const { key, active } = one
    if (!active || active.late) return
    tellStale(alarm, one, at)
    listener.active(key, active.since, at)
    listener.ended(key, at, !active.acted && clearedAt - active.raisedAt < fleetingBelowMs)
  }

  function follow(alarm: string, one: Standing, step: AlarmTransition): void {
    const calls = step.state === 'unacknowledged' || step.state === 'returned'
    if (step.actor !== null) {
      if (one.active) one.active.acted = true
      if (one.callsSince !== undefined && step.type === 'acknowledged') listener.acknowledged(step.at, step.at - one.callsSince)
    }
    if (!calls) delete one.callsSince
    else if (!one.active?.late) one.callsSince ??= step.at
    if (one.active && inSight.has(step.state)) one.shownSince ??= step.at
    else if (one.shownSince !== undefined) {
      tellStale(alarm, one, step.at)
      delete one.shownSince
    }
  }

  return {
    /** Steps in order of `at`. */
    add(step: AlarmTransition): void {
      const { alarm, at } = step
      const one: Standing = standing.get(alarm) ?? { key: actorKey(step) }
      standing.set(alarm, one)
      if (isRaise(step)) {
        // A second raise without a clear between corrects the first: the alarm stands since then.
        one.active ??= { since: at, raisedAt: step.raisedAt, acted: false, late: step.late }
      } else if (step.type === 'cleared') {
        end(alarm, one, at, step.clearedAt)
        delete one.active
        delete one.shownSince
      }
      follow(alarm, one, step)
      if (step.state === 'normal') standing.delete(alarm)
    },

    /** Tells of what still stands at `at`. */
    finish(at: number): void {
      for (const [alarm, one] of standing) {
        tellStale(alarm, one, at)
        if (one.active && !one.active.late) listener.active(one.key, one.active.since, at)
      }
    }
  }
}
