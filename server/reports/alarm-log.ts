/** Alarm transitions from the database, page by page: a year of them must not stand in memory, nor in one query. */
import { sql } from 'kysely'
import type { AlarmState } from '../contract/alarms.ts'
import type { Severity } from '../contract/common.ts'
import type { Connection } from '../database/database.ts'
import type { AlarmTransition } from './alarm-transition.ts'

/** Rows a page: some milliseconds of either database. */
const pageRows = 5_000
/** Ids a statement: far below the 32,766 parameters SQLite takes. */
const idsPerStatement = 500

/** When the first transition on record was (ms), or undefined when there is none. */
export async function firstTransitionAt(db: Connection): Promise<number | undefined> {
  const row = await db.selectFrom('alarm_events').select('at').orderBy('at').limit(1).executeTakeFirst()
  return row?.at
}

/** Calls `take` with all transitions of `[from, to)` (ms) in order of `at`. */
export async function readTransitions(
  db: Connection,
  { from, to }: { from: number; to: number },
  take: (step: AlarmTransition) => void
): Promise<void> {
  let after = { at: from, alarm: '', position: 0 }
  for (;;) {
    const { at, alarm, position } = after
    const page = eventsOf(db)
      .where('at', '>=', at)
      .where('at', '<', to)
      .where((eb) =>
        eb.or([eb('at', '>', at), eb('alarm', '>', alarm), eb.and([eb('alarm', '=', alarm), eb('position', '>', position)])])
      )
      .orderBy('at')
      .orderBy('alarm')
      .orderBy('position')
      .limit(pageRows)
    const rows = await withCauses(db, page).orderBy('event.at').orderBy('event.alarm').orderBy('event.position').execute()
    for (const row of rows) take(toTransition(row))
    const last = rows.at(-1)
    if (last === undefined || rows.length < pageRows) return
    after = last
  }
}

/**
 * Calls `take` with what alarms went through before `at` (ms), alarm by alarm, of all that may still have stood then:
 * those that stand now, and those to which something happened since.
 */
export async function readEarlier(db: Connection, at: number, take: (step: AlarmTransition) => void): Promise<void> {
  const touched = await db
    .selectFrom('alarm_events')
    .select('alarm')
    .where('at', '>=', at)
    .groupBy('alarm')
    .having((eb) => eb.fn.min('position'), '>', 1)
    .execute()
  const standing = await db
    .selectFrom('alarms')
    .select('id as alarm')
    // As a literal, as the partial index has it.
    .where(sql<boolean>`state <> 'normal'`)
    .execute()
  const alarms = [...new Set([...touched, ...standing].map(({ alarm }) => alarm))].sort()
  for (let from = 0; from < alarms.length; from += idsPerStatement) {
    const some = eventsOf(db)
      .where('alarm', 'in', alarms.slice(from, from + idsPerStatement))
      .where('at', '<', at)
    const rows = await withCauses(db, some).orderBy('event.alarm').orderBy('event.position').execute()
    for (const row of rows) take(toTransition(row))
  }
}

function eventsOf(db: Connection) {
  return db.selectFrom('alarm_events').select(['alarm', 'position', 'at', 'type', 'state', 'actor', 'detail'])
}

/** Only the rows of the page are joined, whatever the planner thinks of the tables. */
function withCauses(db: Connection, events: ReturnType<typeof eventsOf>) {
  return db
    .selectFrom(events.as('event'))
    .innerJoin('alarms', 'alarms.id', 'event.alarm')
    .select(['event.alarm', 'event.position', 'event.at', 'event.type', 'event.state', 'event.actor', 'event.detail'])
    .select(['alarms.rule', 'alarms.equipment', 'alarms.title'])
}

type Row = {
  alarm: string
  at: number
  type: string
  state: string
  actor: string | null
  detail: string
  rule: string
  equipment: string
  title: string
}

function toTransition({ detail, type, state, alarm, rule, equipment, title, at, actor }: Row): AlarmTransition {
  const common = { alarm, rule, equipment, title, at, state: state as AlarmState, actor }
  switch (type) {
    case 'raised':
    case 'raised_again': {
      const { raisedAt, severity, late } = JSON.parse(detail) as { raisedAt: number; severity: Severity; late: boolean }
      return { ...common, type, raisedAt, severity, late }
    }
    case 'cleared':
      return { ...common, type, clearedAt: (JSON.parse(detail) as { clearedAt: number }).clearedAt }
    case 'suppressed':
      return { ...common, type, by: (JSON.parse(detail) as { by: string }).by }
    case 'acknowledged':
      return { ...common, type }
    default:
      return { ...common, type: 'other' }
  }
}
