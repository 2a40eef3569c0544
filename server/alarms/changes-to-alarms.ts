/** What a change the rules reported makes of an alarm, and what is written down of it. Pure. */
import { type Severity, severities } from '../contract/common.ts'
import type { AlarmCleared, AlarmCorrected, AlarmRaised, AlarmReleased, AlarmStaged } from '../rules/changes.ts'
import type { Alarm, AlarmEvent, Step } from './alarm.ts'
import { isDrowned } from './flood.ts'
import { habitsOnClear, habitsOnRaise, noHabits } from './labels.ts'
import { next } from './lifecycle.ts'

/** What holds an alarm back from speaking at the moment it raises. */
export type Holds = {
  /** Its equipment is out of service. */
  outOfService: boolean
  /** `by`: a rule's id, `test` or `flood`. */
  suppressedBy: string | null
  /** Id of the first-out alarm it folds under. */
  cause: string | null
  /** When it would speak for itself, that one being over already; ms, null while it stands. */
  releaseAt: number | null
}

export const noHolds: Holds = { outOfService: false, suppressedBy: null, cause: null, releaseAt: null }

type Given = { id: string; now: number; holds: Holds }

/**
 * A raise. `newest` is the alarm with the greatest episode of this rule and equipment, standing or not. The rules
 * report episodes in the order of their time, so a raise that is not newer was stored before: judged again after a
 * crash it changes nothing. `id` names the alarm should it be a new one.
 */
export function raise(newest: Alarm | undefined, change: AlarmRaised, { id, now, holds }: Given): Step | undefined {
  if (newest && newest.episode >= change.episode) return undefined
  const standing = newest && newest.state !== 'normal' ? newest : undefined
  const suppressedBy = standing?.suppressedBy ?? holds.suppressedBy
  const facts: Alarm = {
    ...raisedFields(change),
    id: standing?.id ?? id,
    state: standing?.state ?? 'normal',
    occurrences: (standing?.occurrences ?? 0) + 1,
    ticket: standing?.ticket ?? null,
    cause: holds.cause ?? standing?.cause ?? null,
    linked: standing?.linked ?? 0,
    shelvedUntil: standing?.shelvedUntil ?? null,
    shelvedReason: standing?.shelvedReason ?? null,
    suppressedBy,
    releaseAt: holds.cause === null ? (standing?.releaseAt ?? null) : holds.releaseAt,
    habits: habitsOnRaise(standing, newest, change.raisedAt)
  }
  let state = next(facts.state, 'raised', facts) ?? 'unacknowledged'
  if (suppressedBy !== null) state = next(state, 'suppressed', facts) ?? state
  if (holds.outOfService) state = next(state, 'out_of_service', facts) ?? state
  const alarm = { ...facts, state }

  const { episode, raisedAt, value, limit } = change
  const detail = { episode, raisedAt, value, limit, severity: alarm.severity, late: false }
  const events = [eventOf(alarm, standing ? 'raised_again' : 'raised', now, detail)]
  if (suppressedBy !== null && standing?.suppressedBy !== suppressedBy) {
    events.push(eventOf(alarm, 'suppressed', now, { by: suppressedBy, ...(holds.cause !== null && { cause: holds.cause }) }))
  }
  if (holds.cause !== null && standing?.cause !== holds.cause) {
    events.push(eventOf(alarm, 'linked', now, { cause: holds.cause }))
  }
  if (holds.outOfService && standing?.state !== 'out_of_service') events.push(eventOf(alarm, 'out_of_service', now, {}))
  return { alarm, events }
}

/** An episode that was over when it became known: it is on record, and asks nobody for anything. */
export function recordLate(change: AlarmRaised, { id, now }: Pick<Given, 'id' | 'now'>): Step {
  const alarm: Alarm = {
    ...raisedFields(change),
    id,
    state: 'normal',
    active: false,
    late: true,
    occurrences: 1,
    ticket: null,
    cause: null,
    linked: 0,
    shelvedUntil: null,
    shelvedReason: null,
    suppressedBy: null,
    releaseAt: null,
    habits: noHabits
  }
  const { episode, raisedAt, value, limit } = change
  return {
    alarm,
    events: [eventOf(alarm, 'raised', now, { episode, raisedAt, value, limit, severity: alarm.severity, late: true })]
  }
}

