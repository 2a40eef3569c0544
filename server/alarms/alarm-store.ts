/** Alarms in the relational store. Only the desk writes; everyone may read. */
import { type RawBuilder, sql } from 'kysely'
import type { AlarmKind, AlarmState } from '../contract/alarms.ts'
import type { Page, Severity } from '../contract/common.ts'
import { decodeCursor, encodeCursor } from '../database/cursor.ts'
import type { Connection } from '../database/database.ts'
import { onKnownId } from '../database/upsert.ts'
import type { Alarm } from './alarm.ts'
import { changingColumns, toAlarm, toAlarmRow } from './alarm-row.ts'

/** What an alarm or ticket is about: at most one of each stands per cause. */
export type Cause = { rule: string; equipment: string }

export type AlarmQuery = {
  state?: readonly AlarmState[]
  equipment?: readonly string[]
  rule?: readonly string[]
  severity?: readonly Severity[]
  kind?: readonly AlarmKind[]
  /** Ids of first-out alarms: what folds under them. */
  cause?: readonly string[]
  active?: boolean
  /** Raised in [from, to), ms. */
  from?: number
  to?: number
  /** 1–500. */
  limit: number
  cursor?: string
}

export type AlarmStore = ReturnType<typeof createAlarmStore>

/** Rows a statement: stays far below the 32,766 parameters SQLite takes. */
const rowsPerStatement = 500

const updateKnown = onKnownId(changingColumns)

