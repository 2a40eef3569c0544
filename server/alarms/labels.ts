/** Bad habits of an alarm, named when they happen and kept while it stands (domain.md §10). Pure. */
import type { AlarmLabel } from '../contract/alarms.ts'
import type { Alarm } from './alarm.ts'

export type Habits = {
  labels: readonly AlarmLabel[]
  /** Device times of the last raises of its rule on its equipment that lie within a minute, whichever alarm they were of. */
  raises: readonly number[]
}

export const noHabits: Habits = { labels: [], raises: [] }

const chatterRaises = 3
const chatterWithinMs = 60_000
export const fleetingBelowMs = 10_000
export const staleAfterMs = 24 * 3_600_000

/** The raises within a minute of the one at `raisedAt`, itself the last: what is needed to judge the next one. */
export function recentRaises(before: readonly number[], raisedAt: number): number[] {
  const recent = before.filter((earlier) => Math.abs(raisedAt - earlier) < chatterWithinMs)
  return [...recent, raisedAt].slice(-chatterRaises)
}

/** Whether raises within a minute are enough of them to call it chattering 抖动. */
export function isChatter(raises: readonly number[]): boolean {
  return raises.length >= chatterRaises
}

/** `standing`: the alarm that raises again; `newest`: the last one of its rule and equipment, which may be over. */
export function habitsOnRaise(standing: Alarm | undefined, newest: Alarm | undefined, raisedAt: number): Habits {
  const raises = recentRaises(newest?.habits.raises ?? [], raisedAt)
  const labels = standing?.habits.labels ?? []
  return { labels: isChatter(raises) ? labelled(labels, 'chattering') : labels, raises }
}

/** Fleeting 瞬时: over within seconds, and nobody had done anything about it. */
export function habitsOnClear(alarm: Alarm, clearedAt: number): Habits {
  const { labels, raises } = alarm.habits
  const lasted = clearedAt - alarm.raisedAt
  if (alarm.state === 'unacknowledged' && lasted < fleetingBelowMs) return { labels: labelled(labels, 'fleeting'), raises }
  return { labels: isInSight(alarm) && lasted > staleAfterMs ? labelled(labels, 'stale') : labels, raises }
}

/** Stale 陈旧 is a matter of time: nothing happens to the alarm when it becomes so. */
export function labelsOf(alarm: Alarm, now: number): AlarmLabel[] {
  const { labels } = alarm.habits
  const isStale = alarm.active && isInSight(alarm) && now - alarm.raisedAt > staleAfterMs
  return [...(isStale ? labelled(labels, 'stale') : labels)]
}

/** Shelved, suppressed or out of service, it is dealt with. */
function isInSight({ state }: Alarm): boolean {
  return state === 'unacknowledged' || state === 'acknowledged'
}

function labelled(labels: readonly AlarmLabel[], label: AlarmLabel): readonly AlarmLabel[] {
  return labels.includes(label) ? labels : [...labels, label]
}
