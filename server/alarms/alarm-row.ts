/** Alarms to rows of the relational store and back. */
import type { Value } from '../../gateway/reading.ts'
import type { AlarmKind, AlarmState } from '../contract/alarms.ts'
import type { Severity } from '../contract/common.ts'
import type { AlarmTable } from '../database/rule-tables.ts'
import type { RuleHeader } from '../rules/changes.ts'
import type { Alarm } from './alarm.ts'
import { type Habits, noHabits } from './labels.ts'

/** All that changes in an alarm's life: rule and equipment never do. */
export const changingColumns = [
  'rule_version',
  'title',
  'severity',
  'state',
  'active',
  'episode',
  'raised_at',
  'cleared_at',
  'acknowledged_at',
  'acknowledged_by',
  'occurrences',
  'value',
  'limit_value',
  'late',
  'ticket',
  'latching',
  'kind',
  'cause',
  'linked',
  'shelved_until',
  'shelved_reason',
  'suppressed_by',
  'release_at',
  'rule_header',
  'habits'
] as const satisfies readonly (keyof AlarmTable)[]

export function toAlarm(row: AlarmTable): Alarm {
  return {
    id: row.id,
    rule: row.rule,
    ruleVersion: row.rule_version,
    equipment: row.equipment,
    title: row.title,
    severity: row.severity as Severity,
    state: row.state as AlarmState,
    active: row.active === 1,
    episode: row.episode,
    raisedAt: row.raised_at,
    clearedAt: row.cleared_at,
    acknowledgedAt: row.acknowledged_at,
    acknowledgedBy: row.acknowledged_by,
    occurrences: row.occurrences,
    value: parse<Value>(row.value),
    limit: parse<Value>(row.limit_value),
    late: row.late === 1,
    ticket: row.ticket,
    kind: row.kind as AlarmKind,
    latching: row.latching === 1,
    cause: row.cause,
    linked: row.linked,
    shelvedUntil: row.shelved_until,
    shelvedReason: row.shelved_reason,
    suppressedBy: row.suppressed_by,
    releaseAt: row.release_at,
    header: parse<RuleHeader>(row.rule_header) ?? unkeptHeader(row),
    habits: parse<Habits>(row.habits) ?? noHabits
  }
}

export function toAlarmRow(alarm: Alarm): AlarmTable {
  return {
    id: alarm.id,
    rule: alarm.rule,
    rule_version: alarm.ruleVersion,
    equipment: alarm.equipment,
    title: alarm.title,
    severity: alarm.severity,
    state: alarm.state,
    active: alarm.active ? 1 : 0,
    episode: alarm.episode,
    raised_at: alarm.raisedAt,
    cleared_at: alarm.clearedAt,
    acknowledged_at: alarm.acknowledgedAt,
    acknowledged_by: alarm.acknowledgedBy,
    occurrences: alarm.occurrences,
    value: format(alarm.value),
    limit_value: format(alarm.limit),
    late: alarm.late ? 1 : 0,
    ticket: alarm.ticket,
    latching: alarm.latching ? 1 : 0,
    kind: alarm.kind,
    cause: alarm.cause,
    linked: alarm.linked,
    shelved_until: alarm.shelvedUntil,
    shelved_reason: alarm.shelvedReason,
    suppressed_by: alarm.suppressedBy,
    release_at: alarm.releaseAt,
    rule_header: format(alarm.header),
    habits: format(alarm.habits)
  }
}

/** Of an alarm from before its rule was kept with it. */
function unkeptHeader({ rule, rule_version, title, severity }: AlarmTable): RuleHeader {
  return {
    id: rule,
    version: rule_version,
    title,
    action: '',
    severity: severity as Severity,
    roles: ['engineer'],
    ticket: severity !== 'info',
    metric: null,
    latching: false,
    suppressedBy: []
  }
}

function parse<Kept>(text: string | null): Kept | null {
  return text === null ? null : (JSON.parse(text) as Kept)
}

function format(kept: Value | RuleHeader | Habits | null): string | null {
  return kept === null ? null : JSON.stringify(kept)
}
