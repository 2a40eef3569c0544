/** 交接班: what is open when one shift goes, signed by who gives it and by who takes it. */
import type { Handover, HandoverDraft } from '../contract/jobs.ts'
import type { Connection, Database } from '../database/database.ts'
import { createId } from '../database/id.ts'
import type { HandoverTable } from '../database/record-tables.ts'
import { AppError, invalidField } from '../errors.ts'
import { contentHash } from '../reports/content-hash.ts'
import { readRemarks } from '../reports/log-store.ts'
import { readShifts, type ShiftTime, shiftAt, shiftsOn } from '../reports/shift-plan.ts'
import { readTickets } from '../reports/ticket-log.ts'
import { isoOrNull, toIso } from '../reports/times.ts'
import { lineOf } from './bulletin.ts'
import { dateOf } from './schedule.ts'

export type HandoversOptions = { database: Database; timezone: () => string; now: () => number }

/** Of each list: more nobody reads at a change of shift. */
const mostLines = 500
const dayMs = 86_400_000
/** Before its last hour a shift has not seen all there is to hand over (ED). */
const earliestMs = 60 * 60_000

export function createHandovers({ database, timezone, now }: HandoversOptions) {
  async function draftOf(db: Connection, at: number, time: ShiftTime | undefined): Promise<HandoverDraft> {
    const alarms = await db
      .selectFrom('alarms')
      .select(['id', 'equipment', 'title', 'severity', 'state', 'raised_at'])
      .where('state', '<>', 'normal')
      .where('raised_at', '<=', at)
      .orderBy('raised_at', 'desc')
      .limit(mostLines)
      .execute()
    const services = await db
      .selectFrom('out_of_service')
      .select(['equipment', 'reason', 'until', 'confirmed_by', 'requested_by'])
      .where('ended_at', 'is', null)
      .where('confirmed_at', '<=', at)
      .orderBy('equipment')
      .execute()
    const standing = (await readTickets(db, { from: at, to: at + 1 })).flatMap((ticket) => {
      const status = ticket.course.statusAt(at)
      return status === undefined || status === 'resolved' || status === 'closed' ? [] : [lineOf(ticket, status)]
    })
    const days = time ? { from: time.date, to: time.date } : { from: dateOf(at, timezone()), to: dateOf(at, timezone()) }
    const remarks = (await readRemarks(db, days)).filter((remark) => time === undefined || remark.shift === time.shift)
    return {
      at: toIso(at),
      date: days.from,
      shift: time?.shift ?? null,
      shiftName: time?.name ?? null,
      alarms: alarms.map(({ raised_at, ...alarm }) => ({ ...alarm, raisedAt: toIso(raised_at) })),
      tickets: standing.sort((a, b) => (a.due < b.due ? -1 : 1)).slice(0, mostLines),
      outOfService: services.map(({ equipment, reason, until, confirmed_by, requested_by }) => ({
        equipment,
        reason,
        until: toIso(until),
        by: confirmed_by ?? requested_by
      })),
      remarks: remarks.map(({ location, at: written, actor, text }) => ({ location, at: toIso(written), by: actor, text }))
    }
  }

  async function shiftOf(date: string, shift: string): Promise<ShiftTime> {
    const times = shiftsOn(await readShifts(database), date, timezone())
    const time = times.find((one) => one.shift === shift)
    if (time) return time
    const known = times.map((one) => one.shift).join(', ')
    throw invalidField('shift', `there is no shift ${shift} on ${date}: expected one of ${known}`)
  }

  async function find(id: string): Promise<Handover> {
    const row = await database.selectFrom('handovers').selectAll().where('id', '=', id).executeTakeFirst()
    if (!row) throw new AppError('not_found', `There is no handover ${id}.`)
    return toHandover(row)
  }

  return {
    /** What would be handed over at `at` (ms): as things stand now, for alarms and what is out of service. */
    async draft(at: number): Promise<HandoverDraft> {
      return draftOf(database, at, shiftAt(await readShifts(database), at, timezone()))
    },

    /** Signed by `actor`. Throws `invalid` naming `shift` for one there is none of, `conflict` for one that was given, or is to come. */
    async give({ date, shift, note }: { date: string; shift: string; note?: string }, actor: string): Promise<Handover> {
      const time = await shiftOf(date, shift)
      const at = now()
      if (time.from > at) throw new AppError('conflict', 'The shift is still to come.')
      if (time.to - at > earliestMs) throw new AppError('conflict', 'A shift is handed over in its last hour, or afterwards.')
      if (at - time.to > dayMs) throw new AppError('conflict', 'The shift was over more than a day ago.')
      const content = await draftOf(database, at, time)
      const id = createId('ho', at)
      const signed = { date, shift, givenBy: actor, note: note ?? null, content }
      const { numInsertedOrUpdatedRows } = await database
        .insertInto('handovers')
        .values({
          id,
          date,
          shift,
          given_at: at,
          given_by: actor,
          note: note ?? null,
          content: JSON.stringify(content),
          hash: contentHash(signed),
          taken_at: null,
          taken_by: null,
          take_note: null
        })
        .onConflict((conflict) => conflict.columns(['date', 'shift']).doNothing())
        .executeTakeFirst()
      if (numInsertedOrUpdatedRows !== 1n)
        throw new AppError('conflict', `The shift ${shift} of ${date} was handed over already.`)
      return find(id)
    },

    /** Throws `not_found`; `conflict` when it was taken, or by who gave it. */
    async take(id: string, note: string | undefined, actor: string): Promise<Handover> {
      const handover = await find(id)
      if (handover.givenBy === actor) throw new AppError('conflict', 'Somebody else takes it over: you gave it yourself.')
      const { numUpdatedRows } = await database
        .updateTable('handovers')
        .set({ taken_at: now(), taken_by: actor, take_note: note ?? null })
        .where('id', '=', id)
        .where('taken_at', 'is', null)
        .executeTakeFirst()
      if (numUpdatedRows === 0n) throw new AppError('conflict', `It was taken over already, by ${handover.takenBy}.`)
      return find(id)
    },

    /** Newest first, of ids before `before`. */
    async list({ limit, before }: { limit: number; before?: string }): Promise<Handover[]> {
      const rows = database.selectFrom('handovers').selectAll().orderBy('id', 'desc').limit(limit)
      return (await (before === undefined ? rows : rows.where('id', '<', before)).execute()).map(toHandover)
    }
  }
}

function toHandover(row: HandoverTable): Handover {
  return {
    id: row.id,
    date: row.date,
    shift: row.shift,
    givenAt: toIso(row.given_at),
    givenBy: row.given_by,
    note: row.note,
    takenAt: isoOrNull(row.taken_at),
    takenBy: row.taken_by,
    takeNote: row.take_note,
    content: JSON.parse(row.content) as HandoverDraft,
    hash: row.hash
  }
}