/** A clear older than the newest episode, or of one that is over, was stored before. */
export function clear(newest: Alarm | undefined, change: AlarmCleared, now: number): Step | undefined {
  if (newest?.late && newest.episode === change.episode && newest.clearedAt === null) {
    const alarm = { ...newest, clearedAt: change.clearedAt }
    return { alarm, events: [eventOf(alarm, 'cleared', now, { clearedAt: change.clearedAt })] }
  }
  if (!newest?.active || change.episode < newest.episode) return undefined
  // Nothing will tell when the test window of an alarm that is over ends.
  const tested = newest.suppressedBy === 'test'
  const facts = {
    ...newest,
    active: false,
    clearedAt: change.clearedAt,
    habits: habitsOnClear(newest, change.clearedAt),
    ...(tested && { suppressedBy: null })
  }
  const state = next(newest.state, tested && newest.state === 'suppressed' ? 'released' : 'cleared', facts)
  if (!state) return undefined
  const alarm = { ...facts, state, ...(state === 'normal' && { releaseAt: null }) }
  return { alarm, events: [eventOf(alarm, 'cleared', now, { clearedAt: change.clearedAt })] }
}

/**
 * A higher stage asks anew; when it ends while a lower one stands, the alarm goes down with it and nobody is asked. Told
 * again, it changes nothing. No flood drowns a grave one.
 */
export function stage(newest: Alarm | undefined, change: AlarmStaged, now: number): Step | undefined {
  const { rule, value, limit, at } = change
  if (!newest?.active || newest.episode !== change.episode || rule.severity === newest.severity) return undefined
  const staged = { ...newest, severity: rule.severity, value, limit, header: rule }
  const detail = { from: newest.severity, severity: rule.severity, value, limit, at }
  if (!isWorse(rule, newest)) return { alarm: staged, events: [eventOf(staged, 'staged', now, detail)] }
  const surfaces = newest.suppressedBy === 'flood' && !isDrowned(rule)
  const facts = { ...staged, acknowledgedAt: null, acknowledgedBy: null, ...(surfaces && { suppressedBy: null }) }
  const input = surfaces && newest.state === 'suppressed' ? 'released' : 'staged'
  const alarm = { ...facts, state: next(newest.state, input, facts) ?? newest.state }
  const events = [eventOf(alarm, 'staged', now, detail)]
  if (surfaces) events.push(eventOf(alarm, 'released', now, { by: 'flood' }))
  return { alarm, events }
}

/** Whether the first is the graver of two. */
export function isWorse(one: { severity: Severity }, other: { severity: Severity }): boolean {
  return severities.indexOf(one.severity) < severities.indexOf(other.severity)
}

/** The test window is over, the condition is not. */
export function endTest(newest: Alarm | undefined, change: AlarmReleased, now: number): Step | undefined {
  if (newest?.episode !== change.episode || newest.suppressedBy !== 'test') return undefined
  const facts = { ...newest, suppressedBy: null, value: change.value, limit: change.limit }
  const alarm = { ...facts, state: next(newest.state, 'released', facts) ?? newest.state }
  return { alarm, events: [eventOf(alarm, 'released', now, { by: 'test', at: change.at })] }
}

/**
 * Late readings changed what is on record. `alarm` holds the episode; when that is not its latest one, only its
 * history changes. An end that became known this way is like any other clear: a person still has to see the alarm.
 */
export function correct(alarm: Alarm | undefined, change: AlarmCorrected, now: number): Step | undefined {
  if (!alarm) return undefined
  const detail = { episode: change.episode, was: change.was, now: change.now }
  if (alarm.episode !== change.episode) return { alarm, events: [eventOf(alarm, 'corrected', now, detail)] }
  const times = change.now ?? { episode: alarm.episode, raisedAt: alarm.raisedAt, clearedAt: alarm.clearedAt ?? alarm.raisedAt }
  const active = times.clearedAt === null
  const facts = { ...alarm, ...times, active, ...(active && !alarm.active && { acknowledgedAt: null, acknowledgedBy: null }) }
  const state = alarm.active === active ? alarm.state : (next(alarm.state, active ? 'raised' : 'cleared', facts) ?? alarm.state)
  // A late one that never was gives its key free: an alarm of that time may have to be raised after all.
  const corrected = { ...facts, state, ...(alarm.late && change.now === null && { episode: -alarm.episode }) }
  return { alarm: corrected, events: [eventOf(corrected, 'corrected', now, detail)] }
}

/** Everything an alarm shows of its latest raise: title and severity are those of the rule as it is now. */
function raisedFields(change: AlarmRaised) {
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
    late: false,
    kind: change.rule.kind ?? 'equipment',
    latching: change.rule.latching,
    header: change.rule
  } satisfies Partial<Alarm>
}

/** `at`: server time, ms. */
export function eventOf(
  alarm: Alarm,
  type: AlarmEvent['type'],
  at: number,
  detail: AlarmEvent['detail'],
  actor: string | null = null
): AlarmEvent {
  return { at, type, state: alarm.state, actor, ruleVersion: alarm.ruleVersion, detail }
}
