/** Puts what an alarm diary says into the database, as the desk would have. */
import type { Connection } from '../../server/database/database.ts'
import { type AlarmTransition, isRaise } from '../../server/reports/alarm-transition.ts'

const rowsPerStatement = 500

export async function recordAlarms(database: Connection, steps: readonly AlarmTransition[]): Promise<void> {
  const alarms = new Map<string, ReturnType<typeof alarmRow>>()
  const positions = new Map<string, number>()
  const events = steps.map((step) => {
    const position = (positions.get(step.alarm) ?? 0) + 1
    positions.set(step.alarm, position)
    alarms.set(step.alarm, alarmRow(step, alarms.get(step.alarm)?.episode ?? step.at))
    const { alarm, at, state, actor } = step
    return { alarm, position, at, type: step.type, state, actor, rule_version: 1, detail: JSON.stringify(detailOf(step)) }
  })
  const rows = [...alarms.values()]
  for (let from = 0; from < rows.length; from += rowsPerStatement) {
    await database
      .insertInto('alarms')
      .values(rows.slice(from, from + rowsPerStatement))
      .execute()
  }
  for (let from = 0; from < events.length; from += rowsPerStatement) {
    await database
      .insertInto('alarm_events')
      .values(events.slice(from, from + rowsPerStatement))
      .execute()
  }
}

function alarmRow({ alarm, rule, equipment, title, state }: AlarmTransition, episode: number) {
  const active = state === 'unacknowledged' || state === 'acknowledged' ? 1 : 0
  const known = { id: alarm, rule, rule_version: 1, equipment, title, severity: 'minor', state, active, episode }
  return { ...known, raised_at: episode, occurrences: 1, late: 0, latching: 0, kind: 'equipment', linked: 0 }
}

function detailOf(step: AlarmTransition): Record<string, unknown> {
  if (isRaise(step)) return { raisedAt: step.raisedAt, severity: step.severity, late: step.late, value: 1, limit: 2 }
  if (step.type === 'cleared') return { clearedAt: step.clearedAt }
  if (step.type === 'suppressed') return { by: step.by }
  return {}
}
