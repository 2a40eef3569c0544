/** Bulletins: one a site date, written when it is due or, after a time out of service, later; handed on once. */
import type { Bulletin, BulletinItem } from '../contract/jobs.ts'
import type { Connection, Database } from '../database/database.ts'
import { atomically } from '../database/transaction.ts'
import { readTickets } from '../reports/ticket-log.ts'
import { isoOrNull } from '../reports/times.ts'
import { composeBulletin } from './bulletin.ts'
import { bulletinTimes, dateOf, nextDate } from './schedule.ts'

/**
 * Hands a bulletin on, in the transaction that writes down that it was: it may await nothing but `db`, and what it writes
 * (the outbox) is committed with it, once.
 */
export type Announce = (db: Connection, bulletin: Bulletin) => Promise<void>

export type BulletinsOptions = { database: Database; timezone: () => string; now: () => number; announce?: Announce }

/** Days that are made up for after a time out of service; who was away longer asks the report of tickets. */
const mostDaysLate = 31
/** After so long it is no news any more: kept, and not handed on. */
const newsMs = 12 * 3_600_000

type Content = Omit<Bulletin, 'announcedAt'>

export function createBulletins({ database, timezone, now, announce }: BulletinsOptions) {
  /** The first that is not written yet. */
  async function nextDue(since: number): Promise<string> {
    const { last } = await database
      .selectFrom('bulletins')
      .select((eb) => eb.fn.max('date').as('last'))
      .executeTakeFirstOrThrow()
    const first = dateOf(since, timezone())
    const begun = bulletinTimes(first, timezone()).span.to > since ? first : nextDate(first)
    const due = last ? nextDate(last) : begun
    const oldest = dateOf(now() - mostDaysLate * 86_400_000, timezone())
    return due.localeCompare(oldest) < 0 ? oldest : due
  }

  async function write(date: string): Promise<void> {
    const { span, dayEnd } = bulletinTimes(date, timezone())
    const staff = await database.selectFrom('staff').select(['user', 'team']).execute()
    const teams = await database.selectFrom('teams').select(['id', 'name']).execute()
    const [teamOf, nameOf] = [new Map(staff.map((one) => [one.user, one.team])), new Map(teams.map((one) => [one.id, one.name]))]
    const at = now()
    const content = composeBulletin(await readTickets(database, span), {
      date,
      span,
      dayEnd,
      now: at,
      teamOf: (user) => teamOf.get(user) ?? null,
      nameOf: (team) => nameOf.get(team) ?? null
    })
    await database
      .insertInto('bulletins')
      .values({ date, generated_at: at, announced_at: null, content: JSON.stringify(content) })
      // Another instance may have been quicker: a date has one bulletin.
      .onConflict((conflict) => conflict.column('date').doNothing())
      .execute()
  }

  async function announceDue(): Promise<void> {
    const today = dateOf(now(), timezone())
    const rows = await database
      .selectFrom('bulletins')
      .select('date')
      .where('announced_at', 'is', null)
      .where('date', '>=', dateOf(now() - newsMs, timezone()))
      .where('date', '<=', today)
      .orderBy('date')
      .execute()
    for (const { date } of rows) {
      const { announceAt } = bulletinTimes(date, timezone())
      if (now() < announceAt || now() - announceAt > newsMs) continue
      await atomically(database, async (db) => {
        const { numUpdatedRows } = await db
          .updateTable('bulletins')
          .set({ announced_at: now() })
          .where('date', '=', date)
          .where('announced_at', 'is', null)
          .executeTakeFirst()
        if (numUpdatedRows === 0n || !announce) return
        const bulletin = await find(db, date)
        if (bulletin) await announce(db, bulletin)
      })
    }
  }

  async function find(db: Connection, date: string): Promise<Bulletin | undefined> {
    const row = await db.selectFrom('bulletins').select(['content', 'announced_at']).where('date', '=', date).executeTakeFirst()
    return row && { ...(JSON.parse(row.content) as Content), announcedAt: isoOrNull(row.announced_at) }
  }

  return {
    /** Writes and hands on what is due. `since`: when the service first ran. Returns when there is more to do (ms). */
    async run(since: number): Promise<number> {
      let date = await nextDue(since)
      for (; bulletinTimes(date, timezone()).span.to <= now(); date = nextDate(date)) await write(date)
      await announceDue()
      const { announceAt } = bulletinTimes(dateOf(now(), timezone()), timezone())
      const cut = bulletinTimes(date, timezone()).span.to
      return announceAt > now() ? Math.min(cut, announceAt) : cut
    },

    find: (date: string) => find(database, date),

    /** Newest first, of dates before `before`. */
    async list({ limit, before }: { limit: number; before?: string }): Promise<BulletinItem[]> {
      const rows = database.selectFrom('bulletins').select(['content', 'announced_at']).orderBy('date', 'desc').limit(limit)
      const found = await (before === undefined ? rows : rows.where('date', '<', before)).execute()
      return found.map(({ content, announced_at }) => {
        const { date, from, to, generatedAt, counts } = JSON.parse(content) as Content
        return { date, from, to, generatedAt, announcedAt: isoOrNull(announced_at), counts }
      })
    }
  }
}
