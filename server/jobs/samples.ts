/** 工单抽查: drawn once a week, checked ticket by ticket; a finding opens a ticket of its own. */

import type { Priority } from '../contract/common.ts'
import type { Sample, SampleCheck, SampleItem } from '../contract/jobs.ts'
import type { Connection, Database } from '../database/database.ts'
import type { SampleCheckTable, SampleTable } from '../database/record-tables.ts'
import { AppError, invalidField } from '../errors.ts'
import { type RecordedTicket, readTickets } from '../reports/ticket-log.ts'
import { toIso } from '../reports/times.ts'
import { draw, hashOfEvent, seedOf } from './sample.ts'
import { nextWeek, weekOf, weekTimes } from './schedule.ts'

export type Finding = { week: string; ticket: string; number: string; title: string; note: string }

/** Opens the ticket of a finding; `record` writes down its id in the same transaction. */
export type OpenFinding<Actor> = (
  finding: Finding,
  actor: Actor,
  record: (db: Connection, ticket: string) => Promise<void>
) => Promise<void>

export type SamplesOptions<Actor> = {
  database: Database
  timezone: () => string
  now: () => number
  openFinding: OpenFinding<Actor>
}

type Anchor = NonNullable<Sample['anchor']>

/** Weeks that are made up for after a time out of service. */
const mostWeeksLate = 8
const weekMs = 7 * 86_400_000

export function createSamples<Actor extends { id: string }>({ database, timezone, now, openFinding }: SamplesOptions<Actor>) {
  async function nextDue(since: number): Promise<string> {
    const { last } = await database
      .selectFrom('samples')
      .select((eb) => eb.fn.max('week').as('last'))
      .executeTakeFirstOrThrow()
    const due = last ? nextWeek(last) : weekOf(since, timezone())
    const oldest = weekOf(now() - mostWeeksLate * weekMs, timezone())
    return due.localeCompare(oldest) < 0 ? oldest : due
  }

  async function drawWeek(week: string): Promise<void> {
    const { span } = weekTimes(week, timezone())
    const candidates = (await readTickets(database, span)).filter((ticket) => wasDoneIn(ticket, span)).map(({ id }) => id)
    const anchor = await anchorBefore(database, span.to)
    const seed = seedOf(week, anchor?.hash ?? null)
    await database
      .insertInto('samples')
      .values({
        week,
        from_at: span.from,
        to_at: span.to,
        drawn_at: now(),
        seed,
        anchor: anchor ? JSON.stringify(anchor) : null,
        candidates: JSON.stringify(candidates.sort()),
        drawn: JSON.stringify(draw(candidates, seed))
      })
      // Another instance may have been quicker: a week has one sample.
      .onConflict((conflict) => conflict.column('week').doNothing())
      .execute()
  }

  async function find(week: string): Promise<Sample | undefined> {
    const row = await database.selectFrom('samples').selectAll().where('week', '=', week).executeTakeFirst()
    if (!row) return undefined
    const checks = await database.selectFrom('sample_checks').selectAll().where('week', '=', week).execute()
    const drawn = listOf(row.drawn)
    const tickets = drawn.length === 0 ? [] : await ticketsOf(drawn)
    return {
      ...itemOf(row, checks),
      anchor: row.anchor === null ? null : (JSON.parse(row.anchor) as Anchor),
      candidates: listOf(row.candidates),
      tickets: drawn.flatMap((id) => {
        const ticket = tickets.find((one) => one.id === id)
        if (!ticket) return []
        const { number, title, priority } = ticket
        return [
          { ticket: id, number, title, priority: priority as Priority, check: checkOf(checks.find((one) => one.ticket === id)) }
        ]
      })
    }
  }

  function ticketsOf(ids: readonly string[]) {
    return database.selectFrom('tickets').select(['id', 'number', 'title', 'priority']).where('id', 'in', ids).execute()
  }

  return {
    /** Draws what is due. `since`: when the service first ran. Returns when there is more to do (ms). */
    async run(since: number): Promise<number> {
      let week = await nextDue(since)
      for (; weekTimes(week, timezone()).drawAt <= now(); week = nextWeek(week)) await drawWeek(week)
      return weekTimes(week, timezone()).drawAt
    },

    find,

    /** Newest first, of weeks before `before`. */
    async list({ limit, before }: { limit: number; before?: string }): Promise<SampleItem[]> {
      const rows = database.selectFrom('samples').selectAll().orderBy('week', 'desc').limit(limit)
      const found = await (before === undefined ? rows : rows.where('week', '<', before)).execute()
      if (found.length === 0) return []
      const weeks = found.map(({ week }) => week)
      const checks = await database.selectFrom('sample_checks').selectAll().where('week', 'in', weeks).execute()
      return found.map((row) => itemOf(row, checks))
    },

    /** Once a ticket. Throws `not_found` for a week or ticket that was not drawn, `conflict` for one that was checked, `invalid` without a note. */
    async check(week: string, { ticket, ok, note }: SampleCheck, actor: Actor): Promise<Sample> {
      const drawn = (await find(week))?.tickets.find((one) => one.ticket === ticket)
      if (!drawn) throw new AppError('not_found', `The sample of ${week} has no ticket ${ticket}.`)
      if (drawn.check) throw new AppError('conflict', `${drawn.number} was checked already, by ${drawn.check.by}.`)
      const record = async (db: Connection, finding: string | null) => {
        const { numInsertedOrUpdatedRows } = await db
          .insertInto('sample_checks')
          .values({ week, ticket, at: now(), actor: actor.id, ok: ok ? 1 : 0, note: note ?? null, finding })
          .onConflict((conflict) => conflict.columns(['week', 'ticket']).doNothing())
          .executeTakeFirst()
        if (numInsertedOrUpdatedRows !== 1n) throw new AppError('conflict', `${drawn.number} was checked already.`)
      }
      if (ok) await record(database, null)
      else await openFinding({ week, ticket, number: drawn.number, title: drawn.title, note: given(note) }, actor, record)
      const sample = await find(week)
      if (!sample) throw new AppError('internal', 'BUG: a sample that was checked is gone')
      return sample
    }
  }
}