/** `db` may be a transaction. */
export function createAlarmStore(db: Connection) {
  return {
    /** The alarm with this id, or undefined. */
    async find(id: string): Promise<Alarm | undefined> {
      const row = await db.selectFrom('alarms').selectAll().where('id', '=', id).executeTakeFirst()
      return row && toAlarm(row)
    },

    /** Those of these ids that there are. */
    async findAll(ids: readonly string[]): Promise<Alarm[]> {
      const found: Alarm[] = []
      for (let from = 0; from < ids.length; from += rowsPerStatement) {
        const wanted = ids.slice(from, from + rowsPerStatement)
        found.push(...(await db.selectFrom('alarms').selectAll().where('id', 'in', wanted).execute()).map(toAlarm))
      }
      return found
    },

    /** The alarms on these equipment that stand, or ended at or after `since` (ms, device time). */
    async around(equipment: readonly string[], since: number): Promise<Alarm[]> {
      const wanted = sql<{ equipment: string }>`(values ${sql.join(equipment.map((id) => sql`(${id})`))})`
      const found = (kind: RawBuilder<boolean>) =>
        db
          .with('wanted(equipment)', () => wanted)
          .selectFrom('wanted')
          .innerJoin('alarms', 'alarms.equipment', 'wanted.equipment')
          .where(kind)
          .selectAll('alarms')
          .execute()
      const standing = await found(sql<boolean>`alarms.state <> 'normal'`)
      const ended = await found(sql<boolean>`alarms.cleared_at >= ${since} and alarms.state = 'normal'`)
      return [...standing, ...ended].map(toAlarm)
    },

    /** For each episode the alarm whose history holds it: the one that had it, or else raised again after it. */
    async holding(episodes: readonly (Cause & { episode: number })[]): Promise<Alarm[]> {
      const found: Alarm[] = []
      for (const { rule, equipment, episode } of episodes) {
        const row = await db
          .selectFrom('alarms')
          .selectAll()
          .where('rule', '=', rule)
          .where('equipment', '=', equipment)
          .where('episode', '>=', episode)
          .orderBy('episode')
          .limit(1)
          .executeTakeFirst()
        if (row) found.push(toAlarm(row))
      }
      return found
    },

    /** The alarms that are not over and meet a condition of those that run out. */
    async due(now: number): Promise<{ shelved: Alarm[]; released: Alarm[] }> {
      const select = db.selectFrom('alarms').selectAll()
      const shelved = await select.where('shelved_until', '<=', now).orderBy('id').execute()
      const released = await select.where('release_at', '<=', now).orderBy('id').execute()
      return { shelved: shelved.map(toAlarm), released: released.map(toAlarm) }
    },

    /** Suppressed by this, in whatever state they show. */
    async suppressedBy(by: string): Promise<Alarm[]> {
      const rows = await db.selectFrom('alarms').selectAll().where('suppressed_by', '=', by).orderBy('id').execute()
      return rows.map(toAlarm)
    },

    /** Those on this equipment that are not over. */
    async standingOn(equipment: string): Promise<Alarm[]> {
      const select = db.selectFrom('alarms').selectAll().where('equipment', '=', equipment)
      const rows = await select.where(sql<boolean>`state <> 'normal'`).orderBy('id').execute()
      return rows.map(toAlarm)
    },

    /** When the next shelf or suppression runs out, ms. */
    async nextDue(): Promise<number | undefined> {
      const shelf = db.selectFrom('alarms').select((eb) => eb.fn.min('shelved_until').as('at'))
      const shelved = await shelf.where('shelved_until', 'is not', null).executeTakeFirst()
      const release = db.selectFrom('alarms').select((eb) => eb.fn.min('release_at').as('at'))
      const released = await release.where('release_at', 'is not', null).executeTakeFirst()
      return soonestOf(shelved?.at, released?.at)
    },

    /** What folds under these causes and is not over speaks for itself at `at` (ms); null: as long as the cause stands, never. */
    async releaseFollowers(causes: readonly string[], at: number | null): Promise<void> {
      if (causes.length === 0) return
      await db
        .updateTable('alarms')
        .set({ release_at: at })
        .where('cause', 'in', causes)
        .where(sql<boolean>`state <> 'normal'`)
        .execute()
    },

    /** Counts anew how many fold under each of these, and keeps it with them. */
    async countLinked(causes: readonly string[]): Promise<Map<string, number>> {
      const counts = new Map(causes.map((id) => [id, 0]))
      const rows = await db
        .selectFrom('alarms')
        .select((eb) => ['cause', eb.fn.countAll<number>().as('count')])
        .where('cause', 'in', causes)
        .groupBy('cause')
        .execute()
      for (const { cause, count } of rows) if (cause !== null) counts.set(cause, Number(count))
      for (const [id, linked] of counts) await db.updateTable('alarms').set({ linked }).where('id', '=', id).execute()
      return counts
    },

    /** The alarm with the greatest episode of each cause, standing or over, late ones apart; causes without any are left out. */
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
            .where('other.late', '=', 0)
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

    /** The alarms of these causes that are not over. */
    async standingOf(causes: readonly Cause[]): Promise<Alarm[]> {
      const found: Alarm[] = []
      for (let from = 0; from < causes.length; from += rowsPerStatement) {
        const rows = await db
          .with('wanted(rule, equipment)', () => causeRows(causes.slice(from, from + rowsPerStatement)))
          .selectFrom('wanted')
          .innerJoin('alarms', (join) =>
            join.onRef('alarms.rule', '=', 'wanted.rule').onRef('alarms.equipment', '=', 'wanted.equipment')
          )
          .where(sql<boolean>`alarms.state <> 'normal'`)
          .selectAll('alarms')
          .execute()
        found.push(...rows.map(toAlarm))
      }
      return found
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
      for (const column of ['state', 'equipment', 'rule', 'severity', 'kind', 'cause'] as const) {
        const wanted = query[column]
        if (wanted?.length) select = select.where(column, 'in', wanted)
      }
      if (query.from !== undefined) select = select.where('raised_at', '>=', query.from)
      if (query.to !== undefined) select = select.where('raised_at', '<', query.to)
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
          .values(alarms.slice(from, from + rowsPerStatement).map(toAlarmRow))
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

export function soonestOf(...times: (number | null | undefined)[]): number | undefined {
  const given = times.filter((time) => time !== null && time !== undefined)
  return given.length === 0 ? undefined : Math.min(...given)
}
