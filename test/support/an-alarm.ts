/** An alarm to start a test from: raised once on pump-1, nobody has looked at it. */
import type { Alarm } from '../../server/alarms/alarm.ts'
import { aHeader } from './rule-factories.ts'

export function anAlarm(fields: Partial<Alarm> = {}): Alarm {
  const header = fields.header ?? aHeader()
  return {
    id: 'al_1',
    rule: header.id,
    ruleVersion: header.version,
    equipment: 'pump-1',
    title: header.title,
    severity: header.severity,
    state: 'unacknowledged',
    active: true,
    episode: 100,
    raisedAt: 105,
    clearedAt: null,
    acknowledgedAt: null,
    acknowledgedBy: null,
    occurrences: 1,
    value: 0.2,
    limit: 0.25,
    late: false,
    ticket: null,
    kind: 'equipment',
    latching: header.latching,
    cause: null,
    linked: 0,
    shelvedUntil: null,
    shelvedReason: null,
    suppressedBy: null,
    releaseAt: null,
    habits: { labels: [], raises: [105] },
    header,
    ...fields
  }
}
