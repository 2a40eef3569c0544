/** What an alarm's state becomes (domain.md §9, after ISA-18.2). Pure: no clock, no database. */
import type { AlarmState } from '../contract/alarms.ts'
import type { AlarmChange, AlarmRaised } from '../rules/changes.ts'
import type { Alarm } from './alarm.ts'

export type AlarmInput = 'raised' | 'cleared' | 'acknowledged'

/** Latched, shelved, suppressed and out of service have no steps yet: nothing enters them. */
const transitions: Record<AlarmState, Partial<Record<AlarmInput, AlarmState>>> = {
  normal: { raised: 'unacknowledged' },
  unacknowledged: { raised: 'unacknowledged', cleared: 'returned', acknowledged: 'acknowledged' },
  acknowledged: { raised: 'unacknowledged', cleared: 'normal' },
  returned: { raised: 'unacknowledged', acknowledged: 'normal' },
  latched: {},
  shelved: {},
  suppressed: {},
  out_of_service: {}
}

/** The state after `input`, or undefined when `input` does not apply in `state`. */
export function next(state: AlarmState, input: AlarmInput): AlarmState | undefined {
  return transitions[state][input]
}

/**
 * The alarm after a change the rules reported, or undefined when there is nothing to do.
 *
 * `newest` is the alarm with the greatest episode of this rule and equipment, standing or not.
 * The rules report episodes in the order of their time, so a raise that is not newer than
 * `newest`, and a clear older than it, were stored before: judged again after a crash they
 * change nothing. `id` names the alarm should it be a new one.
 */
export function applyChange(newest: Alarm | undefined, change: AlarmChange, id: string): Alarm | undefined {
  // These have no steps yet.
  if (change.type !== 'raised' && change.type !== 'cleared') return undefined
  if (change.type === 'raised') {
    if (newest && newest.episode >= change.episode) return undefined
    const state = next(newest?.state ?? 'normal', 'raised')
    if (!state) return undefined
    const standing = newest && newest.state !== 'normal' ? newest : undefined
    return {
      ...raisedFields(change),
      state,
      id: standing?.id ?? id,
      occurrences: (standing?.occurrences ?? 0) + 1,
      ticket: standing?.ticket ?? null
    }
  }
  if (!newest?.active || change.episode < newest.episode) return undefined
  const state = next(newest.state, 'cleared')
  return state && { ...newest, state, active: false, clearedAt: change.clearedAt }
}

/** Everything an alarm shows of its latest raise: title and severity are those of the rule as it is now. */
function raisedFields(change: AlarmRaised): Omit<Alarm, 'id' | 'state' | 'occurrences' | 'ticket'> {
  return {
    rule: change.rule.id,
    ruleVersion: change.rule.version,
    equipment: change.equipment,
    title: change.rule.title,
    severity: change.rule.severity,
    active: true,
    episode: change.episode,
    raisedAt: change.raisedAt,
    clearedAt: null,
    acknowledgedAt: null,
    acknowledgedBy: null,
    value: change.value,
    limit: change.limit,
    late: false
  }
}

export type Acknowledgement = { ok: true; alarm: Alarm } | { ok: false; reason: string }

/** Acknowledges by user `by` at `now` (ms); refused with a reason where there is nothing to acknowledge. */
export function acknowledge(alarm: Alarm, by: string, now: number): Acknowledgement {
  const state = next(alarm.state, 'acknowledged')
  if (state) return { ok: true, alarm: { ...alarm, state, acknowledgedAt: now, acknowledgedBy: by } }
  return { ok: false, reason: refusals[alarm.state] ?? `An alarm that is ${alarm.state} cannot be acknowledged.` }
}

const refusals: Partial<Record<AlarmState, string>> = {
  acknowledged: 'The alarm is already acknowledged.',
  normal: 'The alarm is over: there is nothing to acknowledge.'
}
