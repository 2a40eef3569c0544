/** What time, other alarms and the service of its equipment do to an alarm. Pure; `now` in ms. */
import type { Alarm, AlarmEvent, Step } from './alarm.ts'
import { eventOf } from './changes-to-alarms.ts'
import { type AlarmInput, next } from './lifecycle.ts'

type Who = { now: number; actor?: string | null }

/** The shelf's time is over. */
export function expireShelf(alarm: Alarm, now: number): Step {
  return take({ ...alarm, shelvedUntil: null, shelvedReason: null }, 'shelf_expired', {}, { now })
}

/** Its equipment goes out of service, or comes back. Undefined where that means nothing to it. */
export function takeOut(alarm: Alarm, reason: string, who: Who): Step | undefined {
  return next(alarm.state, 'out_of_service', alarm) && take(alarm, 'out_of_service', { reason }, who)
}

export function bringBack(alarm: Alarm, who: Who): Step | undefined {
  return next(alarm.state, 'back_in_service', alarm) && take(alarm, 'back_in_service', {}, who)
}

/** What suppressed it, or what it folded under, is over: it speaks for itself, if there is still something to say. */
export function release(alarm: Alarm, now: number): Step {
  const detail = { by: alarm.suppressedBy ?? 'cause', ...(alarm.cause !== null && { cause: alarm.cause }) }
  // What is over keeps its cause, as the record of what it was part of.
  const facts = { ...alarm, suppressedBy: null, releaseAt: null, ...(alarm.active && { cause: null }) }
  return take(facts, 'released', detail, { now })
}

/** The flood is over. What folds under another alarm goes on doing so. */
export function surface(alarm: Alarm, now: number): Step {
  return take({ ...alarm, suppressedBy: null }, 'released', { by: 'flood' }, { now })
}

/** Nothing to say any more: what it folded under is over, and so is it. */
export function forgetRelease(alarm: Alarm): Step {
  return { alarm: { ...alarm, releaseAt: null }, events: [] }
}

/** It folds under another alarm from now on; `rule` suppresses it, null when that only feeds its equipment. */
export function foldUnder(alarm: Alarm, cause: { id: string; rule: string | null; releaseAt: number | null }, now: number): Step {
  const facts = { ...alarm, cause: cause.id, releaseAt: cause.releaseAt }
  const linked = (folded: Alarm) => (alarm.cause === cause.id ? [] : [eventOf(folded, 'linked', now, { cause: cause.id })])
  const state = next(alarm.state, 'suppressed', facts)
  if (cause.rule === null || state === undefined) return { alarm: facts, events: linked(facts) }
  const folded = { ...facts, suppressedBy: cause.rule, state }
  const suppressed = eventOf(folded, 'suppressed', now, { by: cause.rule, cause: cause.id })
  return { alarm: folded, events: [...(alarm.suppressedBy === cause.rule ? [] : [suppressed]), ...linked(folded)] }
}

function take(
  facts: Alarm,
  input: AlarmInput & AlarmEvent['type'],
  detail: AlarmEvent['detail'],
  { now, actor = null }: Who
): Step {
  const state = next(facts.state, input, facts) ?? facts.state
  const alarm = { ...facts, state, ...(state === 'normal' && { releaseAt: null }) }
  return { alarm, events: [eventOf(alarm, input, now, detail, actor)] }
}