function given(note: string | undefined): string {
  if (note !== undefined) return note
  throw invalidField('note', 'missing: expected what was found')
}

function wasDoneIn({ course }: RecordedTicket, { from, to }: { from: number; to: number }): boolean {
  const done = course.closedAt === null ? course.resolutions : [...course.resolutions, course.closedAt]
  return done.some((at) => at >= from && at < to)
}

/** The last entry of the audit before `at`, else of any ticket's timeline. Entries that grow are none to hang on. */
async function anchorBefore(db: Connection, at: number): Promise<Anchor | undefined> {
  const audit = await db
    .selectFrom('audit')
    .select(['seq', 'hash'])
    .where('at', '<', at)
    .orderBy('seq', 'desc')
    .limit(1)
    .executeTakeFirst()
  if (audit) return { of: 'audit', id: String(audit.seq), hash: audit.hash }
  const event = await db
    .selectFrom('ticket_events')
    .select(['ticket', 'position', 'at', 'type', 'actor', 'detail'])
    .where('at', '<', at)
    .where('type', '<>', 'linked')
    .orderBy('at', 'desc')
    .orderBy('ticket', 'desc')
    .orderBy('position', 'desc')
    .limit(1)
    .executeTakeFirst()
  return event && { of: 'ticket', id: `${event.ticket} ${event.position}`, hash: hashOfEvent(event) }
}

function itemOf(row: SampleTable, checks: readonly SampleCheckTable[]): SampleItem {
  const own = checks.filter(({ week }) => week === row.week)
  return {
    week: row.week,
    from: toIso(row.from_at),
    to: toIso(row.to_at),
    drawnAt: toIso(row.drawn_at),
    seed: row.seed,
    population: listOf(row.candidates).length,
    drawn: listOf(row.drawn).length,
    checked: own.length,
    findings: own.filter(({ ok }) => ok === 0).length
  }
}

function checkOf(row: SampleCheckTable | undefined): Sample['tickets'][number]['check'] {
  return row ? { at: toIso(row.at), by: row.actor, ok: row.ok === 1, note: row.note, finding: row.finding } : null
}

function listOf(json: string): string[] {
  return JSON.parse(json) as string[]
}
