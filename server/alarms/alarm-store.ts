/** Alarms in the relational store. Only the desk writes; everyone may read. */
import { type RawBuilder, sql } from 'kysely'
import type { Value } from '../../gateway/reading.ts'
import type { AlarmState } from '../contract/alarms.ts'
import type { Page, Severity } from '../contract/common.ts'
import { decodeCursor, encodeCursor } from '../database/cursor.ts'
import type { Connection } from '../database/database.ts'
import type { AlarmTable } from '../database/schema.ts'
import { onKnownId } from '../database/upsert.ts'
import type { Alarm } from './alarm.ts'

/** What an alarm or ticket is about: at most one of each stands per cause. */
export type Cause = { rule: string; equipment: string }

export type AlarmQuery = {
  state?: readonly AlarmState[]
  equipment?: readonly string[]
  active?: boolean
  /** 1–500. */
  limit: number
  cursor?: string
}

export type AlarmStore = ReturnType<typeof createAlarmStore>

/** Rows a statement: stays far below the 32,766 parameters SQLite takes. */
const rowsPerStatement = 500

/** All that changes in an alarm's life: rule and equipment never do. */
const updateKnown = onKnownId([
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
  'ticket'
] satisfies (keyof AlarmTable)[])

/** `db` may be a transaction. */
export function createAlarmStore(db: Connection) {
  return {
    /** The alarm with this id, or undefined. */
    async find(id: string): Promise<Alarm | undefined> {
      const row = await db.selectFrom('alarms').selectAll().where('id', '=', id).executeTakeFirst()
      return row && toAlarm(row)
    },

    /** The alarm with the greatest episode of each cause, standing or over; causes without any are left out. */
    async newest(causes: readonly Cause[]): Promise<Alarm[]> {
      const rows = await db
        .with('wanted(rule, equipment)', () => causeRows(causes))
        .selectFrom('wanted')
        .innerJoin('alarms', (join) =>
          join.onRef('alarms.rule', '=', 'wanted.rule').onRef('alarms.equipment', '=', 'wanted.equipment')
        )
        .where('alarms.episode', '=', (eb) =>
          eb
            .selectFrom('alarms as other')
            .select((of) => of.fn.max('other.episode').as('episode'))
            .whereRef('other.rule', '=', 'wanted.rule')
            .whereRef('other.equipment', '=', 'wanted.equipment')
        )
        .selectAll('alarms')
        .execute()
      return rows.map(toAlarm)
    },

    /** The alarm of this cause that is not over, or undefined. */
    async standing(rule: string, equipment: string): Promise<Alarm | undefined> {
      const row = await db
        .selectFrom('alarms')
        .selectAll()
        .where('rule', '=', rule)
        .where('equipment', '=', equipment)
        .where(sql<boolean>`state <> 'normal'`)
        .executeTakeFirst()
      return row && toAlarm(row)
    },

    /** Every alarm whose condition is present: what the equipment's status is computed from at start. */
    async activeAll(): Promise<Alarm[]> {
      const rows = await db
        .selectFrom('alarms')
        .selectAll()
        .where(sql<boolean>`state <> 'normal'`)
        .where('active', '=', 1)
        .execute()
      return rows.map(toAlarm)
    },

    /** Newest raise first. A cursor of another list is `invalid`. */
    async list(query: AlarmQuery): Promise<Page<Alarm>> {
      let select = db.selectFrom('alarms').selectAll()
      if (query.state?.length) select = select.where('state', 'in', query.state)
      if (query.equipment?.length) select = select.where('equipment', 'in', query.equipment)
      if (query.active !== undefined) select = select.where('active', '=', query.active ? 1 : 0)
      if (query.cursor !== undefined) {
        const { at, id } = decodeCursor(query.cursor)
        select = select.where('raised_at', '<=', at).where((eb) => eb.or([eb('raised_at', '<', at), eb('id', '<', id)]))
      }
      const rows = await select
        .orderBy('raised_at', 'desc')
        .orderBy('id', 'desc')
        .limit(query.limit + 1)
        .execute()
      const items = rows.slice(0, query.limit).map(toAlarm)
      const last = rows.length > query.limit ? items.at(-1) : undefined
      return { items, nextCursor: last ? encodeCursor({ at: last.raisedAt, id: last.id }) : null }
    },

    /** Inserts the new ones and updates the known ones, in the given order. */
    async save(alarms: readonly Alarm[]): Promise<void> {
      for (let from = 0; from < alarms.length; from += rowsPerStatement) {
        await db
          .insertInto('alarms')
          .values(alarms.slice(from, from + rowsPerStatement).map(toRow))
          .modifyEnd(updateKnown)
          .execute()
      }
    }
  }
}

/** `(values (rule, equipment), …)`: joining it finds the rows of many causes by index in one statement. */
export function causeRows(causes: readonly Cause[]): RawBuilder<Cause> {
  return sql<Cause>`(values ${sql.join(causes.map((cause) => sql`(${cause.rule}, ${cause.equipment})`))})`
}

function toAlarm(row: AlarmTable): Alarm {
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
    value: parseValue(row.value),
    limit: parseValue(row.limit_value),
    late: row.late === 1,
    ticket: row.ticket
  }
}

function toRow(alarm: Alarm): AlarmTable {
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
    value: formatValue(alarm.value),
    limit_value: formatValue(alarm.limit),
    late: alarm.late ? 1 : 0,
    ticket: alarm.ticket
  }
}

function parseValue(text: string | null): Value | null {
  return text === null ? null : (JSON.parse(text) as Value)
}

function formatValue(value: Value | null): string | null {
  return value === null ? null : JSON.stringify(value)
}
