/** What happened to alarms, in the relational store. Only the desk writes; everyone may read. */
import type { AlarmEventType, AlarmState } from '../contract/alarms.ts'
import type { Connection } from '../database/database.ts'
import type { AlarmEvent } from './alarm.ts'

export type AlarmHistory = ReturnType<typeof createAlarmHistory>

/** Rows a statement: stays far below the 32,766 parameters SQLite takes. */
const rowsPerStatement = 500

/** `db` may be a transaction. */
export function createAlarmHistory(db: Connection) {
  return {
    /** Oldest first. */
    async of(alarm: string): Promise<AlarmEvent[]> {
      const rows = await db
        .selectFrom('alarm_events')
        .select(['at', 'type', 'state', 'actor', 'rule_version', 'detail'])
        .where('alarm', '=', alarm)
        .orderBy('position')
        .execute()
      return rows.map((row) => ({
        at: row.at,
        type: row.type as AlarmEventType,
        state: row.state as AlarmState,
        actor: row.actor,
        ruleVersion: row.rule_version,
        detail: JSON.parse(row.detail) as AlarmEvent['detail']
      }))
    },

    /** The last thing that had happened by `at` (ms, server time) to an alarm of this rule on this equipment, if anything. */
    async lastBefore({ rule, equipment }: { rule: string; equipment: string }, at: number) {
      const row = await db
        .selectFrom('alarm_events')
        .innerJoin('alarms', 'alarms.id', 'alarm_events.alarm')
        .select(['alarms.id', 'alarms.ticket', 'alarm_events.state'])
        .where('alarms.rule', '=', rule)
        .where('alarms.equipment', '=', equipment)
        .where('alarms.late', '=', 0)
        .where('alarm_events.at', '<=', at)
        .orderBy('alarm_events.at', 'desc')
        .orderBy('alarm_events.position', 'desc')
        .limit(1)
        .executeTakeFirst()
      return row && { ...row, state: row.state as AlarmState }
    },

    /** Adds to the end of the histories, in the given order. */
    async append(events: readonly (AlarmEvent & { alarm: string })[]): Promise<void> {
      if (events.length === 0) return
      const lengths = await db
        .selectFrom('alarm_events')
        .select((eb) => ['alarm', eb.fn.max('position').as('length')])
        .where('alarm', 'in', [...new Set(events.map((event) => event.alarm))])
        .groupBy('alarm')
        .execute()
      const ends = new Map(lengths.map((row) => [row.alarm, row.length]))
      const rows = events.map(({ ruleVersion, detail, ...event }) => {
        const position = (ends.get(event.alarm) ?? 0) + 1
        ends.set(event.alarm, position)
        return { ...event, rule_version: ruleVersion, position, detail: JSON.stringify(detail) }
      })
      for (let from = 0; from < rows.length; from += rowsPerStatement) {
        await db
          .insertInto('alarm_events')
          .values(rows.slice(from, from + rowsPerStatement))
          .execute()
      }
    }
  }
}
