/** What people do to an alarm: each step is taken, or refused with its reason. Pure; `now` in ms. */
import type { Alarm, AlarmEvent, Step } from './alarm.ts'
import { eventOf } from './changes-to-alarms.ts'
import { type AlarmInput, next, whyRefused } from './lifecycle.ts'

export type Outcome = ({ ok: true } & Step) | { ok: false; reason: string }

type By = { by: string; now: number; note?: string | undefined }

/** Longest shelf: one shift (domain.md §9, engineering default). */
export const longestShelfMs = 8 * 3_600_000

/** Notes who and when; refused where there is nothing to acknowledge. */
export function acknowledge(alarm: Alarm, { by, now, note }: By): Outcome {
  const facts = { ...alarm, acknowledgedAt: now, acknowledgedBy: by }
  return take(facts, 'acknowledged', { now, by, detail: noted(note) })
}

/** Silences it until `until` (ms), which the caller has checked. A fire alarm cannot be shelved. */
export function shelve(alarm: Alarm, { by, now, reason, until }: By & { reason: string; until: number }): Outcome {
  if (isFireAlarm(alarm)) return { ok: false, reason: 'A fire alarm cannot be shelved.' }
  const facts = { ...alarm, shelvedUntil: until, shelvedReason: reason }
  return take(facts, 'shelved', { now, by, detail: { reason, until } })
}

export function unshelve(alarm: Alarm, { by, now, note }: By): Outcome {
  if (alarm.shelvedUntil === null) return { ok: false, reason: 'The alarm is not shelved.' }
  const facts = { ...alarm, shelvedUntil: null, shelvedReason: null }
  return take(facts, 'unshelved', { now, by, detail: noted(note) })
}

/** Somebody looked on site: a latched alarm is over. */
export function reset(alarm: Alarm, { by, now, note }: By): Outcome {
  return take(alarm, 'reset', { now, by, detail: noted(note) })
}

function take(
  facts: Alarm,
  input: AlarmInput & AlarmEvent['type'],
  { now, by, detail }: { now: number; by: string; detail: object }
) {
  const state = next(facts.state, input, facts)
  if (!state) return { ok: false as const, reason: whyRefused(facts.state, input) }
  const alarm = { ...facts, state, ...(state === 'normal' && { releaseAt: null }) }
  return { ok: true as const, alarm, events: [eventOf(alarm, input, now, { ...detail }, by)] }
}

function noted(note: string | undefined): { note?: string } {
  return note === undefined ? {} : { note }
}

/** Of a fire alarm panel, whichever rule watches for it. */
export function isFireAlarm({ rule, header }: Pick<Alarm, 'rule' | 'header'>): boolean {
  return rule === 'fire_alarm_panel.fire_alarm' || header.metric === 'fire_alarm'
}
